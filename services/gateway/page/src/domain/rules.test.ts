import { describe, expect, it } from '@jest/globals'
import { catalogSettingsSchema, orderSettingsSchema, stockSettingsSchema } from '@skladbridge/contracts'
import fc from 'fast-check'
import { shownValue } from './change-words.js'
import { catalogConsequences, orderConsequences, stockConsequences } from './consequences.js'
import { filterEntries } from './entries.js'
import { formatCount, formatSeconds, nouns } from './format.js'
import { hostOf } from './host-of.js'
import { differs, rebase } from './rebase.js'

const facts = { linked: 1240 }
const catalog = catalogSettingsSchema.parse({})
const on = { ...catalog, syncProducts: true }

describe('consequences', () => {
  it('switching products on says how many are looked at', () => {
    const [first] = catalogConsequences(catalog, on, facts)
    expect(first?.replace(/\s/g, ' ')).toBe(
      'Будет проверено и при отличиях обновлено: 1 240 связанных товаров.',
    )
  })

  it('while it is off, a save does nothing and says so; switching it off leaves the shop as it is', () => {
    const other = { ...catalog, rounding: 'ten' as const }
    expect(catalogConsequences(catalog, other, facts)).toEqual([
      'Сейчас ничего не изменится: синхронизация товаров выключена.',
    ])
    expect(catalogConsequences(on, catalog, facts).join()).toContain('останется как есть')
  })

  it('prices alone: prices are spoken of, pictures are not', () => {
    const text = catalogConsequences(on, { ...on, rounding: 'ten' }, facts).join(' ')
    expect(text).toContain('Цены будут пересчитаны')
    expect(text).not.toContain('Изображения')
  })

  it('a count that is not known is not made up', () => {
    expect(catalogConsequences(catalog, on, { linked: undefined })[0]).toContain('все связанные товары')
  })

  it('nothing changed, nothing happens', () => {
    const orders = { ...orderSettingsSchema.parse({}), syncOrders: true }
    expect([catalogConsequences(on, on, facts), orderConsequences(orders, orders)]).toEqual([[], []])
  })

  it('orders that are over there already keep what they have', () => {
    const orders = { ...orderSettingsSchema.parse({}), syncOrders: true }
    expect(orderConsequences(orders, { ...orders, reserve: true }).join()).toContain(
      'переданные останутся как есть',
    )
  })

  it('stock for zero: told that shops go on taking orders', () => {
    const stock = { ...stockSettingsSchema.parse({}), syncStock: true }
    expect(stockConsequences(stock, { ...stock, zeroAs: 5 }, facts).join()).toContain(
      'останутся доступны для заказа',
    )
  })
})

describe('rebase', () => {
  const settings = fc.record({ a: fc.integer(), b: fc.string(), c: fc.array(fc.integer()) })

  it('keeps what each of the two has changed; where both have, mine', () => {
    expect(rebase({ a: 1, b: 1, c: 1 }, { a: 2, b: 1, c: 3 }, { a: 1, b: 5, c: 4 })).toEqual({
      a: 2,
      b: 5,
      c: 3,
    })
  })

  it('what I have taken out stays out', () => {
    const base: { a?: number; b: number } = { a: 1, b: 1 }
    expect(rebase(base, { b: 1 }, { a: 1, b: 2 })).toEqual({ b: 2 })
  })

  it('on what was there is mine, of nothing changed is theirs', () => {
    fc.assert(
      fc.property(settings, settings, (base, other) => {
        expect(rebase(base, other, base)).toEqual(other)
        expect(rebase(base, base, other)).toEqual(other)
        expect(differs(base, base)).toBe(false)
      }),
    )
  })
})

describe('words', () => {
  it.each([
    [1, '1 товар'],
    [2, '2 товара'],
    [5, '5 товаров'],
    [11, '11 товаров'],
    [21, '21 товар'],
    [1240, '1 240 товаров'],
  ])('%d: %s', (count, text) => {
    expect(formatCount(count, nouns.product).replace(/\s/g, ' ')).toBe(text)
  })

  it('a time that is not known is not made up', () => {
    expect([-1, 5, 61, 7300].map(formatSeconds)).toEqual([
      'время пока неизвестно',
      'меньше минуты',
      'около 2 мин',
      'около 2 ч 2 мин',
    ])
  })

  it.each([
    ['https://shop.myinsales.ru/admin2/orders', 'shop.myinsales.ru'],
    [' Shop.MyInsales.ru ', 'shop.myinsales.ru'],
    ['shop.myinsales.ru', 'shop.myinsales.ru'],
  ])('the host of «%s»', (typed, host) => {
    expect(hostOf(typed)).toBe(host)
  })
})

describe('changes of settings', () => {
  it.each([
    [undefined, 'пусто'],
    [[], 'пусто'],
    [false, 'выключено'],
    [[{ a: 1 }, { a: 2 }], '2 строки'],
    [{ unit: 'pieces' }, 'задано'],
    ['denied', 'нет доступа'],
    ['IS-', 'IS-'],
  ])('%j: %s', (value, text) => {
    expect(shownValue(value)).toBe(text)
  })
})

describe('search in a list', () => {
  const entries = ['Основной склад', 'Склад на Зелёной', 'Витрина'].map((name) => ({ name, note: '' }))
  it.each([
    ['склад', 2],
    ['зеленой', 1],
    ['склад осн', 1],
    ['', 3],
    ['нет такого', 0],
  ])('«%s» finds %d', (typed, count) => {
    expect(filterEntries(entries, typed)).toHaveLength(count)
  })
})
