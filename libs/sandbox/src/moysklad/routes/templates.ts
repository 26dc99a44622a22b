import { definitions } from '../entities/index.js'
import * as errors from '../errors.js'
import { resolveRef } from '../engine/resolve.js'
import { plainView, showChild, toJson } from '../engine/render.js'
import type { Answer, Call, Route } from '../http/server.js'
import type { Stored, Values } from '../model/types.js'
import { formatMoment } from '../moment.js'

/** `PUT /entity/demand/new`: what a demand of an order would look like; nothing is saved. */
export function templateRoutes(route: Route): void {
  for (const type of ['demand', 'paymentin', 'cashin'])
    route('PUT', `/entity/${type}/new`, (call) => template(call, type))
}

const copied = [
  'organization',
  'agent',
  'store',
  'contract',
  'project',
  'salesChannel',
  'rate',
  'owner',
  'group',
  'shared',
  'vatEnabled',
  'vatIncluded',
  'shipmentAddress',
  'shipmentAddressFull',
]
/** For solutions a template comes without these. */
const notForSolutions = new Set(['owner', 'group', 'store', 'organization'])

function template(call: Call, type: string): Answer {
  const body = call.body()
  if (Array.isArray(body)) throw errors.templateIsNoArray()
  const given = body.customerOrder ?? (body.operations as Values[] | undefined)?.[0]
  if (!given) throw errors.required('customerOrder')
  const { id } = resolveRef(call.ctx, 'customerOrder', given, ['customerorder'])
  const order = call.ctx.account.collection('customerorder').get(id)!
  return { json: fromOrder(call, type, order) }
}

function fromOrder({ ctx, identity }: Call, type: string, order: Stored): Values {
  const definition = definitions.get('customerorder')!
  const shown = toJson(ctx, definition, order, plainView)
  const json: Values = {}
  for (const name of copied)
    if (shown[name] !== undefined && !(identity.principal.kind === 'solution' && notForSolutions.has(name)))
      json[name] = shown[name]
  const created = {
    moment: formatMoment(ctx.account.now()),
    applicable: true,
    created: formatMoment(ctx.account.now()),
    printed: false,
    published: false,
  }
  if (type !== 'demand')
    return { ...json, ...created, sum: shown.sum, operations: [{ meta: shown.meta, linkedSum: shown.sum }] }
  const positions = definition.children!.find(({ name }) => name === 'positions')!
  const rows = (order.children.positions ?? []).map((row) => {
    const {
      meta: _meta,
      id: _id,
      accountId: _account,
      reserve: _reserve,
      shipped: _shipped,
      ...rest
    } = showChild(ctx, order, positions, row, plainView)
    return { ...rest, overhead: 0 }
  })
  return {
    ...json,
    ...created,
    sum: shown.sum,
    positions: { rows },
    payedSum: 0,
    customerOrder: { meta: shown.meta },
  }
}
