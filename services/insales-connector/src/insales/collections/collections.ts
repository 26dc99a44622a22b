import type { insales } from '@skladbridge/proto'
import { z } from 'zod'
import { updatedSince } from '../../domain/moment.js'
import { insalesErrors } from '../../errors.js'
import type { Shop } from '../shop.js'
import { id, moment, text, theirId } from '../values.js'

const collectionSchema = z.object({
  id,
  title: text,
  parent_id: id.nullish(),
  is_hidden: z.boolean().nullish(),
  is_smart: z.boolean().nullish(),
  updated_at: moment,
})
type TheirCollection = z.output<typeof collectionSchema>

const pageSize = 250
const mostPages = 200
const about = 'коллекции'

/**
 * All of them. Collections have no `from_id`: what changed in the same second as the last one read comes again (§1.5), so
 * pages are taken by moment, and only within one moment by number.
 */
export async function listCollections(shop: Shop): Promise<TheirCollection[]> {
  const found = new Map<string, TheirCollection>()
  let since = new Date(0).toISOString()
  for (let asked = 0, page = 1; asked < mostPages; asked += 1) {
    const rows = await shop.read(
      {
        operation: 'collections.list',
        about,
        path: '/collections.json',
        query: { updated_since: updatedSince(since), per_page: pageSize, page },
      },
      z.array(collectionSchema),
    )
    for (const row of rows) found.set(row.id, row)
    if (rows.length < pageSize) return [...found.values()]
    const last = rows.at(-1)!.updated_at
    page = last > since ? 1 : page + 1
    since = last > since ? last : since
  }
  throw insalesErrors.INSALES_LIST_STUCK({ operation: 'collections.list', cursor: since })
}

export const toCollection = (collection: TheirCollection): insales.Collection => ({
  id: collection.id,
  title: collection.title,
  parentId: collection.parent_id ?? '',
  isHidden: collection.is_hidden === true,
  isSmart: collection.is_smart === true,
  updatedAt: collection.updated_at,
})

/** Has no key: whoever repeats it looks at the list first. */
export const createCollection = (
  shop: Shop,
  { title, parentId }: Pick<insales.CreateCollectionRequest, 'title' | 'parentId'>,
): Promise<TheirCollection> =>
  shop.write(
    {
      operation: 'collections.create',
      about: `новая коллекция «${title}»`,
      method: 'POST',
      path: '/collections.json',
      body: { collection: { title, ...(parentId ? { parent_id: theirId(parentId) } : {}) } },
    },
    collectionSchema,
  )

/** Only what was given; an empty parent is the top. */
export const updateCollection = (
  shop: Shop,
  { id, title, parentId, isHidden }: insales.UpdateCollectionRequest,
): Promise<TheirCollection> =>
  shop.write(
    {
      operation: 'collections.update',
      about: title ? `коллекция «${title}» (${id})` : `коллекция ${id}`,
      method: 'PUT',
      path: `/collections/${id}.json`,
      body: {
        collection: {
          ...(title === undefined ? {} : { title }),
          ...(parentId === undefined ? {} : { parent_id: parentId === '' ? null : theirId(parentId) }),
          ...(isHidden === undefined ? {} : { is_hidden: isHidden }),
        },
      },
    },
    collectionSchema,
  )
