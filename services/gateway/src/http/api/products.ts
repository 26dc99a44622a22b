import { z } from 'zod'
import { adminOf, security, sessionOf, type ApiApp, type ApiPorts } from './api-app.js'
import { problems, shopParams } from './schemas.js'

const productStates = ['waiting', 'synced', 'parked', 'skipped'] as const

const productQuery = z.object({
  /** Часть названия, артикул, id МоегоСклада или inSales. */
  search: z.string().max(100).default(''),
  state: z.enum(productStates).optional(),
  cursor: z.string().max(300).default(''),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

const productsReply = z.object({
  products: z.array(
    z.object({
      assortment: z.object({ kind: z.string(), id: z.string() }).optional(),
      title: z.string(),
      sku: z.string(),
      insalesProductId: z.string(),
      variants: z.int(),
      /** waiting, synced, parked или skipped. */
      state: z.string(),
      failureCode: z.string(),
      failureText: z.string(),
      /** Почему не синхронизируется: archived, filtered, service, bundle, gone. */
      skipped: z.string(),
      syncedAt: z.string(),
      nextAttemptAt: z.string(),
    }),
  ),
  cursor: z.string(),
  /** Сколько товаров магазина связано всего. */
  linked: z.int(),
})

const syncBody = z.object({
  /** Id товара, модификации или комплекта в МоемСкладе; без него — все связанные. */
  assortmentId: z.uuid().optional(),
})

/** «Ручная синхронизация»: where each product stands, and another look at one or all. */
export function registerProducts(api: ApiApp, ports: ApiPorts): void {
  registerProductList(api, ports)
  registerSync(api, ports)
}

function registerProductList(api: ApiApp, { services }: ApiPorts): void {
  api.get(
    '/connections/:shopId/products',
    {
      schema: {
        summary: 'Товары: связан ли каждый, когда передан и что не получается. Сначала недавно изменённые.',
        security,
        params: shopParams,
        querystring: productQuery,
        response: { 200: productsReply, ...problems },
      },
    },
    (request) => {
      const { state = '', ...query } = request.query
      const connection = { accountId: sessionOf(request).accountId, shopId: request.params.shopId }
      return services.products.list({ connection, state, ...query })
    },
  )
}

function registerSync(api: ApiApp, { services }: ApiPorts): void {
  api.post(
    '/connections/:shopId/products/sync',
    {
      schema: {
        summary:
          'Синхронизировать сейчас: все связанные товары или один. Только при включённой синхронизации.',
        security,
        params: shopParams,
        body: syncBody,
        response: { 200: z.object({ products: z.int() }), ...problems },
      },
    },
    (request) => {
      const connection = { accountId: adminOf(request).accountId, shopId: request.params.shopId }
      return services.products.syncNow({ connection, assortmentId: request.body.assortmentId ?? '' })
    },
  )
}
