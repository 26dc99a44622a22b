import type { moysklad } from '@skladbridge/proto'
import { z } from 'zod'
import { toRfc3339 } from '../../domain/moment.js'
import { anyOf, type MoyskladApi } from '../api.js'
import { saveMany, type BulkElement } from '../bulk.js'
import { listEverything } from '../changes.js'
import { entityLink, idOf, refSchema } from '../hrefs.js'

const path = 'entity/productfolder'
const folderSchema = z.object({
  id: z.string(),
  name: z.string(),
  externalCode: z.string().optional(),
  archived: z.boolean().optional(),
  pathName: z.string().optional(),
  productFolder: refSchema.nullish(),
  updated: z.string(),
})
type TheirFolder = z.infer<typeof folderSchema>

/** All of them, also archived ones when asked for; one request a thousand. */
export async function listFolders(api: MoyskladApi, both: boolean): Promise<TheirFolder[]> {
  const show = both ? anyOf('archived', ['true', 'false']) : []
  const source = { operation: 'folders.list', path, row: folderSchema, show }
  // one that changes meanwhile comes again: the later state counts
  const folders = new Map<string, TheirFolder>()
  for await (const { rows } of listEverything(api, source)) for (const row of rows) folders.set(row.id, row)
  return [...folders.values()]
}

export const toFolder = (folder: TheirFolder): moysklad.Folder => ({
  id: folder.id,
  name: folder.name,
  parentId: idOf(folder.productFolder),
  externalCode: folder.externalCode ?? '',
  archived: folder.archived ?? false,
  updated: toRfc3339(folder.updated),
})

/** Folders have no syncId: whoever repeats a creation looks for its external code first. */
export async function saveFolders(
  api: MoyskladApi,
  changes: moysklad.FolderChange[],
): Promise<moysklad.FolderOutcome[]> {
  const elements = changes.map((change) => toElement(api.baseUrl, change))
  const results = await saveMany(api, { operation: 'folders.save', path, row: folderSchema }, elements)
  return results.map((result) =>
    'row' in result
      ? { id: result.row.id, errorKind: '', errorCode: '', errorText: '' }
      : {
          id: '',
          errorKind: result.refusal.kind,
          errorCode: result.refusal.code,
          errorText: result.refusal.text,
        },
  )
}

function toElement(
  baseUrl: string,
  { id, name, parentId, externalCode }: moysklad.FolderChange,
): BulkElement {
  const parent = parentId ? entityLink(baseUrl, 'productfolder', parentId) : null
  return {
    about: `Группа товаров «${name ?? id}»`,
    body: {
      ...(id ? entityLink(baseUrl, 'productfolder', id) : {}),
      ...(name === undefined ? {} : { name }),
      ...(externalCode === undefined ? {} : { externalCode }),
      // a new folder without a parent is at the top anyway
      ...(parentId === undefined || (!id && !parentId) ? {} : { productFolder: parent }),
    },
  }
}
