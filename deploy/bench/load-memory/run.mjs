// The memory that preparing a load of 50 000 products with 150 000 modifications takes: catalog-sync's own code on a real
// database, between two sides that make their pages up as they are asked. Goal: it does not grow with the catalogue.
import { performance } from 'node:perf_hooks'
import { catalogSettingsSchema } from '../../../libs/contracts/dist/index.js'
import { connectMongo, createLogger } from '../../../libs/runtime/dist/index.js'
import { prepareLoad } from '../../../services/catalog-sync/dist/handlers/load/prepare-load.js'
import { createStores } from '../../../services/catalog-sync/dist/stores/stores.js'

const sizes = { small: 5_000, large: 50_000 }
const VARIANTS = 3
const PAGE = 1_000
const MEGABYTE = 1024 * 1024

/** `args`: products, small and large. */
export async function run({ say, servers: { mongoUrl }, args = [] }) {
  const [small = sizes.small, large = sizes.large] = args.map(Number).filter(Boolean)
  const first = await prepare(mongoUrl, small, say)
  const second = await prepare(mongoUrl, large, say)
  console.log(`load_memory.small_mb: ${first.heapMb.toFixed(0)}`)
  console.log(`load_memory.large_mb: ${second.heapMb.toFixed(0)}`)
  console.log(`load_memory.rss_mb: ${second.rssMb.toFixed(0)}`)
  console.log(`load_memory.seconds: ${second.seconds.toFixed(0)}`)
}

async function prepare(mongoUrl, products, say) {
  const url = new URL(mongoUrl)
  url.pathname = `/load-memory-${products}-${Date.now().toString(36)}`
  const log = createLogger('bench', 'error')
  const mongo = await connectMongo(url.href, { log, appName: 'bench' })
  try {
    const { linkModel: _links, ...stores } = await createStores(mongo.connection)
    const lane = 'account.1'
    await stores.loads.open(lane, 'load', {
      ...{ direction: 'moysklad-to-insales', matchBy: ['insales-id', 'sku', 'barcode'] },
      ...{ bundles: false, properties: false, images: false },
    })
    const seen = await work({ ...stores, ...sidesOf(products) }, lane)
    const { create } = (await stores.loads.get(lane)).counts
    say.line(
      `${products} products: ${create.products} to make with ${create.variants} variants, ${seen.heapMb.toFixed(0)} MB`,
    )
    return seen
  } finally {
    await mongo.connection.dropDatabase()
    await mongo.close()
  }
}

async function work(ports, lane) {
  const turn = { lane, connection: { accountId: 'account', shopId: '1' } }
  const began = performance.now()
  const seen = { heapMb: 0, rssMb: 0 }
  let link = {}
  for (;;) {
    const load = await ports.loads.get(lane)
    const outcome = await prepareLoad(ports, turn, link, load)
    globalThis.gc?.()
    const { heapUsed, rss } = process.memoryUsage()
    seen.heapMb = Math.max(seen.heapMb, heapUsed / MEGABYTE)
    seen.rssMb = Math.max(seen.rssMb, rss / MEGABYTE)
    if (outcome.kind === 'done') return { ...seen, seconds: (performance.now() - began) / 1000 }
    link = outcome.remember
  }
}

/** Both sides; the shop is empty. */
function sidesOf(products) {
  const total = products * (VARIANTS + 1)
  return {
    settings: { get: async () => ({ settings: catalogSettingsSchema.parse({}), version: 1 }) },
    now: () => new Date(),
    moysklad: {
      async listChanged(_account, { cursor }) {
        const from = Number(cursor || 0)
        const to = Math.min(from + PAGE, total)
        const changed = Array.from({ length: to - from }, (_none, at) => goodAt(from + at))
        return { changed, cursor: String(to), more: to < total }
      },
      listFolders: async () => [],
    },
    insales: {
      listChanged: async () => ({ products: [], cursor: '', more: false }),
      listCollections: async () => [],
    },
  }
}

const idOf = (kind, at) => `${kind}-${String(at).padStart(8, '0')}`

function goodAt(at) {
  const product = Math.floor(at / (VARIANTS + 1))
  const isProduct = at % (VARIANTS + 1) === 0
  return {
    id: isProduct ? idOf('p', product) : idOf('v', at),
    kind: isProduct ? 'product' : 'variant',
    name: `Товар ${product}`,
    description: isProduct ? 'Описание товара. '.repeat(60) : '',
    ...{ article: `A-${at}`, code: String(at), externalCode: `e-${at}`, barcodes: [`46${at}`] },
    ...{ archived: false, folderId: '', salePrices: [], weight: 0, updated: '2026-01-01T00:00:00.000Z' },
    variantsCount: isProduct ? VARIANTS : 0,
    productId: isProduct ? '' : idOf('p', product),
    characteristics: isProduct ? [] : [{ id: 'size', name: 'Размер', value: String(at) }],
    ...{ attributes: [], images: [], imagesCount: 0, components: [] },
  }
}
