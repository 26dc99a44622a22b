import { randomUUID } from 'node:crypto'
import { serviceSyncId } from '@skladbridge/contracts'
import type { MoyskladAccount } from '@skladbridge/sandbox'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { refusalOf, startRig, type Rig } from '../testing/rig.js'

let rig: Rig
let account: MoyskladAccount
let accountId: string
const shop = () => account.seed()
const ref = (id: string, kind = 'product') => ({ kind, id })
/** Without pictures and components. */
const bare = { images: false, components: false }

beforeAll(async () => {
  rig = await startRig()
  account = rig.addAccount()
  accountId = account.id
  await rig.connect(account)
})
afterAll(() => rig.close())

describe('GetMany', () => {
  it('reads all kinds in one request, archived ones too, and lists what is not there', async () => {
    const { products, variants, bundle, service } = shop()
    account.edit('product', products['VE-0170']!, { archived: true })
    const missing = randomUUID()
    const refs = [
      ref(products['KR-0350']!),
      ref(products['VE-0170']!),
      ref(variants['серый']!, 'variant'),
      ref(bundle, 'bundle'),
      ref(service, 'service'),
      ref(missing),
    ]
    const before = rig.seen.length
    const answer = await rig.clients.products.getMany({ accountId, refs, ...bare })
    expect(rig.seen.length - before).toBe(1)
    expect(answer.missingIds).toEqual([missing])
    const kinds = Object.fromEntries(answer.products.map(({ id, kind }) => [id, kind]))
    expect(kinds).toEqual(Object.fromEntries(refs.slice(0, 5).map(({ id, kind }) => [id, kind])))
    const mug = answer.products.find(({ id }) => id === products['KR-0350'])!
    expect(mug).toMatchObject({ article: 'KR-0350', weight: 0.32, archived: false })
    expect(mug.salePrices.find(({ priceTypeName }) => priceTypeName === 'Цена продажи')?.valueMinor).toBe(
      59000,
    )
    expect(mug.buyPrice?.valueMinor).toBe(23000)
    const plaid = answer.products.find(({ id }) => id === variants['серый'])!
    expect(plaid).toMatchObject({ productId: products['PL-1317'], characteristics: [{ value: 'серый' }] })
  })

  it('takes 100 in one request, whose address fits', async () => {
    const refs = Array.from({ length: 100 }, () => ref(randomUUID()))
    const before = rig.seen.length
    const answer = await rig.clients.products.getMany({ accountId, refs, ...bare })
    expect(answer.missingIds).toHaveLength(100)
    expect(rig.seen.length - before).toBe(1)
  })

  it('asks nothing for nothing, and refuses what is no id', async () => {
    const before = rig.seen.length
    expect(await rig.clients.products.getMany({ accountId, refs: [], ...bare })).toEqual({
      products: [],
      missingIds: [],
    })
    const bad = [[ref('../entity/webhook')], Array.from({ length: 101 }, () => ref(randomUUID()))]
    for (const refs of bad) {
      expect(await refusalOf(rig.clients.products.getMany({ accountId, refs, ...bare }))).toMatchObject({
        kind: 'invalid',
      })
    }
    expect(rig.seen.length).toBe(before)
  })
})

describe('ListChanged', () => {
  const changed = async (cursor: string, limit = 1000) =>
    rig.clients.products.listChanged({ accountId, cursor, limit, updatedSince: '2020-01-01T00:00:00Z' })

  it('pages through everything once, oldest first, then finds only what came since', async () => {
    const ids: string[] = []
    const moments: string[] = []
    let page = await changed('', 5)
    for (; page.more; page = await changed(page.cursor, 5)) {
      ids.push(...page.products.map(({ id }) => id))
      moments.push(...page.products.map(({ updated }) => updated))
    }
    ids.push(...page.products.map(({ id }) => id))
    moments.push(...page.products.map(({ updated }) => updated))
    const all = ['product', 'variant', 'bundle', 'service'].flatMap((type) =>
      account.list(type).map(({ id }) => id),
    )
    expect(ids.slice().sort()).toEqual((all as string[]).sort())
    expect(moments).toEqual([...moments].sort())

    expect((await changed(page.cursor)).products).toEqual([])
    const mug = shop().products['KR-0350']!
    account.edit('product', mug, { name: 'Кружка «Вечер»', archived: true })
    const next = await changed(page.cursor)
    expect(next.products).toMatchObject([{ id: mug, name: 'Кружка «Вечер»', archived: true }])
    expect((await changed(next.cursor)).products).toEqual([])
  })

  it('refuses a cursor or a moment that is none', async () => {
    expect(await refusalOf(changed('someone else’s'))).toMatchObject({ code: 'MOYSKLAD_ARGUMENT_WRONG' })
    const request = { accountId, cursor: '', limit: 10, updatedSince: 'yesterday' }
    expect(await refusalOf(rig.clients.products.listChanged(request))).toMatchObject({ kind: 'invalid' })
    expect(await refusalOf(changed('', 0))).toMatchObject({ kind: 'invalid' })
  })
})

describe('EnsureService', () => {
  it('makes it once, and leaves it as the merchant changed it', async () => {
    const request = { accountId, syncId: serviceSyncId(accountId, 'delivery'), name: 'Доставка' }
    const before = account.list('service').length
    const made = await rig.clients.products.ensureService(request)
    expect(made).toMatchObject({ kind: 'service', name: 'Доставка' })
    account.edit('service', made.id, { name: 'Доставка курьером' })
    const again = await rig.clients.products.ensureService(request)
    expect([again.id, again.name]).toEqual([made.id, 'Доставка курьером'])
    expect(account.list('service')).toHaveLength(before + 1)
  })
})

it('every request so far is as MoySklad describes it', () => {
  expect(rig.openApiProblems()).toEqual([])
})
