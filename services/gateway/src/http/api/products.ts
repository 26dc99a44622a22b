import { z } from 'zod'
import { adminOf, security, sessionOf, type ApiApp, type ApiPorts } from './api-app.js'
import { problems, shopParams } from './schemas.js'

const states = ['waiting', 'synced', 'parked', 'skipped'] as const

const productsQuery = z.object({
  /** Часть названия, артикул или идентификатор. */
  search: z.string().max(100).default(''),
  state: z.enum(states).optional(),
  cursor: z.string().max(300).default(''),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

const productsReply = z.object({
  products: z.array(
    z.object({
      assortmentId: z.string(),
      kind: z.string(),
      title: z.string(),
      sku: z.string(),
      insalesProductId: z.string(),
      variants: z.int(),
      state: z.string(),
      failureCode: z.string(),
      failureText: z.string(),
      skipped: z.string(),
      syncedAt: z.string(),
      nextAttemptAt: z.string(),
    }),
  ),
  cursor: z.string(),
  /** Сколько товаров связано: столько затронет изменение настроек. Только на первой странице. */
  linked: z.int(),
})

/** «Синхронизация»: what became of each product; all of them, or one, again. */
export function registerProducts(api: ApiApp, ports: ApiPorts): void {
  registerProductList(api, ports)
  registerSync(api, ports)
}

function registerProductList(api: ApiApp, { services }: ApiPorts): void {
  api.get(
    '/connections/:shopId/products',
    {
      schema: {
        summary: 'Товары: что передано, что ждёт, что не получилось и почему.',
        security,
        params: shopParams,
        querystring: productsQuery,
        response: { 200: productsReply, ...problems },
      },
    },
    async (request) => {
      const connection = { accountId: sessionOf(request).accountId, shopId: request.params.shopId }
      const { state = '', ...query } = request.query
      const { products, ...page } = await services.products.list({ connection, state, ...query })
      return {
        products: products.map(({ assortment, ...product }) => ({
          assortmentId: assortment?.id ?? '',
          kind: assortment?.kind ?? '',
          ...product,
        })),
        ...page,
      }
    },
  )
}

function registerSync(api: ApiApp, { services }: ApiPorts): void {
  api.post(
    '/connections/:shopId/products/sync',
    {
      schema: {
        summary:
          'Ручная синхронизация: все связанные товары или один. Только при включённой синхронизации товаров.',
        security,
        params: shopParams,
        body: z.object({ assortmentId: z.string().max(64).default('') }),
        response: { 200: z.object({ products: z.int() }), ...problems },
      },
    },
    async (request) => {
      const connection = { accountId: adminOf(request).accountId, shopId: request.params.shopId }
      return services.products.syncNow({ connection, assortmentId: request.body.assortmentId })
    },
  )
}
