import { describe, expect, it } from '@jest/globals'
import {
  catalogSettingsSchema,
  notificationSettingsSchema,
  orderSettingsSchema,
  stockSettingsSchema,
} from '@skladbridge/contracts'
import { catalogGaps, notificationGaps, orderGaps, stockGaps } from './gaps.js'

const catalog = catalogSettingsSchema.parse({})
const orders = orderSettingsSchema.parse({})
const stock = stockSettingsSchema.parse({})
const price = (moysklad: string, insales: string) =>
  ({ moysklad, insales }) as (typeof catalog.prices)[number]

describe('gaps', () => {
  it('there are none in settings as they are at first', () => {
    const none = [catalogGaps(catalog), orderGaps(orders), stockGaps(stock)]
    expect(none).toEqual([{}, {}, {}])
  })

  it('half a price is told by the side that is missing', () => {
    const prices = [price('buy', ''), price('', 'price'), price('', ''), price('min', 'old_price')]
    expect(catalogGaps({ ...catalog, prices })).toEqual({
      'prices.0': 'Не выбрано: цена inSales.',
      'prices.1': 'Не выбрано: цена МоегоСклада.',
      'prices.2': 'Пустая строка: заполните её или удалите.',
    })
  })

  it('a price of the shop twice is told at the second', () => {
    const prices = [price('buy', 'price'), price('min', 'price')]
    expect(Object.keys(catalogGaps({ ...catalog, prices }))).toEqual(['prices.1'])
  })

  it('the same pair of statuses twice is told, one status of MoySklad in two pairs is not', () => {
    const row = (insalesStatus: string) => ({ moyskladStateId: 's', insalesStatus, of: 'status' as const })
    expect(Object.keys(orderGaps({ ...orders, statusMap: [row('a'), row('b'), row('a')] }))).toEqual([
      'statusMap.2',
    ])
  })

  it('a status that is to be set and is not chosen is told', () => {
    const deletedInShop = { do: 'setState' as const, moyskladStateId: '' }
    expect(orderGaps({ ...orders, deletedInShop, deliveryService: ' ' })).toEqual({
      deliveryService: 'Назовите услугу доставки.',
      deletedInShop: 'Выберите статус МоегоСклада.',
    })
  })

  it('a warehouse without its other side, and one that fills two', () => {
    const warehouseMap = [
      { storeId: 'a', warehouseIndex: 0 },
      { storeId: 'a', warehouseIndex: 1 },
      { storeId: 'b', warehouseIndex: -1 },
    ]
    expect(Object.keys(stockGaps({ ...stock, warehouseMap })).sort()).toEqual([
      'warehouseMap.1',
      'warehouseMap.2',
    ])
  })

  it('a way of telling that is on and leads nowhere', () => {
    const { email, telegram, webhook, about } = notificationSettingsSchema.parse({})
    const on = {
      email: { ...email, on: true },
      telegram: { ...telegram, on: true },
      webhook: { ...webhook, on: true },
    }
    expect(Object.keys(notificationGaps({ ...on, about }))).toEqual(['email', 'telegram', 'webhook'])
    const http = { ...on.webhook, url: 'http://example.ru' }
    expect(notificationGaps({ ...on, about, webhook: http })).toHaveProperty('webhook')
  })
})

it('what has no gap is what the service takes, as far as maps go', () => {
  const prices = [price('buy', 'price'), price('min', 'old_price')]
  const good = { ...catalog, prices }
  const bad = { ...catalog, prices: [price('buy', 'price'), price('min', 'price')] }
  for (const settings of [good, bad]) {
    const taken = catalogSettingsSchema.safeParse(settings).success
    expect(taken).toBe(Object.keys(catalogGaps(settings)).length === 0)
  }
})
