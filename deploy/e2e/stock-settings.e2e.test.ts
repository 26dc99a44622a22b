import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { waitFor } from '@skladbridge/testing'
import { LONG_PATIENCE_MS, startRig, type Merchant, type Rig, type Row } from './testing/rig.js'

jest.setTimeout(400_000)

let rig: Rig
let merchant: Merchant
let stores: Row[]
beforeAll(async () => {
  rig = await startRig({
    name: 'stock-settings',
    // a full run every two seconds is not what the budgets are for
    env: {
      ...{ FULL_RUN_INTERVAL_MS: '2000' },
      ...{ MOYSKLAD_BUDGET_REQUESTS: '1000000', INSALES_BUDGET_REQUESTS: '1000000' },
    },
    sandbox: { limits: 'off' },
  })
  merchant = await rig.merchant({ warehouses: 2 })
  stores = merchant.account().list('store')
  await merchant.page.change(merchant.shopId, 'catalog', { bundles: 'product' })
})
afterAll(() => rig?.close())

const plain = {
  ...{ target: 'first-variant', warehouseMap: [], storeIds: [], bundles: 'none', stockType: 'stock' },
  ...{ reserve: undefined, max: undefined, zeroAs: 0, fractions: 'floor', holdThreshold: 0.5 },
}
const settings = (more: object) => merchant.page.change(merchant.shopId, 'stock', { ...plain, ...more })
beforeEach(() => settings({}))

const rest = (product: Row, at: number, quantity: number) =>
  merchant.account().setStock(product['id'], stores[at]!['id'], quantity)
const cards = (title: string): Row =>
  merchant.buyer.list('products').find((row) => row['title'] === title) as Row
const variantsOf = (title: string): Row[] => cards(title)?.['variants'] ?? []
const seen = (what: string, look: () => boolean) => waitFor(look, { what, timeoutMs: LONG_PATIENCE_MS })
const shows = (title: string, quantity: number, at = 0) =>
  seen(`${title}: ${quantity}`, () => Number(variantsOf(title)[at]?.['quantity']) === quantity)
const made = (name: string, article: string) => merchant.createProduct({ article, name, price: 10_000 })

describe('stock goes', () => {
  it('as the sum of the chosen warehouses, less what is held back, no more than the limit', async () => {
    const product = made('Пуэр', 'S-1')
    rest(product, 0, 7)
    rest(product, 1, 5)
    await shows('Пуэр', 12)
    await settings({ storeIds: [stores[1]!['id']] })
    await shows('Пуэр', 5)
    await settings({ reserve: { unit: 'pieces', value: 3 } })
    await shows('Пуэр', 9)
    await settings({ reserve: { unit: 'percent', value: 50 }, max: 4 })
    await shows('Пуэр', 4)
    await settings({ reserve: { unit: 'pieces', value: 100 }, zeroAs: 8 })
    await shows('Пуэр', 8)
  })

  it('from each warehouse to the shop’s own', async () => {
    const product = made('Улун', 'S-2')
    rest(product, 0, 3)
    rest(product, 1, 4)
    await shows('Улун', 7)
    const [first, second] = stores.map((store) => store['id'])
    await settings({
      warehouseMap: [
        { storeId: first, warehouseIndex: 1 },
        { storeId: second, warehouseIndex: 0 },
      ],
    })
    const at = (index: number) => Number(variantsOf('Улун')[0]?.[`quantity_at_warehouse${index}`])
    await seen('4 and 3', () => at(0) === 4 && at(1) === 3)
  })

  it('of each modification to its own variant, or all of it to the first', async () => {
    const product = made('Футболка', 'S-3')
    const sizes = ['S', 'M'].map((size) =>
      merchant.account().create('variant', {
        product: merchant.account().link('product', product['id']),
        characteristics: [{ name: 'Размер', value: size }],
      }),
    ) as Row[]
    await seen('two variants', () => variantsOf('Футболка').length === 2)
    sizes.forEach((one, at) => rest(one, 0, 10 + at))
    await shows('Футболка', 21)
    await settings({ target: 'per-variant' })
    await Promise.all([shows('Футболка', 10, 0), shows('Футболка', 11, 1)])
  })

  it('of a bundle: as many as its scarcest component allows', async () => {
    const [cup, saucer] = [made('Чашка', 'S-4'), made('Блюдце', 'S-5')]
    merchant.account().create('bundle', {
      name: 'Чайная пара',
      article: 'S-6',
      components: [cup, saucer].map((part, at) => ({
        assortment: merchant.account().link('product', part['id']),
        quantity: at + 1,
      })),
    })
    rest(cup, 0, 10)
    rest(saucer, 0, 9)
    await seen('the bundle’s card', () => cards('Чайная пара') !== undefined)
    await settings({ bundles: 'components' })
    await shows('Чайная пара', 4)
    rest(cup, 0, 2)
    await shows('Чайная пара', 2)
  })
})

