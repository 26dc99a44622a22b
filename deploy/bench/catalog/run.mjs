// Requests used ÷ least possible, for a catalogue of 10 000 products (or as many as said): `pnpm bench catalog [products]`.
// How the least is computed: deploy/bench/README.md.
import { until } from '../../local/demo/until.mjs'
import { requestsOf, SPEED, startWorld, unheard } from './world.mjs'

const LIMIT_MS = 3_600_000
const perSecond = 500 / 300
const pages = (count, size) => Math.max(1, Math.ceil(count / size))

/**
 * `args`: how many products, then the names of the figures wanted, when not all of them are. The order stands: the sweeps of
 * the merchant whose products are synced would be counted with what follows.
 */
export async function run({ say, servers, args = [] }) {
  const products = Number(args[0]) || 10_000
  const isWanted = (...names) => args.length < 2 || names.some((name) => args.includes(name))
  const world = await startWorld(servers)
  const refused = []
  const note = (name, found) => {
    refused.push(found.used.refused)
    tell(say, name, found)
  }
  try {
    if (isWanted('load_to_moysklad')) note('load_to_moysklad', await toMoysklad(world, products))
    const later = { prices, sweep_100: sweepHundred, sweep_0: sweepNone }
    if (isWanted('load_to_insales', ...Object.keys(later))) {
      const outward = await toShop(world, products)
      note('load_to_insales', outward)
      console.log(`catalog.budget_used: ${outward.share.toFixed(3)}`)
      for (const [name, measure] of Object.entries(later))
        if (isWanted(name)) note(name, await measure(world, outward.merchant, products))
    }
  } finally {
    await world.close()
  }
  console.log(`catalog.refused: ${refused.reduce((sum, count) => sum + count, 0)}`)
}

function tell(say, name, { used, least }) {
  for (const [kind, count] of Object.entries(used.byKind))
    say.line(`    ${String(count).padStart(6)} ${kind}`)
  const ratio = (used.insales + used.moysklad) / (least.insales + least.moysklad)
  say.line(
    `${name}: inSales ${used.insales} of at least ${least.insales}, MoySklad ${used.moysklad} of at least ${least.moysklad}`,
  )
  console.log(`catalog.${name}: ${ratio.toFixed(3)}`)
}

async function load(world, merchant, wanted) {
  const { page, shopId } = merchant
  const inState = (state) =>
    until(
      `the load to be ${state}`,
      async () => {
        const seen = await page.lastLoad(shopId)
        return seen.state === state && seen
      },
      LIMIT_MS,
    )
  world.sandbox.kit.counter.reset()
  await page.prepareLoad(shopId, wanted)
  const { id } = await inState('ready')
  const before = requestsOf(world.sandbox)
  const startedAt = performance.now()
  await page.changeLoad(shopId, id, 'start')
  const done = await inState('done')
  const seconds = ((performance.now() - startedAt) / 1000) * SPEED
  return { done, used: requestsOf(world.sandbox), before, seconds }
}

async function toShop(world, products) {
  const merchant = await world.merchant(({ account }) => {
    for (let at = 0; at < products; at += 1)
      account().createProduct({ name: `Товар ${at}`, article: `A-${at}`, description: 'Описание' })
  })
  const goods = merchant
    .account()
    .list('product')
    .filter(({ archived }) => !archived)
  const { used, before, seconds } = await load(world, merchant, { direction: 'moysklad-to-insales' })
  const placed = goods.filter(({ productFolder }) => productFolder).length
  const folders = merchant.account().list('productfolder').length
  const all = merchant.account().list('product').length + merchant.account().list('variant').length
  const least = {
    // the list, the tree, our field looked for and made; a collection each, a creation each, one more where it lies in one
    insales: pages(1, 250) + 1 + 2 + folders + goods.length + placed,
    // the list, the tree, the field looked for and made; its values a thousand at a time
    moysklad: pages(all, 1_000) + 1 + 2 + pages(goods.length, 1_000),
  }
  const share = (used.insales - before.insales) / Math.max(500, seconds * perSecond)
  return { merchant, used, least, share }
}

