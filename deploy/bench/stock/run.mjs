// Requests of a stock run ÷ the least possible: 10 000 products in 5 warehouses, all changed, 1 % changed, nothing changed.
// Goals: stock.all, stock.some, stock.none ≤ 1.05. And how much memory a report of 200 000 rows takes: stock.memory_mb.
//
// The run and its stores are the service's own, on a real MongoDB; the platforms are counted here: a report is one request,
// a hundred variants written are one. Reading back what was written is not in it: a hundred products a request, or the whole
// shop, 250 a request, when there are many.
import { randomBytes, randomUUID } from 'node:crypto'
import { stockSettingsSchema } from '../../../libs/contracts/dist/index.js'
import { connectMongo, createLogger } from '../../../libs/runtime/dist/index.js'
import { runStock } from '../../../services/stock-aggregator/dist/handlers/run-stock.js'
import { openStores } from '../../../services/stock-aggregator/dist/stores/stores.js'
import { residentMb } from '../load/resident.mjs'

const STORES = 5
const ROWS_AT_ONCE = 1_000
const VARIANTS_AT_ONCE = 100
const connection = { accountId: 'bench', shopId: '1' }

/** `args`: products, products of the large report; when others than 10 000 and 40 000 are wanted. */
export async function run({ scope, say, servers, args }) {
  const [products = 10_000, many = 40_000] = args.map(Number)
  const url = new URL(servers.mongoUrl)
  url.pathname = `/bench-stock-${randomBytes(3).toString('hex')}`
  const mongo = await connectMongo(url.href, { log: createLogger('bench', 'error'), appName: 'bench-stock' })
  scope.defer(() => mongo.close())
  scope.defer(() => mongo.connection.dropDatabase())
  const shop = createShop(await openStores(mongo.connection))
  const groups = (count) => Math.ceil(count / VARIANTS_AT_ONCE)

  shop.fill(products)
  await measure('all', shop, { kind: 'full' }, 1 + groups(products))
  shop.change(products / 100)
  await measure('some', shop, { kind: 'changed', since: new Date() }, 1 + groups(products / 100))
  await measure('none', shop, { kind: 'full' }, 1)

  // what was already told is written no more: what is left is the report itself
  shop.fill(many)
  await shop.run({ kind: 'full' })
  globalThis.gc?.()
  const before = residentMb(process.pid)
  let most = before
  shop.onChunk = () => (most = Math.max(most, residentMb(process.pid)))
  await shop.run({ kind: 'full' })
  say.line(`${many * STORES} rows`)
  console.log(`stock.memory_mb: ${Math.round(most - before)}`)
}

async function measure(name, shop, scope, least) {
  const { requests } = await shop.run(scope)
  console.log(`stock.${name}: ${(requests / least).toFixed(2)}`)
}

function createShop(stores) {
  const shop = { products: [], changed: new Set(), onChunk: () => undefined }
  const settings = stockSettingsSchema.parse({ syncStock: true })
  const ports = {
    ...stores,
    moysklad: { current: (_account, report) => rowsOf(shop, report) },
    insales: { updateQuantities: async (_shop, changes) => Math.ceil(changes.length / VARIANTS_AT_ONCE) },
    catalog: { resolve: async (_connection, ids) => ids.map(toLink) },
    journal: { write: async () => undefined },
    announce: async () => undefined,
    now: () => new Date(),
    uuid: () => randomUUID(),
  }
  const turn = { lane: 'bench.1', connection, touch: async () => undefined }
  return Object.assign(shop, {
    fill: (count) => {
      while (shop.products.length < count) shop.products.push({ id: randomUUID(), pieces: 1 })
    },
    change: (count) => {
      shop.changed = new Set(shop.products.slice(0, count))
      for (const product of shop.changed) product.pieces += 1
    },
    run: (scope) => runStock(ports, turn, settings, scope),
  })
}

const toLink = (assortmentId) => ({
  assortmentId,
  kind: 'product',
  insalesProductId: `p${assortmentId}`,
  insalesVariantId: `v${assortmentId}`,
  first: true,
})

async function* rowsOf(shop, { byStore, changedSince }) {
  let rows = []
  for (const product of changedSince ? shop.changed : shop.products) {
    const row = { assortmentId: product.id, unknown: false }
    if (byStore)
      for (let at = 0; at < STORES; at += 1)
        rows.push({ ...row, storeId: `s${at}`, quantity: product.pieces })
    else rows.push({ ...row, storeId: '', quantity: product.pieces * STORES })
    if (rows.length < ROWS_AT_ONCE) continue
    shop.onChunk()
    yield rows
    rows = []
  }
  yield rows
}
