import type { ShownProduct } from '@skladbridge/contracts'
import { z } from 'zod'
import { readShownProduct } from './read-shown-product.js'

const id = z.union([z.int().positive(), z.string().regex(/^\d{1,20}$/)]).transform(String)

/** Orders: one whole object. Products: an array of at most `batch_size` (api/insales.md §2.11). Only ids are believed. */
const orderBody = z.object({ id })
const productsBody = z.array(z.looseObject({ id })).max(100)

export type InsalesHint =
  | { entity: 'order'; orderId: string }
  /** `shown` saves those who wrote it a look at the shop; undefined where it is not as we know products to be. */
  | { entity: 'product'; productId: string; shown: ShownProduct | undefined }

/** What a shop's webhook tells us to look at again; undefined when it is no webhook of this topic. */
export function readInsalesHook(topic: string, body: unknown): InsalesHint[] | undefined {
  if (topic === 'orders') {
    const parsed = orderBody.safeParse(body)
    return parsed.success ? [{ entity: 'order', orderId: parsed.data.id }] : undefined
  }
  const parsed = productsBody.safeParse(Array.isArray(body) ? body : [body])
  return parsed.success
    ? parsed.data.map((product): InsalesHint => ({
        entity: 'product',
        productId: product.id,
        shown: readShownProduct(product),
      }))
    : undefined
}
