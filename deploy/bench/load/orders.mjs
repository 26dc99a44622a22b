// Orders at an even pace over all connections, in turn, and how long each took to the other side.
import { setTimeout as pause } from 'node:timers/promises'
import { until } from '../../local/demo/until.mjs'

/**
 * Places `perSecond` orders for `seconds`, whatever becomes of them. Resolves with milliseconds, sorted, from the moment
 * the shop sends its first webhook of an order to the moment MoySklad has written the customer order; and how many
 * were not written within a minute.
 */
export async function placeOrders({ sandbox }, connections, { perSecond, seconds }) {
  const sentAt = watchWebhooks(sandbox.kit)
  const buyers = connections.map(({ shopId }) => sandbox.insales.person(shopId))
  const placed = []
  const before = written(sandbox, connections)
  const began = performance.now()
  for (let i = 0; i < perSecond * seconds; i += 1) {
    const wait = began + (i * 1_000) / perSecond - performance.now()
    if (wait > 0) await pause(wait)
    const { accountId, sku } = connections[i % connections.length]
    const { id, number } = buyers[i % connections.length].placeOrder({ lines: [{ sku, quantity: 1 }] })
    placed.push({ accountId, id, number })
  }
  const took = (performance.now() - began) / 1_000
  await sandbox.idle()
  await until(
    'all orders written',
    () => written(sandbox, connections) - before >= placed.length,
    60_000,
  ).catch(() => {})
  return { ...measure(sandbox, placed, sentAt), rate: placed.length / took }
}

const written = ({ moysklad }, connections) =>
  connections.reduce((sum, { accountId }) => sum + countOf(moysklad, accountId), 0)

/** Without describing each: that is work, and what is measured runs beside it. */
const countOf = (moysklad, accountId) => moysklad.account(accountId).state.collection('customerorder').size

const ordersOf = (moysklad, accountId) => moysklad.account(accountId).list('customerorder')

/** Order id → when its first webhook set out, by the sandbox's clock. */
function watchWebhooks(kit) {
  const sentAt = new Map()
  const { send } = kit.webhooks
  kit.webhooks.send = (hook) => {
    const id = hook.url.includes('/orders/') ? hook.body.id : undefined
    if (id !== undefined && !sentAt.has(id)) sentAt.set(id, kit.clock.now().getTime())
    send(hook)
  }
  return sentAt
}

function measure({ moysklad }, placed, sentAt) {
  const byName = new Map()
  for (const accountId of new Set(placed.map((order) => order.accountId))) {
    for (const order of ordersOf(moysklad, accountId)) byName.set(`${accountId}/${order.name}`, order)
  }
  const times = []
  for (const { accountId, id, number } of placed) {
    const order = byName.get(`${accountId}/${number}`)
    if (order) times.push(momentOf(order.created) - sentAt.get(id))
  }
  return { times: times.sort((a, b) => a - b), lost: placed.length - times.length }
}

/** MoySklad writes Moscow time without a zone. */
const momentOf = (text) => Date.parse(`${text.replace(' ', 'T')}+03:00`)
