// What a small merchant feels of a neighbour who loads 50 000 products: p99 of an order's way to MoySklad while the load goes
// on ÷ the same alone. Goal: fairness.ratio ≤ 2. Real services, and platforms with their real limits on the faster clock of
// `catalog`: so the neighbour has as much work on the way as his budgets let through, ten times what they let in life.
//
// Measured is the time of the preparation (all of both sides is read) and of the load after it, as long as the orders last: the
// load itself would take hours.
import { residentMb } from '../load/resident.mjs'
import { makeConnections } from '../load/connections.mjs'
import { placeOrders } from '../load/orders.mjs'
import { startWorld } from '../catalog/world.mjs'
import { Trouble } from '../../local/scope.mjs'
import { until } from '../../local/demo/until.mjs'

const LIMIT_MS = 600_000
const WARM_UP_SECONDS = 10

/** `args`: products of the neighbour, orders a second, seconds; when others than 50 000, 3, 60 are wanted. */
export async function run({ say, servers, args = [] }) {
  const [products = 50_000, perSecond = 3, seconds = 60] = args.map(Number)
  const world = await startWorld(servers)
  try {
    const small = await makeConnections(world, 1, say)
    const neighbour = await world.merchant(({ account }) => {
      for (let at = 0; at < products; at += 1)
        account().createProduct({ name: `Товар ${at}`, article: `A-${at}`, description: 'Описание' })
    })
    await placeOrders(world, small, { perSecond, seconds: WARM_UP_SECONDS })
    const alone = await placeOrders(world, small, { perSecond, seconds })
    const memory = watchMemory(world)
    const loading = startLoad(neighbour)
    const beside = await placeOrders(world, small, { perSecond, seconds })
    for (const [name, { before, most }] of memory()) {
      console.log(`fairness.${name}_mb_before: ${Math.round(before)}`)
      console.log(`fairness.${name}_mb: ${Math.round(most)}`)
    }
    const { state, done } = await neighbour.page.lastLoad(neighbour.shopId)
    await loading
    if (!['preparing', 'ready', 'running'].includes(state))
      throw new Trouble(`the neighbour's load was ${state} before the orders were: more products are needed`)
    say.line(`the neighbour has ${done} of ${products} products by now, his load is ${state}`)
    report('alone', alone)
    report('beside', beside)
    console.log(`fairness.ratio: ${(at99(beside) / at99(alone)).toFixed(2)}`)
  } finally {
    await world.close()
  }
}

async function startLoad({ page, shopId }) {
  await page.prepareLoad(shopId, { direction: 'moysklad-to-insales' })
  const ready = async () => (await page.lastLoad(shopId)).state === 'ready'
  await until('the preview', ready, LIMIT_MS)
  await page.changeLoad(shopId, (await page.lastLoad(shopId)).id, 'start')
}

/** Resident memory of those that a load goes through: before it, and the most while it goes on. */
function watchMemory({ processes }) {
  const seen = new Map(
    ['catalog-sync', 'moysklad-connector', 'insales-connector'].map((name) => {
      const before = residentMb(processes[name].pid)
      return [name, { before, most: before }]
    }),
  )
  const timer = setInterval(() => {
    for (const [name, each] of seen) each.most = Math.max(each.most, residentMb(processes[name].pid))
  }, 500)
  return () => {
    clearInterval(timer)
    return seen
  }
}

const at99 = ({ times }) => times[Math.min(times.length - 1, Math.floor(times.length * 0.99))]

function report(name, { times, lost }) {
  console.log(`fairness.${name}_p50_ms: ${times[Math.floor(times.length / 2)]}`)
  console.log(`fairness.${name}_p99_ms: ${at99({ times })}`)
  console.log(`fairness.${name}_not_written: ${lost}`)
}
