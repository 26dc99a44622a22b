import { moysklad } from '@skladbridge/proto'
import { connectGrpc, type Closable } from '@skladbridge/runtime'
import type { MoyskladProduct } from '../domain/types.js'
import type { MoyskladProducts } from '../handlers/ports.js'

/** A page of a sweep. */
const PAGE = 100

/** Products of MoySklad, through moysklad-connector. */
export function createMoyskladClient(address: string): { products: MoyskladProducts } & Closable {
  const client = connectGrpc(moysklad.ProductsService, address, { deadlineMs: 30_000 })
  const products: MoyskladProducts = {
    async getMany(accountId, refs, bounds) {
      const reply = await client.getMany(moysklad.GetProductsRequest.fromPartial({ accountId, refs }), bounds)
      return new Map(reply.products.map((product) => [product.id, toProduct(product)]))
    },
    async listChanged(accountId, { since, cursor }, bounds) {
      const request = { accountId, updatedSince: since, cursor, limit: PAGE }
      const page = await client.listChanged(request, bounds)
      return { changed: page.products.map(toProduct), cursor: page.cursor, more: page.more }
    },
  }
  return { products, close: () => client.close() }
}

const toProduct = ({ kind, ...product }: moysklad.Product): MoyskladProduct => ({
  ...product,
  kind: kind === 'variant' || kind === 'bundle' || kind === 'service' ? kind : 'product',
})
