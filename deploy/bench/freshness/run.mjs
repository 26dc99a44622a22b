// Stock changed in MoySklad → in the shop, sandboxes at their real limits: with webhooks (goal freshness.p99_ms ≤ 5 000), and
// with all webhooks lost, on a clock that runs faster (goal freshness.blind_max_s ≤ 600, as the merchant's clock counts).
import { setTimeout as pause } from 'node:timers/promises'
import { makeConnections } from '../load/connections.mjs'
import { startSystem } from '../load/system.mjs'

/** How much faster everything goes where no webhook arrives: nine minutes take 27 seconds. */
const SPEED = 20
const FULL_RUN_MS = 540_000
/** MoySklad gathers for one to five minutes before it tells: what is measured begins after that. */
const WEBHOOK_DELAY_MS = 100
const GIVE_UP_MS = 60_000
const LOOK_EVERY_MS = 20

/** `args`: connections, changes a second, seconds; when others than 50, 20, 60 are wanted. */
export async function run({ scope, say, servers, args }) {
  const [connections = 50, perSecond = 20, seconds = 60] = args.map(Number)
  const moysklad = { stockWebhookDelayMs: WEBHOOK_DELAY_MS }

  const told = await startSystem({ scope, say, servers, options: { limits: 'real', moysklad } })
  const fast = await changes(told, await makeConnections(told, connections, say), { perSecond, seconds })
  say.line(`${fast.times.length} changes, ${fast.lost} did not arrive within a minute`)
  say.line(`requests for a change: ${(fast.requests / (perSecond * seconds)).toFixed(2)}`)
  for (const percent of [50, 99]) console.log(`freshness.p${percent}_ms: ${at(fast.times, percent / 100)}`)

  const env = { FULL_RUN_INTERVAL_MS: String(FULL_RUN_MS / SPEED) }
  const blind = await startSystem({ scope, say, servers, options: { limits: 'real', moysklad }, env })
  const made = await makeConnections(blind, Math.ceil(connections / 5), say)
  Object.assign(blind.sandbox.kit.faults, { webhooksLost: 1 })
  blind.sandbox.kit.clock.speed = SPEED
  const slow = await changes(blind, made, { perSecond: 2, seconds: (2 * FULL_RUN_MS) / SPEED / 1_000 })
  say.line(`${slow.times.length} changes nobody told of, ${slow.lost} did not arrive`)
  console.log(`freshness.blind_max_s: ${Math.round((slow.times.at(-1) * SPEED) / 1_000)}`)
  if (fast.lost + slow.lost > 0) throw new Error('some changes did not arrive')
}

const at = (times, share) => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))])

/** So many changes at an even pace; sorted milliseconds until the shop shows each, or a later one of the same product. */
async function changes({ sandbox }, connections, { perSecond, seconds }) {
  const products = connections.map((connection) => productOf(sandbox, connection))
  sandbox.kit.counter.reset()
  const waiting = []
  const times = []
  const watching = watch(waiting, times)
  const began = performance.now()
  for (let i = 0; i < perSecond * seconds; i += 1) {
    const wait = began + (i * 1_000) / perSecond - performance.now()
    if (wait > 0) await pause(wait)
    const product = products[i % products.length]
    product.set((product.pieces += 1))
    waiting.push({ product, pieces: product.pieces, changedAt: performance.now() })
  }
  const lost = await watching.end()
  return { times: times.sort((a, b) => a - b), lost, requests: sandbox.kit.counter.read().total }
}

function productOf({ moysklad, insales }, { accountId, shopId, sku }) {
  const account = moysklad.account(accountId)
  const { id } = account.list('product').find(({ article }) => article === sku)
  const store = account.list('store')[0].id
  const shop = insales.shops().find((each) => each.id === shopId)
  const variant = shop.tables.variants.rows().find((each) => each.sku === sku)
  return {
    pieces: 1,
    set: (pieces) => account.setStock(id, store, pieces),
    shown: () => variant.stock?.reduce((sum, each) => sum + each, 0),
  }
}

/** Looks until told to end, and then until nothing waits any more or a minute has passed. */
function watch(waiting, times) {
  const look = () => {
    const now = performance.now()
    for (let i = waiting.length - 1; i >= 0; i -= 1) {
      const { product, pieces, changedAt } = waiting[i]
      const shown = product.shown()
      // what was there at the start is a large number
      if (shown < pieces || shown > product.pieces) continue
      times.push(now - changedAt)
      waiting.splice(i, 1)
    }
  }
  const looking = setInterval(look, LOOK_EVERY_MS)
  return {
    async end() {
      const giveUpAt = performance.now() + GIVE_UP_MS
      while (waiting.length > 0 && performance.now() < giveUpAt) await pause(LOOK_EVERY_MS)
      clearInterval(looking)
      return waiting.length
    },
  }
}
