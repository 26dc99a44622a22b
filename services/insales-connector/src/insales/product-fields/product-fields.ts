import type { Shop } from '../shop.js'
import { productFieldSchema, productFieldsSchema, type ProductField } from './schema.js'

/** Seen by the merchant in the product card. */
export const markFieldTitle = 'SkladBridge'

const call = { about: 'дополнительное поле товара «SkladBridge»', path: '/product_fields.json' }

/** The oldest, so that two makers at the same moment agree on one afterwards. */
export const pickMarkField = (fields: ProductField[]): ProductField | undefined =>
  fields
    .filter((field) => field.title === markFieldTitle)
    .sort((a, b) => Number(BigInt(a.id) - BigInt(b.id)))
    .at(0)

export async function findMarkField(shop: Shop): Promise<ProductField | undefined> {
  return pickMarkField(await shop.read({ ...call, operation: 'product_fields.list' }, productFieldsSchema))
}

/**
 * The id of the field that carries our mark. Looked up first: one that an earlier attempt made, or that is left from an
 * earlier connection, is used again.
 */
export async function ensureMarkField(shop: Shop): Promise<string> {
  const standing = await findMarkField(shop)
  if (standing) return standing.id
  const body = { product_field: { type: 'ProductField::TextField', title: markFieldTitle } }
  const made = await shop.write(
    { ...call, operation: 'product_fields.create', method: 'POST', body },
    productFieldSchema,
  )
  return (await findMarkField(shop))?.id ?? made.id
}
