import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Sandbox } from '../create-sandbox.js'
import type { MoyskladSandbox } from '../types.js'
import { BadRequest } from './bad-request.js'

const accountSchema = z.strictObject({
  accountId: z.uuid(),
  accountName: z.string().min(1),
  token: z.string().min(1),
})
const stockSchema = z.strictObject({
  assortmentId: z.uuid(),
  storeId: z.uuid().optional(),
  quantity: z.number(),
})

interface Ids {
  account: string
  type: string
  id: string
}

/** `/moysklad/…`: accounts, their entities in API form, and people at work in them. */
export function moyskladControl(app: FastifyInstance, { moysklad, vendor }: Sandbox): void {
  const there = (): MoyskladSandbox => {
    if (!moysklad) throw new BadRequest('this sandbox was started without MoySklad')
    return moysklad
  }
  const base = '/moysklad/accounts/:account'
  app.get('/moysklad/accounts', () => there().credentials())
  app.post('/moysklad/accounts', (request) => {
    const account = accountSchema.parse(request.body)
    there().directory.addAccount({ ...account, appUid: vendor.solution.appUid })
    return account
  })
  app.get<{ Params: Ids }>(`${base}/:type`, ({ params }) => there().person.list(params.account, params.type))
  app.put<{ Params: Ids }>(`${base}/stock`, ({ params, body }) => {
    const { storeId, ...stock } = stockSchema.parse(body)
    there().person.setStock(params.account, { ...stock, ...(storeId !== undefined && { storeId }) })
    return { status: 'ok' }
  })
  app.post<{ Params: Ids }>(`${base}/:type`, ({ params, body }) =>
    there().person.create(params.account, params.type, body),
  )
  app.put<{ Params: Ids }>(`${base}/:type/:id`, ({ params, body }) =>
    there().person.update(params.account, params.type, params.id, body),
  )
  app.delete<{ Params: Ids }>(`${base}/:type/:id`, async ({ params }) => {
    await there().person.remove(params.account, params.type, params.id)
    return { status: 'ok' }
  })
}
