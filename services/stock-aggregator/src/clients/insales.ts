import { insales } from '@skladbridge/proto'
import { connectGrpc, type Closable } from '@skladbridge/runtime'
import type { InsalesVariants, ShopVariant } from '../handlers/ports.js'

/** Quantities of the shop's variants, through insales-connector. */
export function createInsalesClient(address: string): { variants: InsalesVariants } & Closable {
  const client = connectGrpc(insales.ProductsService, address, { deadlineMs: 60_000 })
  const variants: InsalesVariants = {
    async updateQuantities(connection, changes, bounds) {
      const updates = changes.map(({ insalesVariantId: id, level }) =>
        // where warehouses are told apart, the shop adds them up by itself
        level.at ? { id, quantityAtWarehouse: level.at } : { id, quantity: level.quantity },
      )
      const request = insales.UpdateVariantsRequest.fromPartial({ connection, variants: updates })
      return (await client.updateVariants(request, bounds)).requests
    },
    async readProducts(connection, ids, bounds) {
      const { products } = await client.getMany({ connection, ids: [...ids] }, bounds)
      return products.flatMap(toVariants)
    },
    async *readAll(connection, cursor, bounds) {
      const request = { connection, archivedToo: true, cursor }
      for await (const chunk of client.listAll(request, bounds))
        yield { variants: chunk.products.flatMap(toVariants), cursor: chunk.cursor }
    },
  }
  return { variants, close: () => client.close() }
}

const toVariants = (product: insales.Product): ShopVariant[] =>
  product.variants.map(({ id, quantity, quantityAtWarehouse: at }) => ({
    insalesProductId: product.id,
    insalesVariantId: id,
    level: quantity === undefined ? undefined : { quantity, ...(Object.keys(at).length > 0 ? { at } : {}) },
  }))
