import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { waitFor } from '@skladbridge/testing'
import { kinds } from './handlers/ports.js'
import { good, price, variantOf } from './testing/builders.js'
import { outsideError } from './testing/calls.js'
import { startCatalog } from './testing/start-catalog.js'

let service: Awaited<ReturnType<typeof startCatalog>>
beforeEach(async () => {
  service = await startCatalog()
  await service.lanes.open(service.connection)
  await service.save({})
})
afterEach(() => service.close())

const lane = () => `${service.connection.accountId}.${service.connection.shopId}`
const list = (over: object = {}) =>
  service.products.list({
    connection: service.connection,
    search: '',
    state: '',
    cursor: '',
    limit: 50,
    ...over,
  })
const many = (count: number) =>
  Array.from({ length: count }, (_, at) => good({ id: `g${100 + at}`, name: `Чай ${at}`, article: `T${at}` }))

describe('the running sync on a real database', () => {
  it('brings cards with modifications over, and resolves both sides for the others', async () => {
    const shirt = good({ id: 'shirt', article: 'SH', variantsCount: 2 })
    for (const each of [
      shirt,
      variantOf(shirt, 'm', { Размер: 'M' }),
      variantOf(shirt, 'l', { Размер: 'L' }),
    ])
      service.moysklad.save(each)
    await service.touchCards('shirt')
    await service.settled()
    const [product] = service.shop.all()
    const resolved = await service.links.resolve({
      connection: service.connection,
      assortmentIds: ['m'],
      insalesVariantIds: [product!.variants[1]!.id],
    })
    expect(
      resolved.links.map(({ assortment, firstVariant }) => [assortment!.id, firstVariant]).sort(),
    ).toEqual([
      ['l', false],
      ['m', true],
    ])
    expect(service.announced.map(({ assortmentId }) => assortmentId).sort()).toEqual(['l', 'm'])
  })

  it('makes each of two hundred products once, whatever answers are lost', async () => {
    const goods = many(200)
    for (const each of goods) service.moysklad.save(each)
    service.shop.calls.loseAnswer('insales.create')
    await service.touchCards(...goods.map(({ id }) => id))
    await waitFor(() => service.shop.all().length >= 200, { what: 'the products', timeoutMs: 60_000 })
    await service.settled()
    expect(service.shop.all()).toHaveLength(200)
    expect(await service.stores.links.count(lane(), { linked: true })).toBe(200)
  })

  it('writes a price change of all of them in hundreds', async () => {
    const goods = many(200)
    for (const each of goods) service.moysklad.save(each)
    await service.touchCards(...goods.map(({ id }) => id))
    await service.settled()
    service.shop.calls.take()
    for (const { id } of goods) service.moysklad.edit(id, { salePrices: [price(777)] })
    await service.touchCards(...goods.map(({ id }) => id))
    await service.settled()
    expect(service.shop.calls.take()).toEqual(['insales.updatePrices', 'insales.updatePrices'])
  })

  it('parks one that is refused, tells which, and tries it again when it is touched', async () => {
    service.moysklad.save(good({ id: 'bad' }))
    service.shop.calls.refuse('insales.create', outsideError('invalid', 'INSALES_BAD', 'Название занято'))
    await service.touchCards('bad')
    await waitFor(async () => (await list({ state: 'parked' })).products.length === 1, {
      what: 'the parked one',
    })
    expect((await list()).products).toMatchObject([
      { state: 'parked', failureCode: 'INSALES_BAD', failureText: 'Название занято' },
    ])
    await service.touchCards('bad')
    await service.settled()
    expect((await list()).products).toMatchObject([{ state: 'synced', failureCode: '' }])
  })

  it('compares all of the shop, page by page, and puts back what a hand changed', async () => {
    service.moysklad.save(good())
    await service.touchCards('g1')
    await service.settled()
    const [product] = service.shop.all()
    service.shop.edit(product!.id, { title: 'Акция!' })
    await service.touch([{ connection: service.connection, kind: kinds.compare, key: 'all' }])
    await waitFor(() => service.shop.show(product!.id).title !== 'Акция!', {
      what: 'the name',
      timeoutMs: 30_000,
    })
  })
})

describe('products over gRPC', () => {
  it('are listed a page at a time, searched by name, SKU, and id of either side', async () => {
    const goods = many(7)
    for (const each of goods) service.moysklad.save(each)
    await service.touchCards(...goods.map(({ id }) => id))
    await service.settled()
    const first = await list({ limit: 4 })
    const second = await list({ limit: 4, cursor: first.cursor })
    expect(
      new Set([...first.products, ...second.products].map(({ assortment }) => assortment!.id)).size,
    ).toBe(7)
    expect(second.cursor).toBe('')
    const { insalesProductId } = first.products[0]!
    const titles = async (search: string) => (await list({ search })).products.map(({ title }) => title)
    expect(await titles('чай 3')).toEqual(['Чай 3'])
    expect(await titles('T5')).toEqual(['Чай 5'])
    expect(await titles('g101')).toEqual(['Чай 1'])
    expect(await titles(insalesProductId)).toEqual([first.products[0]!.title])
    expect(await titles('.*')).toEqual([])
  })

  it('are synchronised by hand, one or all; while sync is off it is refused in Russian', async () => {
    for (const each of many(3)) service.moysklad.save(each)
    await service.touchCards('g100', 'g101', 'g102')
    await service.settled()
    for (const { id } of service.shop.all()) service.shop.edit(id, { title: 'Акция!' })
    const { connection } = service
    expect(await service.products.syncNow({ connection, assortmentId: 'g100' })).toEqual({ products: 1 })
    const named = () => service.shop.all().filter(({ title }) => title === 'Акция!').length
    await waitFor(() => named() === 2, { what: 'one' })
    expect(await service.products.syncNow({ connection, assortmentId: '' })).toEqual({ products: 3 })
    await waitFor(() => named() === 0, { what: 'all' })
    await expect(service.products.syncNow({ connection, assortmentId: 'never' })).rejects.toMatchObject({
      code: 'CATALOG_PRODUCT_UNKNOWN',
    })
    await service.save({ syncProducts: false })
    await expect(service.products.syncNow({ connection, assortmentId: '' })).rejects.toMatchObject({
      code: 'CATALOG_SYNC_OFF',
      text: expect.stringContaining('выключена'),
    })
  })

  it('of another connection are not shown', async () => {
    service.moysklad.save(good())
    await service.touchCards('g1')
    await service.settled()
    const other = { ...service.connection, shopId: '2' }
    expect((await list({ connection: other })).products).toEqual([])
    await expect(list({ limit: 0 })).rejects.toMatchObject({ code: 'CATALOG_ARGUMENT_WRONG' })
    await expect(list({ state: 'rubbish' })).rejects.toMatchObject({ code: 'CATALOG_ARGUMENT_WRONG' })
  })
})
