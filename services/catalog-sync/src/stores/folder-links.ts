import { translateMongoErrors } from '@skladbridge/runtime'
import { Schema, type Connection } from 'mongoose'
import type { FolderLink } from '../domain/decide-folders.js'
import type { FolderLinks } from '../handlers/ports.js'

interface Row extends FolderLink {
  /** `<lane>/<folder id>` */
  _id: string
  lane: string
}

const text = { type: String, default: '' }
const schema = new Schema<Row>(
  {
    _id: { type: String, required: true },
    lane: { type: String, required: true },
    folderId: { type: String, required: true },
    title: text,
    parentFolderId: text,
    collectionId: text,
    parentCollectionId: text,
  } as never,
  { versionKey: false },
)
  .index({ lane: 1 })
  .index({ lane: 1, collectionId: 1 })

const rowId = (lane: string, folderId: string) => `${lane}/${folderId}`

/** MoySklad's product folders as they were last seen, and the collection that each one is. */
export function createFolderLinkStore(connection: Connection) {
  const model = connection.model<Row>('FolderLink', schema, 'folder_links')
  const folders: FolderLinks = {
    async all(lane) {
      const rows = await model.find({ lane }).lean<Row[]>()
      return rows.map(({ _id, lane: _lane, ...link }) => link)
    },
    async put(lane, links) {
      if (links.length === 0) return
      await model.bulkWrite(
        links.map((link) => ({
          updateOne: {
            filter: { _id: rowId(lane, link.folderId) },
            update: { $set: { lane, ...link } },
            upsert: true,
          },
        })),
        { ordered: false },
      )
    },
    async remove(lane, ids) {
      if (ids.length > 0) await model.deleteMany({ _id: { $in: ids.map((id) => rowId(lane, id)) } })
    },
  }
  return { model, folders: translateMongoErrors(folders) }
}
