import type { moysklad } from '@skladbridge/proto'
import type { MoyskladApi } from '../api.js'
import { assortmentSchema } from '../products/schema.js'
import { toProduct } from '../products/to-product.js'

/** A repeated POST with the same syncId answers the service made before, as the merchant has left it. */
export async function ensureService(
  api: MoyskladApi,
  syncId: string,
  name: string,
): Promise<moysklad.Product> {
  const service = await api.ask(assortmentSchema, {
    operation: 'services.ensure',
    method: 'POST',
    path: 'entity/service',
    json: { syncId, name },
  })
  return toProduct(service)
}
