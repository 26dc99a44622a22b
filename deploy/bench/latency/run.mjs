// From an order's webhook to the customer order in MoySklad: real services, sandboxes that answer at once, 50 orders a
// second over 500 connections for a minute. Goal on 2 cores: latency.p50_ms ≤ 50, latency.p99_ms ≤ 250.
import { watchCpu } from '../load/cpu.mjs'
import { makeConnections } from '../load/connections.mjs'
import { placeOrders } from '../load/orders.mjs'
import { startSystem } from '../load/system.mjs'

/** So much of the load goes before: for the compilers. */
const WARM_UP_SECONDS = 10

/** `args`: connections, orders a second, seconds; when others than 500, 50, 60 are wanted. */
export async function run({ scope, say, servers, args }) {
  const [connections = 500, perSecond = 50, seconds = 60] = args.map(Number)
  const system = await startSystem({ scope, say, servers })
  const made = await makeConnections(system, connections, say)
  await placeOrders(system, made, { perSecond, seconds: Math.min(WARM_UP_SECONDS, seconds) })
  const { counter } = system.sandbox.kit
  counter.reset()
  const used = watchCpu(namesOf(system))
  const { times, lost, rate } = await placeOrders(system, made, { perSecond, seconds })
  // 1: an order's two webhooks were one piece of work; 2: the second came too late for that
  const reads = counter.read().byKind['GET /admin/orders/:id'] / (perSecond * seconds)
  say.line(`the shop was asked ${reads.toFixed(2)} times for each order`)
  reportCpu(say, used(), perSecond * seconds)
  console.log(`latency.orders_per_second: ${rate.toFixed(1)}`)
  console.log(`latency.orders_not_written: ${lost}`)
  for (const percent of [50, 90, 99]) console.log(`latency.p${percent}_ms: ${at(times, percent / 100)}`)
}

const at = (times, share) => times[Math.min(times.length - 1, Math.floor(times.length * share))]

const namesOf = ({ services }) =>
  new Map([[process.pid, 'sandboxes and load'], ...services.map(({ pid, name }) => [pid, name])])

/** Says, when the goal is missed, whether there were processors for it: 2 cores have 40 ms for each of 50 orders a second. */
function reportCpu(say, used, orders) {
  const ms = (seconds) => ((seconds * 1_000) / orders).toFixed(1)
  for (const [name, seconds] of used) {
    if (seconds > 0.1) say.line(`processor time of ${name}: ${ms(seconds)} ms an order`)
  }
  console.log(`latency.cpu_ms_per_order: ${ms(used.reduce((sum, [, seconds]) => sum + seconds, 0))}`)
}
