import { insales } from '@skladbridge/proto'
import { connectGrpc, type Closable } from '@skladbridge/runtime'
import type { InsalesProductRef } from '../domain/types.js'
import type { InsalesProducts } from '../handlers/ports.js'

/** Products of the shop, through insales-connector. */
export function createInsalesClient(address: string): { products: InsalesProducts } & Closable {
  const client = connectGrpc(insales.ProductsService, address, { deadlineMs: 60_000 })
  const products: InsalesProducts = {
    async findByMark(connection, mark, since, bounds) {
      const found = await client.findByMark({ connection, mark, since: since.toISOString() }, bounds)
      return found.id === '' ? undefined : toRef(found)
    },
    async create(connection, mark, { title, description, sku, barcode, priceMinor }, bounds) {
      const request = { connection, mark, title, description, sku, barcode, priceMinor }
      return toRef(await client.create(insales.CreateProductRequest.fromPartial(request), bounds))
    },
    async updateCard(connection, id, card, bounds) {
      await client.update(insales.UpdateProductRequest.fromPartial({ connection, id, ...card }), bounds)
    },
    async updateVariants(connection, changes, bounds) {
      const request = insales.UpdateVariantsRequest.fromPartial({ connection, variants: changes })
      await client.updateVariants(request, bounds)
    },
  }
  return { products, close: () => client.close() }
}

/** A product of inSales has at least one variant always (api/insales.md §2.2). */
const toRef = ({ id, variants }: insales.Product): InsalesProductRef => ({
  insalesProductId: id,
  insalesVariantId: variants[0]!.id,
})
