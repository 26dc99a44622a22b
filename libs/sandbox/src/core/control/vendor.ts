import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { VendorSandbox } from '../../vendor/index.js'
import { BadRequest } from './bad-request.js'

const subscriptionSchema = z.strictObject({
  tariffId: z.string().optional(),
  trial: z.boolean().optional(),
  tariffName: z.string().optional(),
  expiryMoment: z.iso.datetime({ offset: true }).optional(),
  notForResale: z.boolean().optional(),
  partner: z.boolean().optional(),
})
const installSchema = z.strictObject({
  accountName: z.string().min(1).optional(),
  subscription: subscriptionSchema.optional(),
})
const employeeSchema = z.strictObject({
  admin: z.boolean().optional(),
  id: z.uuid().optional(),
  uid: z.string().optional(),
  name: z.string().optional(),
})
const gatewaySchema = z.strictObject({ gateway: z.url({ protocol: /^https?$/ }) })
const permissionsSchema = z.record(z.string(), z.unknown())

type Act = (vendor: VendorSandbox, accountId: string, body: unknown) => unknown

/** What can happen to the solution in an account. Each answers when the developer's server has been heard. */
const acts: Record<string, Act> = {
  install: (vendor, id, body) => vendor.install(id, defined(installSchema.parse(body))),
  suspend: (vendor, id) => vendor.suspend(id),
  resume: (vendor, id) => vendor.resume(id),
  uninstall: (vendor, id) => vendor.uninstall(id),
  tariff: (vendor, id, body) => vendor.changeTariff(id, defined(subscriptionSchema.parse(body))),
  prolong: (vendor, id) => vendor.prolong(id),
  permissions: (vendor, id, body) => vendor.changePermissions(id, permissionsSchema.parse(body)),
  repeat: async (vendor, id) => (await vendor.repeatLast(id)) ?? nothingToRepeat(id),
  check: (vendor, id) => vendor.checkStatus(id),
  button: (vendor, id, body) => vendor.pressButton(id, body),
  'context-key': (vendor, id, body) => ({
    contextKey: vendor.makeContextKey(id, defined(employeeSchema.parse(body))),
  }),
}

export function vendorControl(app: FastifyInstance, vendor: VendorSandbox): void {
  app.get('/vendor/installations', () => vendor.installations())
  app.patch('/vendor', (request) => {
    vendor.setGateway(gatewaySchema.parse(request.body).gateway)
    return { status: 'ok' }
  })
  // as a person clicks on the solution in MoySklad; a link, so that a browser can be sent here
  app.get<{ Params: { account: string } }>('/vendor/:account/page', (request, reply) => {
    const { account } = request.params
    refuseStranger(vendor, account)
    return reply.redirect(vendor.pageAddress(account))
  })
  app.post<{ Params: { account: string; act: string } }>('/vendor/:account/:act', (request) => {
    const { account, act } = request.params
    const run = acts[act]
    if (!run) throw new BadRequest(`no ${act}; there are: ${Object.keys(acts).join(', ')}`)
    if (act !== 'install') refuseStranger(vendor, account)
    return run(vendor, account, request.body ?? {})
  })
}

function refuseStranger(vendor: VendorSandbox, account: string): void {
  if (vendor.installations().some(({ accountId }) => accountId === account)) return
  throw new BadRequest(`the solution is not installed in ${account}`)
}

function nothingToRepeat(accountId: string): never {
  throw new BadRequest(`nothing was called for ${accountId} yet`)
}

type Defined<T> = {
  [K in keyof T]: Exclude<T[K], undefined> extends object
    ? Defined<Exclude<T[K], undefined>>
    : Exclude<T[K], undefined>
}

/** JSON has no undefined, so what zod calls optional was there or was not. */
function defined<T extends object>(parsed: T): Defined<T> {
  return JSON.parse(JSON.stringify(parsed)) as Defined<T>
}
