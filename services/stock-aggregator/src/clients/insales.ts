import { insales } from '@skladbridge/proto'
import { connectGrpc, type Closable } from '@skladbridge/runtime'
import type { InsalesVariants } from '../handlers/ports.js'

/** Quantities of the shop's variants, through insales-connector. */
export function createInsalesClient(address: string): { variants: InsalesVariants } & Closable {
  const client = connectGrpc(insales.ProductsService, address, { deadlineMs: 60_000 })
  const variants: InsalesVariants = {
    async updateQuantities(connection, quantities, bounds) {
      const changes = quantities.map(({ insalesVariantId: id, quantity }) => ({ id, quantity }))
      const request = insales.UpdateVariantsRequest.fromPartial({ connection, variants: changes })
      return (await client.updateVariants(request, bounds)).requests
    },
  }
  return { variants, close: () => client.close() }
}
