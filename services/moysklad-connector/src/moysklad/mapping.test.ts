import { readFixture } from '@skladbridge/testing'
import { describe, expect, it } from '@jest/globals'
import { orderSchema, positionSchema } from './orders/schema.js'
import { toNewOrderBody, toOrderChange } from './orders/to-order-body.js'
import { toOrder } from './orders/to-order.js'
import { assortmentSchema } from './products/schema.js'
import { toProduct } from './products/to-product.js'
import { pageOf } from './hrefs.js'

const base = 'https://api.moysklad.ru/api/remap/1.2'
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const meta = (path: string, type: string) => ({
  meta: { href: `${base}/${path}`, type, mediaType: 'application/json' },
})

const product = {
  ...meta(`entity/variant/${uuid(1)}`, 'variant'),
  id: uuid(1),
  name: 'Плед (серый)',
  barcodes: [{ ean13: '2000000000015' }, { code128: 'ABC' }],
  archived: true,
  updated: '2026-04-01 12:00:00.500',
  product: meta(`entity/product/${uuid(2)}`, 'product'),
  characteristics: [{ id: uuid(3), name: 'Цвет', value: 'серый' }],
  salePrices: [
    {
      value: 449000.4,
      currency: meta(`entity/currency/${uuid(4)}`, 'currency'),
      priceType: {
        ...meta(`context/companysettings/pricetype/${uuid(5)}`, 'pricetype'),
        name: 'Цена продажи',
      },
    },
  ],
  buyPrice: { value: 0 },
}

describe('goods', () => {
  it('become products of ours', () => {
    expect(toProduct(assortmentSchema.parse(product))).toMatchObject({
      id: uuid(1),
      kind: 'variant',
      barcodes: ['2000000000015', 'ABC'],
      archived: true,
      productId: uuid(2),
      updated: '2026-04-01T09:00:00.500Z',
      salePrices: [
        { priceTypeId: uuid(5), priceTypeName: 'Цена продажи', valueMinor: 449000, currencyId: uuid(4) },
      ],
      buyPrice: { valueMinor: 0, currencyId: '' },
      minPrice: undefined,
      characteristics: [{ id: uuid(3), name: 'Цвет', value: 'серый' }],
    })
  })

  it.each(['product.get', 'product.full.openapi', 'variant.get', 'bundle.get', 'service.get'])(
    'recorded: %s',
    (name) => {
      const recorded = readFixture('moysklad', name) as
        { id: string; name: string; salePrices?: { value: number }[] } | undefined
      if (recorded === undefined) return
      const ours = toProduct(assortmentSchema.parse(recorded))
      expect([ours.id, ours.name]).toEqual([recorded.id, recorded.name])
      expect(ours.salePrices.map(({ valueMinor }) => valueMinor)).toEqual(
        (recorded.salePrices ?? []).map(({ value }) => Math.round(value)),
      )
      expect(ours.salePrices.every(({ priceTypeId }) => priceTypeId !== '')).toBe(true)
      expect(ours.updated).toMatch(/^\d{4}-.*Z$/)
    },
  )

  it.each([
    [{}, -1],
    [{ vat: 20, vatEnabled: true }, 20],
    [{ vat: 0, vatEnabled: false }, -1],
    [{ vat: 0, vatEnabled: true }, 0],
    // the folder's rate
    [{ vat: 0, vatEnabled: false, effectiveVat: 10, effectiveVatEnabled: true }, 10],
    [{ vat: 20, vatEnabled: true, effectiveVat: 0, effectiveVatEnabled: false }, -1],
  ])('have the VAT that counts: %p is %i', (vat, expected) => {
    expect(toProduct(assortmentSchema.parse({ ...product, ...vat })).vat).toBe(expected)
  })

  it('have additional fields as text, whatever lies in them', () => {
    const values = ['408', 5, 0.5, true, false, { meta: {}, name: 'Китай' }, { meta: {} }, null]
    const attributes = values.map((value, n) => ({ id: uuid(n), name: 'Поле', type: 'string', value }))
    const { attributes: ours } = toProduct(assortmentSchema.parse({ ...product, attributes }))
    expect(ours.map(({ value }) => value)).toEqual(['408', '5', '0.5', 'true', 'false', 'Китай', '', ''])
  })

  it('have pictures and components when they were asked for, else only how many there are', () => {
    const list = readFixture('moysklad', 'product.images.list')
    const components = readFixture('moysklad', 'bundle.components.list')
    const bare = assortmentSchema.parse({ ...product, images: { meta: { size: 2 } } })
    expect(toProduct(bare)).toMatchObject({ images: [], imagesCount: 2 })
    if (list === undefined || components === undefined) return
    expect(toProduct(assortmentSchema.parse({ ...product, images: list, components }))).toMatchObject({
      images: [
        {
          id: 'f2728180-6afd-4d37-8a13-f3b48069bbb6',
          filename: 'birdimage.png',
          sizeBytes: 14052,
          updated: '2019-01-24T13:55:24.567Z',
        },
        { filename: 'birdimage1.png' },
      ],
      components: [{ assortment: { kind: 'service' }, quantity: 1 }, { assortment: { kind: 'product' } }],
    })
  })

  it('without what every good has are refused', () => {
    expect(assortmentSchema.safeParse({ ...product, id: undefined }).success).toBe(false)
    expect(assortmentSchema.safeParse({ ...product, salePrices: 'dear' }).success).toBe(false)
  })
})