/** Nothing of the merchant's sweeps: what they ask is `sweep_0`'s affair. */
const withoutSweeps = ({ insales, moysklad, byKind }) =>
  insales + moysklad - (byKind['GET /entity/assortment'] ?? 0)

/** Every request of the catalogue is answered, and for a while there was none. */
async function quiet(world) {
  let last = -1
  let since = Date.now()
  await until(
    'nothing more to be asked',
    () => {
      const now = withoutSweeps(requestsOf(world.sandbox))
      if (now !== last) [last, since] = [now, Date.now()]
      return Date.now() - since > 12_000
    },
    LIMIT_MS,
  )
}

/** What was asked until it was done, and what was asked afterwards, the sweeps of that time left out. */
async function usedBy(world) {
  const used = requestsOf(world.sandbox)
  await quiet(world)
  const late = withoutSweeps(requestsOf(world.sandbox)) - withoutSweeps(used)
  return { ...used, insales: used.insales + late }
}

async function prices(world, merchant, products) {
  await merchant.page.save(merchant.shopId, 'catalog', { syncProducts: true })
  // the load made blanks: all of them are filled before anything is counted
  await until(
    'the blanks to be filled',
    () => merchant.buyer.list('variants').filter(({ sku }) => sku?.startsWith('A-')).length >= products,
    LIMIT_MS,
  )
  await quiet(world)
  const [{ priceType }] = merchant.account().list('product')[0].salePrices
  world.sandbox.kit.counter.reset()
  const goods = merchant.account().list('product').slice(-products)
  await unheard(world.sandbox, () => {
    for (const { id } of goods)
      merchant.account().editProduct(id, { salePrices: [{ value: 77_700, priceType }] })
  })
  await until(
    'all prices',
    () => merchant.buyer.list('variants').filter(({ price }) => Number(price) === 777).length >= goods.length,
    LIMIT_MS,
  )
  return {
    used: await usedBy(world),
    least: { insales: pages(goods.length, 100), moysklad: pages(goods.length, 1_000) },
  }
}

async function sweepHundred(world, merchant) {
  world.sandbox.kit.counter.reset()
  const goods = merchant.account().list('product').slice(-100)
  await unheard(world.sandbox, () => {
    for (const { id, name } of goods) merchant.account().editProduct(id, { name: `${name} новый` })
  })
  const isNew = ({ title }) => title.endsWith(' новый')
  await until(
    'all names',
    () => merchant.buyer.list('products').filter(isNew).length >= goods.length,
    LIMIT_MS,
  )
  const used = requestsOf(world.sandbox)
  const sweeps = used.byKind['GET /entity/assortment'] ?? 1
  return { used, least: { insales: goods.length, moysklad: Math.max(1, sweeps - 1) } }
}

/** Sweeps that find nothing: each is one page of MoySklad. */
async function sweepNone(world) {
  await quiet(world)
  world.sandbox.kit.counter.reset()
  const sweeps = await until(
    'four sweeps',
    () => {
      const count = requestsOf(world.sandbox).byKind['GET /entity/assortment'] ?? 0
      return count >= 4 && count
    },
    LIMIT_MS,
  )
  return { used: requestsOf(world.sandbox), least: { insales: 0, moysklad: sweeps } }
}

async function toMoysklad(world, products) {
  const merchant = await world.merchant(({ buyer }) => {
    for (let at = 0; at < products; at += 1)
      buyer.createProduct({ title: `Товар ${at}`, variants_attributes: [{ sku: `B-${at}`, price: '100' }] })
  })
  const all = merchant.account().list('product').length + merchant.account().list('variant').length
  const folders = merchant.buyer.list('collections').length
  const { used } = await load(world, merchant, { direction: 'insales-to-moysklad' })
  const least = {
    // the list, whose end only a page that is not full shows; the tree, the price kinds
    insales: Math.floor(products / 250) + 1 + 1 + 1,
    // the list, the tree, price types, the field looked for and made; a level of folders; goods a thousand at a time
    moysklad: pages(all, 1_000) + 1 + 1 + 2 + (folders > 0 ? 1 : 0) + pages(products, 1_000),
  }
  return { used, least }
}
