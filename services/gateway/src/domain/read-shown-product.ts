import { shownProductSchema, textDigest, type ShownProduct } from '@skladbridge/contracts'
import { z } from 'zod'

const id = z.union([z.number(), z.string()]).transform(String)
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '')
/** Decimals come as numbers or as strings (api/insales.md §1.6). */
const decimal = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^-?\d+(\.\d+)?$/)
      .transform(Number),
  ])
  .nullish()
  .transform((value) => value ?? undefined)

const variantBody = z.looseObject({ id, sku: text, barcode: text, weight: decimal })

/** Field names of inSales end here: a webhook's body is the only thing of theirs that the gateway sees. */
const productBody = z.object({
  title: text,
  description: text,
  is_hidden: z.boolean(),
  collections_ids: z.array(id).default([]),
  properties: z.array(z.object({ id, title: text })).default([]),
  characteristics: z.array(z.object({ property_id: id, title: text })).default([]),
  variants: z.array(variantBody),
})

/**
 * What the webhook shows of a product, in the terms of the event. A product that is larger than a hint should be, or that
 * looks otherwise than we know them, gives none: then the shop is asked.
 */
export function readShownProduct(body: unknown): ShownProduct | undefined {
  const parsed = productBody.safeParse(body)
  if (!parsed.success) return undefined
  const { title, description, is_hidden, collections_ids, variants } = parsed.data
  const names = new Map(parsed.data.properties.map((property) => [property.id, property.title]))
  const shown = shownProductSchema.safeParse({
    title,
    descriptionDigest: textDigest(description),
    hidden: is_hidden,
    collectionIds: collections_ids,
    properties: parsed.data.characteristics.map(({ property_id, title: value }) => ({
      name: names.get(property_id) ?? '',
      value,
    })),
    variants: variants.map((variant) => ({
      id: variant.id,
      sku: variant.sku,
      barcode: variant.barcode,
      weight: variant.weight ?? 0,
      prices: pricesOf(variant),
    })),
  })
  return shown.success ? shown.data : undefined
}

/** price, old_price, cost_price, price2, price3, …: kopecks. */
function pricesOf(variant: Record<string, unknown>): Record<string, number> {
  const fields = Object.entries(variant).filter(([name]) => /^(price\d*|old_price|cost_price)$/.test(name))
  return Object.fromEntries(
    fields.flatMap(([name, value]) => {
      const parsed = decimal.safeParse(value)
      return parsed.success && parsed.data !== undefined ? [[name, Math.round(parsed.data * 100)]] : []
    }),
  )
}
