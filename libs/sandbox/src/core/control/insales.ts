import type { FastifyInstance, HTTPMethods } from 'fastify'
import { z } from 'zod'
import type { InsalesSandbox } from '../../insales/index.js'
import { record } from '../../insales/input.js'
import type { ShopOptions } from '../../insales/shop/create-shop.js'
import type { Shop, Tables } from '../../insales/shop/types.js'
import { BadRequest } from './bad-request.js'

const behaviourSchema = z
  .strictObject({
    groupUpdateDelayMs: z.number().min(0),
    groupUpdateFailed: z.number().min(0).max(1),
    groupUpdateAnswer: z.enum(['queued', 'statuses']),
    geoBlocked: z.boolean(),
    locked: z.boolean(),
    tidies: z.boolean(),
  })
  .partial()

const credentialSchema = z.strictObject({
  login: z.string().min(1),
  password: z.string().min(1),
  appName: z.string().min(1),
  denied: z.array(z.string()).optional(),
})

const shopSchema = z
  .strictObject({
    id: z.int().positive(),
    host: z.string().min(1),
    title: z.string().min(1),
    credentials: z.array(credentialSchema),
    products: z.int().min(0).max(12),
    warehouses: z.int().min(1).max(10),
    behaviour: behaviourSchema,
  })
  .partial()

const changeSchema = z
  .strictObject({ behaviour: behaviourSchema, credentials: z.array(credentialSchema) })
  .partial()

type Act = (person: Person, ids: Ids, body: Record<string, unknown>, shop: Shop) => unknown

/** Below `/insales/shops/<shop>`: state as the API shows it, and what people do in the shop. */
const acts: Record<string, Act> = {
  'GET /:table': (person, { table }, _body, shop) => person.list(tableOf(shop, table)),
  'POST /products': (person, _ids, body) => person.createProduct(body),
  'PUT /products/:id': (person, { id }, body) => person.updateProduct(Number(id), body),
  'DELETE /products/:id': (person, { id }) => gone(person.deleteProduct(Number(id))),
  'POST /products/:id/variants': (person, { id }, body) => person.createVariant(Number(id), body),
  'PUT /variants/:id': (person, { id }, body) => person.updateVariant(Number(id), body),
  'POST /orders': (person, _ids, body) => person.placeOrder(body),
  'PUT /orders/:id': (person, { id }, body) => person.updateOrder(Number(id), body),
  'DELETE /orders/:id': (person, { id }) => gone(person.deleteOrder(Number(id))),
}

export function insalesControl(app: FastifyInstance, insales: InsalesSandbox): void {
  shopRoutes(app, insales)
  for (const [kind, act] of Object.entries(acts)) {
    const [method = 'GET', path = ''] = kind.split(' ')
    app.route({
      method: method as HTTPMethods,
      url: `/insales/shops/:shop${path}`,
      handler: async (request) => {
        const ids = request.params as Ids
        const shop = find(insales, ids['shop'] ?? '')
        return act(insales.person(shop.id), ids, record(request.body), shop)
      },
    })
  }
}

function shopRoutes(app: FastifyInstance, insales: InsalesSandbox): void {
  const shown = ({ id, host, title, credentials, behaviour }: Shop) => ({
    id,
    host,
    title,
    credentials,
    behaviour,
  })
  app.get('/insales/shops', () => insales.shops().map(shown))
  app.post('/insales/shops', (request) => {
    const options = shopSchema.parse(request.body ?? {})
    if (insales.shops().some((shop) => shop.id === options.id))
      throw new BadRequest(`there is a shop ${options.id}`)
    return shown(insales.addShop(withoutUndefined<ShopOptions>(options)))
  })
  app.patch<{ Params: { shop: string } }>('/insales/shops/:shop', (request) => {
    const shop = find(insales, request.params.shop)
    const change = changeSchema.parse(request.body)
    Object.assign(shop.behaviour, change.behaviour)
    if (change.credentials)
      shop.credentials = change.credentials.map(withoutUndefined<Shop['credentials'][number]>)
    return shown(shop)
  })
}

type Person = ReturnType<InsalesSandbox['person']>
type Ids = Record<string, string>

function find(insales: InsalesSandbox, id: string): Shop {
  const shop = insales.shops().find((candidate) => String(candidate.id) === id)
  if (!shop) throw new BadRequest(`no shop ${id}`)
  return shop
}

function tableOf(shop: Shop, table = ''): keyof Tables {
  if (!(table in shop.tables))
    throw new BadRequest(`no ${table}; there are: ${Object.keys(shop.tables).join(', ')}`)
  return table as keyof Tables
}

function gone(_done: void): { status: 'ok' } {
  return { status: 'ok' }
}

/** JSON has no undefined, so what zod calls optional was there or was not. */
function withoutUndefined<T>(parsed: object): T {
  return JSON.parse(JSON.stringify(parsed)) as T
}