describe('orders', () => {
  it('recorded: customerorder.get and its positions', () => {
    const recorded = readFixture('moysklad', 'customerorder.get')
    const list = readFixture('moysklad', 'customerorder.positions.list')
    if (recorded === undefined || list === undefined) return
    const { rows } = pageOf(positionSchema).parse(list)
    const order = toOrder(orderSchema.parse(recorded), rows)
    expect(order).toMatchObject({
      id: '34efe2ee-015e-11e6-9464-e4de0000006b',
      stateId: 'fb56c504-2e58-11e6-8a84-bae500000069',
      agentId: '9794d400-f689-11e5-8a84-bae500000078',
      moment: '2016-04-13T09:57:00.000Z',
      sumMinor: 346453701206,
      deleted: false,
    })
    expect(order.positions[0]).toMatchObject({
      priceMinor: 123050,
      quantity: 1,
      vat: 18,
      assortment: { kind: 'product' },
    })
  })

  it('without a status have an empty one; in the bin they are deleted', () => {
    const plain = { id: uuid(1), name: '1', updated: '2026-04-01 12:00:00.000' }
    expect(toOrder(orderSchema.parse({ ...plain, state: null }), [])).toMatchObject({
      stateId: '',
      deleted: false,
    })
    expect(toOrder(orderSchema.parse({ ...plain, deleted: '2026-04-02 12:00:00.000' }), []).deleted).toBe(
      true,
    )
  })

  const position = {
    ...{ id: '', quantity: 2, priceMinor: 59000, discount: 10, vat: 0, vatEnabled: false, reserve: 2 },
    assortment: { kind: 'product', id: uuid(7) },
  }
  const fresh = {
    ...{
      accountId: uuid(9),
      syncId: uuid(1),
      name: '1001',
      externalCode: '',
      moment: '2026-04-01T09:00:00Z',
    },
    ...{
      organizationId: uuid(2),
      agentId: uuid(3),
      storeId: uuid(4),
      ownerId: '',
      groupId: '',
      projectId: '',
    },
    ...{ salesChannelId: '', stateId: uuid(5), description: '', shipmentAddress: 'г Москва' },
    ...{ vatEnabled: true, vatIncluded: true, positions: [position] },
    ...{ contractId: '', currencyId: '', plannedMoment: '', attributes: [] },
  }

  it('are made with links to this server, Moscow’s time, and nothing empty', () => {
    const body = toNewOrderBody(base, fresh)
    expect(body).toMatchObject({
      syncId: uuid(1),
      moment: '2026-04-01 12:00:00.000',
      state: meta(`entity/customerorder/metadata/states/${uuid(5)}`, 'state'),
      positions: [
        {
          price: 59000,
          discount: 10,
          vat: 0,
          vatEnabled: false,
          assortment: meta(`entity/product/${uuid(7)}`, 'product'),
        },
      ],
    })
    expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['owner']))
    expect(Object.keys((body['positions'] as object[])[0]!)).not.toContain('id')
  })

  it('are changed by what is set only; an empty status is cleared', () => {
    const change = { id: uuid(9), name: '', attributes: [] }
    const of = meta(`entity/customerorder/${uuid(9)}`, 'customerorder')
    expect(toOrderChange(base, change)).toEqual(of)
    expect(toOrderChange(base, { ...change, stateId: '' })).toEqual({ ...of, state: null })
    const kept = { ...position, id: uuid(8) }
    expect(toOrderChange(base, { ...change, positions: { positions: [kept] } })).toMatchObject({
      positions: [{ id: uuid(8) }],
    })
    expect(toOrderChange(base, { ...change, positions: { positions: [] } })).toEqual({ ...of, positions: [] })
  })
})
