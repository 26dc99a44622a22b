import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { record } from '../../insales/input.js'
import type { Sandbox } from '../sandbox.js'
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
  const { directory, person } = moysklad
  const known = ({ account }: Ids) => {
    if (!person.accounts().includes(account)) throw new BadRequest(`no account ${account}`)
    return account
  }
  const base = '/moysklad/accounts/:account'
  app.get('/moysklad/accounts', () => moysklad.credentials())
  app.post('/moysklad/accounts', (request) => {
    const account = accountSchema.parse(request.body)
    directory.addAccount({ ...account, appUid: vendor.solution.appUid })
    return account
  })
  app.get<{ Params: Ids }>(`${base}/:type`, ({ params }) => person.list(known(params), params.type))
  app.get<{ Params: Ids }>(`${base}/:type/:id`, ({ params }) => {
    const found = moysklad.account(known(params)).get(params.type, params.id)
    if (!found) throw new BadRequest(`no ${params.type} ${params.id}`)
    return found
  })
  app.put<{ Params: Ids }>(`${base}/stock`, ({ params, body }) => {
    const { storeId, ...stock } = stockSchema.parse(body)
    person.setStock(known(params), { ...stock, ...(storeId !== undefined && { storeId }) })
    return { status: 'ok' }
  })
  app.post<{ Params: Ids }>(`${base}/:type`, ({ params, body }) =>
    person.create(known(params), params.type, body),
  )
  app.put<{ Params: Ids }>(`${base}/:type/:id`, ({ params, body }) =>
    params.type === 'customerorder'
      ? // takes a status by its name and goods as {type, id}, too
        moysklad.account(known(params)).editOrder(params.id, record(body))
      : person.update(known(params), params.type, params.id, body),
  )
  app.delete<{ Params: Ids }>(`${base}/:type/:id`, async ({ params }) => {
    await person.remove(known(params), params.type, params.id)
    return { status: 'ok' }
  })
}
