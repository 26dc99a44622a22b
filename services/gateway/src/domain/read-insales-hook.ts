import { z } from 'zod'

const id = z.union([z.int().positive(), z.string().regex(/^\d{1,20}$/)]).transform(String)

/** Orders: one whole object. Products: an array of at most `batch_size` (api/insales.md §2.11). Only ids are read. */
const orderBody = z.object({ id })
const productsBody = z.array(z.object({ id })).max(100)

export type InsalesHint = { entity: 'order'; orderId: string } | { entity: 'product'; productId: string }

/** What a shop's webhook tells us to look at again; undefined when it is no webhook of this topic. */
export function readInsalesHook(topic: string, body: unknown): InsalesHint[] | undefined {
  if (topic === 'orders') {
    const parsed = orderBody.safeParse(body)
    return parsed.success ? [{ entity: 'order', orderId: parsed.data.id }] : undefined
  }
  const parsed = productsBody.safeParse(Array.isArray(body) ? body : [body])
  return parsed.success
    ? parsed.data.map((product): InsalesHint => ({ entity: 'product', productId: product.id }))
    : undefined
}
