import { moysklad } from '@skladbridge/proto'
import { connectGrpc, type Closable } from '@skladbridge/runtime'
import type { Component } from '../domain/types.js'
import type { MoyskladStock } from '../handlers/ports.js'

const BUNDLES_AT_ONCE = 100

/** Current-stock reports and what bundles consist of, through moysklad-connector. */
export function createMoyskladClient(address: string): { stock: MoyskladStock } & Closable {
  const client = connectGrpc(moysklad.StockService, address, { deadlineMs: 120_000 })
  const products = connectGrpc(moysklad.ProductsService, address, { deadlineMs: 60_000 })
  const stock: MoyskladStock = {
    async *current(
      accountId,
      { stockType, byStore, changedSince, assortmentIds = [], storeIds = [] },
      bounds,
    ) {
      const request = {
        accountId,
        stockType,
        byStore,
        storeIds: [...storeIds],
        assortmentIds: [...assortmentIds],
        changedSince: changedSince?.toISOString() ?? '',
      }
      for await (const { rows } of client.current(request, bounds)) yield rows
    },
    async components(accountId, bundleIds, bounds) {
      const found = new Map<string, Component[]>()
      for (let at = 0; at < bundleIds.length; at += BUNDLES_AT_ONCE) {
        const refs = bundleIds.slice(at, at + BUNDLES_AT_ONCE).map((id) => ({ kind: 'bundle', id }))
        const reply = await products.getMany({ accountId, refs, images: false, components: true }, bounds)
        for (const product of reply.products) found.set(product.id, toComponents(product))
      }
      return found
    },
  }
  return {
    stock,
    close: async () => {
      await Promise.all([client.close(), products.close()])
    },
  }
}

const toComponents = ({ components }: moysklad.Product): Component[] =>
  components.flatMap(({ assortment, quantity }) =>
    // services have no stock and hold up no bundle
    assortment && assortment.kind !== 'service' && quantity > 0
      ? [{ assortmentId: assortment.id, quantity }]
      : [],
  )
