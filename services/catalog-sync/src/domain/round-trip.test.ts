import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { CatalogSettings } from '@skladbridge/contracts'
import { good, price, settings, variantOf } from '../testing/builders.js'
import { CatalogWorld } from '../testing/catalog-world.js'
import type { Good } from './types.js'

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom(
    '12.5 см',
    '  Чай  ',
    'Цвет: красный',
    '<b>&nbsp;</b>',
    '🍵'.repeat(200),
    'я'.repeat(255),
    'а\u0301',
    '—',
  ),
)

const product: fc.Arbitrary<{ card: Good; variants: Good[] }> = fc
  .record({
    name: text.map((each) => `Товар ${each}`),
    description: fc.oneof(text, fc.constantFrom('<p>ы</p>\r\n'.repeat(20), `<p>${'ю'.repeat(60_000)}</p>`)),
    article: text,
    barcode: text,
    weight: fc.double({ min: 0, max: 1000, noNaN: true }),
    money: fc.oneof(fc.integer({ min: 0, max: 1_000_000_000 }), fc.constantFrom(0, 1, 99_999_999_999)),
    vat: fc.constantFrom(-1, 0, 10, 20, 22),
    land: text,
    values: fc.uniqueArray(fc.tuple(text, text), {
      maxLength: 4,
      selector: ([a, b]) => `${fold(a) || '—'}\n${fold(b) || '—'}`,
    }),
  })
  .map(({ name, description, article, barcode, weight, money, vat, land, values }) => {
    const card = good({
      id: 'p',
      name,
      description,
      article,
      barcodes: [barcode],
      weight,
      vat,
      salePrices: [price(money), price(money * 2, 'type-old')],
      attributes: [{ id: 'land', name: 'Страна', value: land }],
      variantsCount: values.length,
    })
    const variants = values.map(([size, colour], at) =>
      variantOf(card, `v${at}`, { Размер: size, Цвет: colour }, { salePrices: [price(money + at)] }),
    )
    return { card, variants }
  })

const fold = (each: string) => each.normalize('NFC').replace(/\s+/gu, ' ').trim().toLocaleLowerCase('ru')

const merchant: fc.Arbitrary<Partial<CatalogSettings>> = fc.record({
  prices: fc.constantFrom(
    [],
    [
      { moysklad: 'type-retail', insales: 'price' },
      { moysklad: 'type-old', insales: 'old_price' },
      { moysklad: 'buy', insales: 'price2' },
    ],
  ),
  rounding: fc.constantFrom('none', 'ruble', 'ninety-nine' as const),
  properties: fc.constantFrom(
    [],
    [
      { attributeId: 'land', property: 'Страна' },
      { characteristic: 'Цвет', property: 'Цвет' },
    ],
  ),
  keep: fc.constantFrom(
    [],
    ['title'],
    ['price', 'sku'],
    ['properties', 'description'],
  ) as fc.Arbitrary<never>,
})

/** All that was written, looked at again through the shop’s own ways: nothing may differ. */
async function writesNothingMore(world: CatalogWorld): Promise<void> {
  world.asked()
  await world.touch('all', 'compare')
  await world.work()
  await world.ports.links.askToObserve(world.lane, 'product', ['p'])
  await world.touch('p')
  await world.work()
  const writes = world.asked().filter((name) => /update|create|rename|write/i.test(name))
  expect(writes).toEqual([])
}

describe('what we write, read back and mapped again, is no difference', () => {
  it('for any product, settings, and any later change of either', async () => {
    await fc.assert(
      fc.asyncProperty(product, product, merchant, merchant, async (first, second, one, other) => {
        const world = new CatalogWorld({ ...settings(), ...one, syncSince: '2026-11-01T00:00:00.000Z' })
        world.shop.numeric.add('Страна')
        await world.save(first.card, ...first.variants)
        expect(world.link('p')!.failure).toBeNull()
        await writesNothingMore(world)
        world.settings = { ...world.settings, ...other }
        for (const { id } of first.variants) world.moysklad.remove(id)
        await world.save(second.card, ...second.variants)
        expect(world.link('p')!.failure).toBeNull()
        await writesNothingMore(world)
      }),
      { numRuns: 40 },
    )
  })
})
