import { insales } from '@skladbridge/proto'
import { connectGrpc, type Closable } from '@skladbridge/runtime'
import type { InsalesProductRef } from '../domain/types.js'
import type { InsalesProducts } from '../handlers/ports.js'

const noCard = { title: undefined, description: undefined, isHidden: undefined }
const noVariant = {
  priceMinor: undefined,
  oldPriceMinor: undefined,
  costPriceMinor: undefined,
  quantity: undefined,
}

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
      return toRef(await client.create(request, bounds))
    },
    async updateCard(connection, id, card, bounds) {
      await client.update({ connection, id, ...noCard, ...card }, bounds)
    },
    async updateVariants(connection, changes, bounds) {
      const variants = changes.map((change) => ({ ...noVariant, ...change }))
      await client.updateVariants({ connection, variants }, bounds)
    },
  }
  return { products, close: () => client.close() }
}

/** A product of inSales has at least one variant always (api/insales.md §2.2). */
const toRef = ({ id, variants }: insales.Product): InsalesProductRef => ({
  insalesProductId: id,
  insalesVariantId: variants[0]!.id,
})
