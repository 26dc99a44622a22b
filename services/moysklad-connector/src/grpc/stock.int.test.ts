import type { moysklad } from '@skladbridge/proto'
import type { MoyskladAccount } from '@skladbridge/sandbox'
import { changeFaults, noFaults } from '@skladbridge/sandbox'
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { refusalOf, startRig, type Rig } from '../testing/rig.js'

jest.setTimeout(90_000)

let rig: Rig
let account: MoyskladAccount
let accountId: string

async function read(more: Partial<moysklad.CurrentStockRequest> = {}): Promise<moysklad.StockRow[]> {
  const usual = {
    accountId,
    stockType: 'stock',
    storeIds: [],
    assortmentIds: [],
    changedSince: '',
    byStore: true,
  }
  const rows: moysklad.StockRow[] = []
  for await (const chunk of rig.clients.stock.current({ ...usual, ...more })) rows.push(...chunk.rows)
  return rows
}
const of = (rows: moysklad.StockRow[], article: string) =>
  rows.filter(({ assortmentId }) => assortmentId === account.seed().products[article])

beforeAll(async () => {
  rig = await startRig()
  account = rig.addAccount()
  accountId = account.id
  await rig.connect(account)
})
afterEach(() => void changeFaults(rig.kit, noFaults))
afterAll(() => rig.close())

describe('Current', () => {
  it('by warehouse, or one row a good', async () => {
    const { stores } = account.seed()
    const byStore = of(await read(), 'KR-0350')
    expect(Object.fromEntries(byStore.map(({ storeId, quantity }) => [storeId, quantity]))).toEqual({
      [stores.main]: 48,
      [stores.shop]: 12,
    })
    expect(of(await read({ byStore: false }), 'KR-0350')).toMatchObject([
      { storeId: '', quantity: 60, unknown: false },
    ])
  })

  it('of chosen warehouses and goods only', async () => {
    const { stores, products } = account.seed()
    const rows = await read({
      storeIds: [stores.shop],
      assortmentIds: [products['KR-0350']!, products['TR-0270']!],
    })
    expect(rows.map(({ quantity }) => quantity).sort((a, b) => a - b)).toEqual([8, 12])
    expect(rows.every(({ storeId }) => storeId === stores.shop)).toBe(true)
  })

  it('of more goods than fit one address, in several requests', async () => {
    const ids = Array.from(
      { length: 310 },
      (_, i) => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
    )
    const before = rig.seen.length
    const rows = await read({ assortmentIds: [...ids, account.seed().products['KR-0350']!] })
    expect(rows).toHaveLength(2)
    expect(rig.seen.length - before).toBe(3)
  })

  it('free stock leaves out what is reserved; a row without warehouse has none', async () => {
    const { products, organization, counterparties } = account.seed()
    account.create('customerorder', {
      organization: account.link('organization', organization),
      agent: account.link('counterparty', counterparties.person),
      positions: [
        { assortment: account.link('product', products['TU-0300']!), quantity: 3, price: 1, reserve: 3 },
      ],
    })
    const rows = of(await read({ stockType: 'freeStock' }), 'TU-0300')
    expect(rows.find(({ storeId }) => storeId === '')).toMatchObject({ quantity: -3, unknown: false })
  })

  it('what MoySklad is recalculating is marked, not zero', async () => {
    const { products, stores } = account.seed()
    account.setRecalculating(products['GI-0010']!, stores.main, true)
    const rows = of(await read(), 'GI-0010')
    expect(rows.find(({ storeId }) => storeId === stores.main)).toMatchObject({ unknown: true })
    account.setRecalculating(products['GI-0010']!, stores.main, false)
  })

  it('what changed since a moment, zeros included', async () => {
    const { products, stores } = account.seed()
    const since = new Date()
    account.setStock(products['KO-0002']!, stores.main, 0)
    const rows = of(await read({ changedSince: since.toISOString() }), 'KO-0002')
    expect(rows.find(({ storeId }) => storeId === stores.main)).toMatchObject({ quantity: 0, unknown: false })
  })

  it('comes in chunks of at most 1000 rows', async () => {
    const big = rig.addAccount('big')
    const { stores } = big.seed()
    for (let i = 0; i < 2_500; i += 1) {
      const { id } = big.create('product', { name: `Товар ${i}` })
      big.setStock(id as string, stores.main, i + 1)
    }
    // now only: each of those changes would be a webhook
    await rig.connect(big)
    const sizes: number[] = []
    const request = {
      accountId: big.id,
      stockType: 'stock',
      storeIds: [],
      assortmentIds: [],
      changedSince: '',
    }
    for await (const { rows } of rig.clients.stock.current({ ...request, byStore: true }))
      sizes.push(rows.length)
    expect(Math.max(...sizes)).toBe(1_000)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeGreaterThanOrEqual(2_500)
  })
})

describe('Current, when things go wrong', () => {
  it.each([
    [{ stockType: 'reserve' }],
    [{ changedSince: 'yesterday' }],
    [{ storeIds: ['main'] }],
    [{ accountId: 'shop' }],
  ])('wrong arguments are refused: %j', async (wrong) => {
    const before = rig.seen.length
    expect(await refusalOf(read(wrong))).toMatchObject({ kind: 'invalid' })
    expect(rig.seen.length).toBe(before)
  })

  it('an answer cut in the middle is a failure, not a short report', async () => {
    rig.kit.faults.answerHalf = 1
    expect(await refusalOf(read())).toMatchObject({ kind: 'unavailable' })
  })

  it('5xx, now and then in HTML, is «unavailable»', async () => {
    rig.kit.faults.serverErrors = 1
    expect(await refusalOf(read())).toMatchObject({ kind: 'unavailable', details: { effect: 'none' } })
  })

  it('an asker who leaves early ends the reading', async () => {
    for await (const _chunk of rig.clients.stock.current({
      ...{ accountId, stockType: 'stock', storeIds: [], assortmentIds: [], changedSince: '', byStore: true },
    })) {
      break
    }
    expect((await read()).length).toBeGreaterThan(10)
  })
})
