// Resident memory of the seven services: idle, and the highest sum under the load of the latency benchmark. Goals in all:
// memory.idle_mb ≤ 600, memory.load_mb ≤ 1000.
import { setTimeout as pause } from 'node:timers/promises'
import { makeConnections } from '../load/connections.mjs'
import { placeOrders } from '../load/orders.mjs'
import { residentMb } from '../load/resident.mjs'
import { startSystem } from '../load/system.mjs'

/** V8 gives back what the start took within about ten seconds of idleness, as far as it ever does. */
const SETTLING_MS = 30_000
const SAMPLE_MS = 1_000

/** `args`: connections, orders a second, seconds; when others than 500, 50, 60 are wanted. */
export async function run({ scope, say, servers, args }) {
  const [connections = 500, perSecond = 50, seconds = 60] = args.map(Number)
  const system = await startSystem({ scope, say, servers })
  await say.step('services settle', () => pause(SETTLING_MS))
  const idle = sample(system)
  const made = await makeConnections(system, connections, say)
  const samples = []
  const sampling = setInterval(() => samples.push(sample(system)), SAMPLE_MS)
  await placeOrders(system, made, { perSecond, seconds })
  clearInterval(sampling)
  const highest = samples.reduce((most, each) => (sum(each) > sum(most) ? each : most))
  for (const [name, mb] of idle) console.log(`memory.idle_mb.${name}: ${Math.round(mb)}`)
  for (const [name, mb] of highest) console.log(`memory.load_mb.${name}: ${Math.round(mb)}`)
  console.log(`memory.idle_mb: ${Math.round(sum(idle))}`)
  console.log(`memory.load_mb: ${Math.round(sum(highest))}`)
}

const sample = ({ services }) => new Map(services.map(({ name, pid }) => [name, residentMb(pid)]))
const sum = (mbs) => [...mbs.values()].reduce((all, mb) => all + mb, 0)
