import type { moysklad } from '@skladbridge/proto'
import type { MoyskladApi } from '../api.js'
import { findMany } from '../find-many.js'
import { assortmentSchema } from '../products/schema.js'
import { toProduct } from '../products/to-product.js'

const path = 'entity/service'

/**
 * The merchant's own service of this name where there is one. Else one is made; a repeated POST with the same syncId answers
 * the service made before, as the merchant has left it.
 */
export async function ensureService(
  api: MoyskladApi,
  syncId: string,
  name: string,
): Promise<moysklad.Product> {
  const [known] = await findMany(api, {
    operation: 'services.find',
    path,
    row: assortmentSchema,
    field: 'name',
    values: [name],
    query: { order: 'updated,asc' },
  })
  if (known) return toProduct(known)
  const service = await api.ask(assortmentSchema, {
    operation: 'services.ensure',
    method: 'POST',
    path,
    json: { syncId, name },
  })
  return toProduct(service)
}
