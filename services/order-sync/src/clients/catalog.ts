import { catalog } from '@skladbridge/proto'
import { connectGrpc, type Closable } from '@skladbridge/runtime'
import type { AssortmentRef } from '../domain/types.js'
import type { CatalogLinks } from '../handlers/ports.js'

/** Of one call. */
const KEYS = 1000

/** Which product is which, asked of its only owner, catalog-sync. */
export function createCatalogClient(address: string): { links: CatalogLinks } & Closable {
  const client = connectGrpc(catalog.LinksService, address)
  const links: CatalogLinks = {
    async resolve(connection, { variantIds, assortmentIds }, bounds) {
      const byVariant = new Map<string, AssortmentRef>()
      const byAssortment = new Map<string, string>()
      const keys = [
        ...variantIds.map((variant) => ({ variant })),
        ...assortmentIds.map((goods) => ({ goods })),
      ]
      for (let at = 0; at < keys.length; at += KEYS) {
        const part = keys.slice(at, at + KEYS)
        const request = {
          connection,
          insalesVariantIds: part.flatMap((key) => ('variant' in key ? [key.variant] : [])),
          assortmentIds: part.flatMap((key) => ('goods' in key ? [key.goods] : [])),
        }
        for (const link of (await client.resolve(request, bounds)).links) {
          if (!link.assortment) continue
          byVariant.set(link.insalesVariantId, link.assortment)
          byAssortment.set(link.assortment.id, link.insalesVariantId)
        }
      }
      return { byVariant, byAssortment }
    },
  }
  return { links, close: () => client.close() }
}