describe('a report that takes nearly everything to none', () => {
  const names = Array.from({ length: 25 }, (_, at) => `Сорт ${at}`)
  let products: Row[]
  const quantities = () => names.map((name) => Number(variantsOf(name)[0]?.['quantity']))
  const all = (quantity: number) =>
    seen(`all ${quantity}`, () => quantities().every((one) => one === quantity))
  const held = () =>
    waitFor(
      async () => {
        const hold = await merchant.page.stockHold(merchant.shopId)
        return hold.state === 'held' && hold.vanishing >= 25 && hold
      },
      { what: 'a held run', timeoutMs: LONG_PATIENCE_MS },
    )

  it('waits for the merchant’s word: rejected, the shop keeps what it has', async () => {
    products = names.map((name, at) => made(name, `H-${at}`))
    for (const product of products) rest(product, 0, 5)
    await all(5)
    for (const product of products) rest(product, 0, 0)
    const { runId } = await held()
    await merchant.page.decideStock(merchant.shopId, runId, 'reject')
    const [before] = await merchant.page.stockRuns(merchant.shopId)
    await merchant.page.runStock(merchant.shopId)
    await waitFor(async () => (await merchant.page.stockRuns(merchant.shopId))[0].id !== before.id, {
      what: 'a further run',
      timeoutMs: LONG_PATIENCE_MS,
    })
    expect(quantities()).toEqual(names.map(() => 5))
    for (const product of products) rest(product, 0, 6)
    await all(6)
    // what was rejected stays so until a whole report is believable again
    await waitFor(async () => (await merchant.page.stockHold(merchant.shopId)).state !== 'rejected', {
      what: 'a whole report',
      timeoutMs: LONG_PATIENCE_MS,
    })
  })

  it('confirmed, it is written', async () => {
    for (const product of products) rest(product, 0, 0)
    const { runId } = await held()
    expect(quantities()).toEqual(names.map(() => 6))
    await merchant.page.decideStock(merchant.shopId, runId, 'confirm')
    await all(0)
  })
})

describe('stock arrives in spite of', () => {
  it('connections cut and answers lost in the middle of runs; a run tells what it did', async () => {
    const products = Array.from({ length: 30 }, (_, at) => made(`Кофе ${at}`, `F-${at}`))
    await seen('30 cards', () => products.every((_, at) => variantsOf(`Кофе ${at}`).length === 1))
    const { faults } = rig.sandbox.kit
    Object.assign(faults, { cutBefore: 0.2, answerLost: 0.2, answerHalf: 0.1 })
    products.forEach((product, at) => rest(product, 0, 100 + at))
    await seen('half of it in the shop', () => {
      const there = products.filter((_, at) => Number(variantsOf(`Кофе ${at}`)[0]?.['quantity']) === 100 + at)
      return there.length > 15
    })
    Object.assign(faults, { cutBefore: 0, answerLost: 0, answerHalf: 0 })
    await Promise.all(products.map((_, at) => shows(`Кофе ${at}`, 100 + at)))
    const runs: Row[] = await merchant.page.stockRuns(merchant.shopId)
    expect(runs.some((run) => run['written'] > 0 && run['rowsRead'] >= run['written'])).toBe(true)
  })

  it('a variant that was deleted in the shop meanwhile: the others get theirs', async () => {
    const [gone, stays] = [made('Исчезнувший', 'G-1'), made('Оставшийся', 'G-2')]
    for (const product of [gone, stays]) rest(product, 0, 3)
    await Promise.all([shows('Исчезнувший', 3), shows('Оставшийся', 3)])
    merchant.buyer.deleteProduct(Number(cards('Исчезнувший')['id']))
    for (const product of [gone, stays]) rest(product, 0, 4)
    await shows('Оставшийся', 4)
  })

  it('the service being killed again and again while it writes', async () => {
    const product = made('Живучий', 'K-1')
    rest(product, 0, 1)
    await shows('Живучий', 1)
    for (let round = 2; round < 6; round += 1) {
      rest(product, 0, round)
      await rig.kill('stock-aggregator')
      await rig.start('stock-aggregator')
    }
    await shows('Живучий', 5)
  })
})
