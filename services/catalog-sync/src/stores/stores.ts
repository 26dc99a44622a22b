import { ensureIndexes } from '@skladbridge/runtime'
import type { Connection } from 'mongoose'
import { createAttributeNameStore } from './attribute-names.js'
import { createFolderLinkStore } from './folder-links.js'
import { createLoadItemStore } from './load-items.js'
import { createStagingStore } from './load-staging.js'
import { createLoadStore } from './loads.js'
import { createPairStore } from './pairs.js'
import { createProductLinkStore } from './product-links.js'

/** All collections of the service, with their indexes made. */
export async function createStores(connection: Connection) {
  const { model: linkModel, links } = createProductLinkStore(connection)
  const { model: pairModel, pairs } = createPairStore(connection)
  const { model: folderModel, folders } = createFolderLinkStore(connection)
  const { model: nameModel, names: attributeNames } = createAttributeNameStore(connection)
  const { model: loadModel, loads } = createLoadStore(connection)
  const { model: itemModel, items } = createLoadItemStore(connection)
  const { model: stagingModel, staging } = createStagingStore(connection)
  await ensureIndexes([linkModel, pairModel, folderModel, nameModel, loadModel, itemModel, stagingModel])
  return { linkModel, links, pairs, folders, attributeNames, loads, items, staging }
}
