import { AppError } from '@skladbridge/errors'
import { z } from 'zod'
import type { Shop } from '../shop.js'
import { id, theirId } from '../values.js'

const collectSchema = z.object({ id, collection_id: id })
const pageSize = 250
const mostPages = 20

const aboutOf = (productId: string, collectionId: string) => `товар ${productId} в коллекции ${collectionId}`

/** What the platform says when it is there already is not documented: a refusal is looked into. */
export async function addToCollection(shop: Shop, productId: string, collectionId: string): Promise<void> {
  const collect = { product_id: theirId(productId), collection_id: theirId(collectionId) }
  const call = {
    operation: 'collects.create',
    about: aboutOf(productId, collectionId),
    path: '/collects.json',
  }
  try {
    await shop.write({ ...call, method: 'POST', body: { collect } }, z.unknown())
  } catch (error) {
    const isRefused = error instanceof AppError && (error.kind === 'invalid' || error.kind === 'conflict')
    if (!isRefused || (await findCollect(shop, productId, collectionId)) === undefined) throw error
  }
}

export async function removeFromCollection(
  shop: Shop,
  productId: string,
  collectionId: string,
): Promise<void> {
  const collectId = await findCollect(shop, productId, collectionId)
  if (collectId === undefined) return
  const about = aboutOf(productId, collectionId)
  const call = { operation: 'collects.delete', about, path: `/collects/${collectId}.json` }
  try {
    await shop.write({ ...call, method: 'DELETE' }, z.unknown())
  } catch (error) {
    // somebody else took it out meanwhile
    if (!(error instanceof AppError && error.kind === 'missing')) throw error
  }
}

async function findCollect(shop: Shop, productId: string, collectionId: string): Promise<string | undefined> {
  for (let page = 1; page <= mostPages; page += 1) {
    const rows = await shop.read(
      {
        operation: 'collects.list',
        about: `коллекции товара ${productId}`,
        path: '/collects.json',
        query: { product_id: productId, per_page: pageSize, page },
      },
      z.array(collectSchema),
    )
    const found = rows.find((row) => row.collection_id === collectionId)
    if (found) return found.id
    if (rows.length < pageSize) return undefined
  }
  return undefined
}
