import { beforeEach, describe, expect, it } from '@jest/globals'
import {
  InsalesProductTouched,
  MoyskladProductTouched,
  MoyskladStockTouched,
  textDigest,
  type ShownProduct,
} from '@skladbridge/contracts'
import { AppError } from '@skladbridge/errors'
import { fakeBroker, type FakeBroker } from '@skladbridge/messaging/testing'
import { fakeLanes, fakeReconciler, type FakeReconciler } from '@skladbridge/reconciler/testing'
import { filter, good, variantOf } from '../testing/builders.js'
import { CatalogWorld } from '../testing/catalog-world.js'
import { handlers, workKinds } from './index.js'
import { onInsalesProductTouched } from './on-insales-product-touched.js'
import type { ProductLinkOwn } from './ports.js'

const ACCOUNT = 'account'
let world: CatalogWorld
let broker: FakeBroker
let reconciler: FakeReconciler<ProductLinkOwn>

const unavailable = new AppError({ kind: 'unavailable', code: 'MONGO_UNAVAILABLE', message: 'away' })
const touched = () =>
  reconciler.touches.map(({ connection, kind, key }) => `${connection.shopId} ${kind} ${key}`)

beforeEach(async () => {
  world = new CatalogWorld()
  broker = fakeBroker()
  const kinds = Object.entries(workKinds(world.ports)).map(([kind, { priority }]) => [kind, priority])
  reconciler = fakeReconciler<ProductLinkOwn>(Object.fromEntries(kinds))
  const lanes = fakeLanes()
  await lanes.open(world.connection)
  await lanes.open({ accountId: ACCOUNT, shopId: '2' })
  await lanes.open({ accountId: 'other', shopId: '3' })
  await broker.consume(handlers({ ...world.ports, lanes, touch: reconciler.touch, erase: async () => {} }))
})

describe('on-moysklad-product-touched', () => {
  const deliver = async (kind: 'product' | 'variant' | 'bundle' | 'service', assortmentId: string) => {
    broker.deliver(MoyskladProductTouched, { accountId: ACCOUNT, data: { assortmentId, kind } })
    await broker.idle()
  }

  it('touches the card in every shop of the account, and in no other', async () => {
    await deliver('bundle', 'b')
    expect(touched()).toEqual(['1 product b', '2 product b'])
    expect(reconciler.touches[0]!.onInsert).toEqual({ assortmentKind: 'bundle' })
  })

  it('touches the card of a modification where it is known, else has it asked for', async () => {
    const shirt = good({ id: 'shirt', variantsCount: 1 })
    await world.save(shirt, variantOf(shirt, 'm', { Размер: 'M' }))
    await deliver('variant', 'm')
    expect(touched()).toEqual(['1 product shirt', '2 variant m'])
  })

  it('does nothing about services', async () => {
    await deliver('service', 's')
    expect(touched()).toEqual([])
  })

  it('delivered twice makes one link', async () => {
    await deliver('product', 'g1')
    await deliver('product', 'g1')
    expect(reconciler.link(world.connection, 'product', 'g1')!.wanted).toBe(2)
  })

  it('is tried again when the database is away, and lost by nobody', async () => {
    reconciler.breaksWith(unavailable)
    broker.deliver(MoyskladProductTouched, {
      accountId: ACCOUNT,
      data: { assortmentId: 'g1', kind: 'product' },
    })
    await broker.idle()
    expect(broker.deadOf('on-moysklad-product-touched').map(({ code }) => code)).toEqual([
      'MONGO_UNAVAILABLE',
    ])
  })
})

