// From an order's webhook to the customer order in MoySklad: real services, sandboxes that answer at once, 50 orders a
// second over 500 connections for a minute. Goal on 2 cores: latency.p50_ms ≤ 50, latency.p99_ms ≤ 250.
import { makeConnections } from '../load/connections.mjs'
import { watchCpu } from '../load/cpu.mjs'
import { placeOrders } from '../load/orders.mjs'
import { startSystem } from '../load/system.mjs'

/** `args`: connections, orders a second, seconds; when others than 500, 50, 60 are wanted. */
export async function run({ scope, say, servers, args }) {
  const [connections = 500, perSecond = 50, seconds = 60] = args.map(Number)
  const system = await startSystem({ scope, say, servers })
  const made = await makeConnections(system, connections, say)
  await placeOrders(system, made, { perSecond, seconds: Math.min(10, seconds) })
  const sig=()=>process.env.BP && [process.pid,...system.services.map(x=>x.pid)].forEach(p=>process.kill(p,'SIGUSR2'))
  sig()
  const M=process.env.BM ? await (await import('/tmp/metrics.mjs')).watch(system) : async()=>{}
  const cpu = watchCpu(new Map(system.services.map(({ pid, name }) => [pid, name])))
  const { times, lost, rate } = await placeOrders(system, made, { perSecond, seconds })
  await M(); sig(); await new Promise(r=>setTimeout(r,process.env.BP?4000:1))
  for (const [name, used] of cpu()) say.line(`processor time of ${name}: ${(used / seconds).toFixed(3)} s a second`)
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))]
  console.log(`latency.orders_per_second: ${rate.toFixed(1)}`)
  console.log(`latency.orders_not_written: ${lost}`)
  for (const percent of [50, 90, 99]) console.log(`latency.p${percent}_ms: ${at(percent / 100)}`)
  console.log(`latency.max_ms: ${times.at(-1)}`)
}
