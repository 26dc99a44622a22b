import { counterpartySyncId, orderSyncId } from '@skladbridge/contracts'
import type { Outcome, Turn } from '@skladbridge/reconciler'
import { decideOrder, type OrderDecision } from '../domain/decide-order.js'
import { readInsalesLines } from '../domain/line-value.js'
import { mapCustomer } from '../domain/map-customer.js'
import { settleBase } from '../domain/settle-base.js'
import type { InsalesOrder, MoyskladOrder, OrderBase, PendingWrite } from '../domain/types.js'
import { orderErrors } from '../errors.js'
import type { OrderLink, OrderLinkOwn } from './ports.js'
import type { BatchView, ReconcileOrdersPorts } from './order-batch.js'

type Result = Outcome<OrderLinkOwn>
type Create = Extract<OrderDecision, { kind: 'create' }>
type Update = Extract<OrderDecision, { kind: 'update' }>

/** One order: settle what an earlier attempt began, decide, write, and tell what to remember. */
export async function reconcileOrder(
  ports: ReconcileOrdersPorts,
  link: OrderLink,
  view: BatchView,
  turn: Turn<OrderLinkOwn>,
): Promise<Result> {
  const insales = view.insales.get(link.key)
  // removed in the shop: the customer order stays as it is, a person decides about it
  if (!insales) return { kind: 'done', remember: { idle: 'gone-insales' } }
  const known = link.moyskladOrderId
  const moysklad = known === undefined ? undefined : view.moysklad.get(known)
  // removed in MoySklad: never made anew behind the merchant's back
  if (known !== undefined && !moysklad) return { kind: 'done', remember: { idle: 'gone-moysklad' } }
  const base = moysklad ? settle(view, link.base ?? null, link.pending ?? null, insales, moysklad) : null
  const decision = decideOrder({
    settings: view.settings,
    base,
    insales,
    moysklad,
    links: view.links,
    deliveryService: view.deliveryService,
  })
  const act = { ports, link, view, turn, insales }
  if (decision.kind === 'create') return create(act, decision)
  if (decision.kind === 'update') return update({ ...act, moysklad: moysklad! }, decision)
  if (decision.kind === 'skip') {
    return { kind: 'done', remember: { insalesNumber: insales.number, idle: decision.reason } }
  }
  const remember = {
    insalesNumber: insales.number,
    ...(moysklad ? memory(insales, moysklad, decision.base) : {}),
  }
  if (decision.kind === 'blocked') return { kind: 'failed', error: decision.problem, remember }
  return { kind: 'done', remember: { ...remember, idle: null } }
}

interface Act {
  ports: ReconcileOrdersPorts
  link: OrderLink
  view: BatchView
  turn: Turn<OrderLinkOwn>
  insales: InsalesOrder
}

const settle = (
  view: BatchView,
  base: OrderBase | null,
  pending: PendingWrite | null,
  insales: InsalesOrder,
  moysklad: MoyskladOrder,
): OrderBase => {
  const { lines, problem } = readInsalesLines(insales, view.links, view.deliveryService)
  // with a line that cannot be read, the lines of the base stay what they were
  if (problem && base) return { ...base }
  const { status, stateId, positions } = { ...insales, ...moysklad }
  return settleBase(base, pending, { status, stateId, lines, positions })
}

const memory = (
  insales: InsalesOrder,
  moysklad: MoyskladOrder,
  base: OrderBase | null,
): Partial<OrderLinkOwn> => ({
  insalesNumber: insales.number,
  moyskladOrderId: moysklad.id,
  base,
  pending: null,
  seen: { insales: insales.updatedAt, moysklad: moysklad.updated },
})

/**
 * The intent goes first, the order second. Should the process die in between, the next attempt makes the same order by the
 * same syncId; should it die after, the same request answers the order that is there, and the intent tells what it was.
 */
async function create(act: Act, decision: Create): Promise<Result> {
  const { link, turn, insales, ports } = act
  const pending = { ...decision.pending, ...link.pending }
  if (!link.pending) await turn.remember(link, { insalesNumber: insales.number, pending })
  const moysklad = await ports.moysklad.create(
    turn.connection.accountId,
    await newOrder(act, pending.birth),
    turn,
  )
  const base = settle(act.view, null, pending, insales, moysklad)
  ports.announce(turn.connection, {
    insalesOrderId: insales.id,
    moyskladOrderId: moysklad.id,
    outcome: 'created',
  })
  const remember = { ...memory(insales, moysklad, base), idle: null }
  // made by an attempt before this one, while the shop went on: the rest is an ordinary change
  const moved = Boolean(link.pending)
  return moved ? { kind: 'again', afterMs: 0, remember } : { kind: 'done', remember }
}

async function newOrder(
  { ports, turn, insales, view }: Act,
  { positions, stateId }: Create['pending']['birth'],
) {
  const { accountId } = turn.connection
  const { settings } = view
  const organizationId = settings.organizationId ?? (await defaultOrganization(ports, view, turn))
  const customer = mapCustomer(insales)
  const syncId = counterpartySyncId(accountId, customer.identity)
  const address = insales.deliveryAddress
  const agent = await ports.moysklad.findOrCreateCustomer(accountId, syncId, { ...customer, address }, turn)
  return {
    syncId: orderSyncId(turn.connection, insales.id),
    name: `${settings.numberPrefix}${insales.number}`,
    externalCode: orderSyncId(turn.connection, insales.id),
    moment: insales.createdAt,
    agentId: agent.id,
    organizationId,
    stateId,
    description: insales.comment,
    shipmentAddress: address,
    positions,
    settings,
  }
}

async function defaultOrganization(
  ports: ReconcileOrdersPorts,
  view: BatchView,
  turn: Turn<OrderLinkOwn>,
): Promise<string> {
  const known = view.defaults.organizationId
  if (known) return known
  const organizationId = await ports.moysklad.firstOrganization(turn.connection.accountId, turn)
  if (!organizationId) throw orderErrors.ORDERS_NO_ORGANIZATION()
  await ports.defaults.remember(turn.connection.accountId, { organizationId })
  // the batch goes on with what was found
  view.defaults.organizationId = organizationId
  return organizationId
}

async function update(act: Act & { moysklad: MoyskladOrder }, decision: Update): Promise<Result> {
  const { link, turn, view, ports } = act
  let { insales, moysklad } = act
  await turn.remember(link, { base: decision.base, pending: decision.pending })
  if (decision.moysklad) {
    moysklad = await ports.moysklad.update(turn.connection.accountId, moysklad.id, decision.moysklad, turn)
  }
  if (decision.insales) {
    insales = await ports.insales.update(turn.connection, insales.id, decision.insales, turn)
  }
  const base = settle(view, decision.base, decision.pending, insales, moysklad)
  const remember = { ...memory(insales, moysklad, base), idle: null, conflicts: decision.conflicts }
  const outcome = decision.insales
    ? decision.moysklad
      ? 'updated-both'
      : 'updated-insales'
    : 'updated-moysklad'
  ports.announce(turn.connection, { insalesOrderId: insales.id, moyskladOrderId: moysklad.id, outcome })
  return decision.problem ? { kind: 'failed', error: decision.problem, remember } : { kind: 'done', remember }
}