describe('on-insales-product-touched', () => {
  const shownNow = (): ShownProduct => {
    const { title, description, isHidden, collectionIds, properties, variants } = world.productOf('g1')
    const shown = variants.map(({ id, sku, barcode, weight, prices }) => ({
      id,
      sku,
      barcode,
      weight,
      prices,
    }))
    return {
      title,
      descriptionDigest: textDigest(description),
      hidden: isHidden,
      collectionIds,
      properties,
      variants: shown as never,
    }
  }
  const deliver = async (productId: string, shown?: ShownProduct) => {
    broker.deliver(InsalesProductTouched, {
      ...world.connection,
      data: { productId, ...(shown ? { shown } : {}) },
    })
    await broker.idle()
  }
  const id = () => world.link('g1')!.insalesProductId!

  beforeEach(async () => {
    await world.save(good())
  })

  it('knows our own echo, and lets it cost nothing', async () => {
    await deliver(id(), shownNow())
    expect(touched()).toEqual([])
  })

  it.each<[string, (shown: ShownProduct) => void]>([
    ['title', (shown) => (shown.title = 'Акция!')],
    ['description', (shown) => (shown.descriptionDigest = textDigest('другое'))],
    ['price', (shown) => (shown.variants[0]!.prices = { price: 1 })],
    ['SKU', (shown) => (shown.variants[0]!.sku = 'X')],
    ['weight', (shown) => (shown.variants[0]!.weight = 5)],
    ['variant gone', (shown) => (shown.variants = [])],
  ])('has the shop asked when a person changed it: %s', async (_what, change) => {
    const shown = shownNow()
    change(shown)
    await deliver(id(), shown)
    expect(touched()).toEqual(['1 product g1'])
    expect(world.link('g1')!.observeWanted).toBe(1)
  })

  it('waits a moment while the card is being written: then it is an echo like any other', async () => {
    world.moysklad.edit('g1', { name: 'Чай чёрный' })
    await world.touch('g1')
    const shown = { ...shownNow(), title: 'Чай чёрный' }
    let tries = 0
    const handler = onInsalesProductTouched({
      ...world.ports,
      touch: reconciler.touch,
      links: {
        ...world.ports.links,
        async ofProducts(lane, ids) {
          tries += 1
          if (tries === 2) await world.work()
          return world.ports.links.ofProducts(lane, ids)
        },
      },
    })
    const other = fakeBroker()
    await other.consume([handler])
    other.deliver(InsalesProductTouched, { ...world.connection, data: { productId: id(), shown } })
    await other.idle()
    expect([tries, touched()]).toEqual([2, []])
  })

  it('lets stock and fields that are not ours move as they like', async () => {
    const shown = shownNow()
    shown.variants[0]!.prices = { ...shown.variants[0]!.prices, cost_price: 5, price3: 7 }
    shown.properties = [{ name: 'Сбор', value: 'Весна' }]
    await deliver(id(), shown)
    expect(touched()).toEqual([])
  })

  it('has the shop asked when the webhook shows too little', async () => {
    await deliver(id())
    expect(touched()).toEqual(['1 product g1'])
  })

  it('does nothing about products that are no card’s', async () => {
    await deliver('31337', shownNow())
    expect(touched()).toEqual([])
  })

  it('a whole change by hand is put back: one look, one write', async () => {
    world.shop.edit(id(), { title: 'Акция!' })
    await deliver(id(), shownNow())
    world.asked()
    await world.touch('g1')
    await world.work()
    expect(world.asked()).toEqual(['moysklad.getMany', 'insales.getMany', 'insales.update'])
    expect(world.productOf('g1').title).toBe('Чай «Дарджилинг»')
  })
})

describe('on-moysklad-stock-touched', () => {
  it('is looked at only where products without stock are not shown', async () => {
    broker.deliver(MoyskladStockTouched, { accountId: ACCOUNT, data: {} })
    await broker.idle()
    expect(touched()).toEqual([])
    world.settings = { ...world.settings, filter: filter({ onlyWithStock: true }) }
    broker.deliver(MoyskladStockTouched, { accountId: ACCOUNT, data: {} })
    await broker.idle()
    expect(touched()).toEqual(['1 sweep-stock all', '2 sweep-stock all'])
  })
})
