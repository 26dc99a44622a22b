import { ensureIndexes } from '@skladbridge/runtime'
import type { Connection } from 'mongoose'
import { createAttributeNameStore } from './attribute-names.js'
import { createFolderLinkStore } from './folder-links.js'
import { createPairStore } from './pairs.js'
import { createProductLinkStore } from './product-links.js'

/** All collections of the service, with their indexes made. */
export async function createStores(connection: Connection) {
  const { model: linkModel, links } = createProductLinkStore(connection)
  const { model: pairModel, pairs } = createPairStore(connection)
  const { model: folderModel, folders } = createFolderLinkStore(connection)
  const { model: nameModel, names: attributeNames } = createAttributeNameStore(connection)
  await ensureIndexes([linkModel, pairModel, folderModel, nameModel])
  return { linkModel, links, pairs, folders, attributeNames }
}
