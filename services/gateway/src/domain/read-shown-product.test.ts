import { describe, expect, it } from '@jest/globals'
import { textDigest } from '@skladbridge/contracts'
import { readShownProduct } from './read-shown-product.js'

const product = (over: object = {}) => ({
  id: 1,
  title: 'Чай',
  description: '<p>Чай</p>',
  is_hidden: false,
  collections_ids: [7],
  properties: [{ id: 5, title: 'Страна' }],
  characteristics: [{ id: 9, property_id: 5, title: 'Индия' }],
  variants: [
    {
      id: 11,
      sku: null,
      barcode: '460',
      weight: '0.35',
      price: '1500.0',
      old_price: null,
      cost_price: 12.5,
      price2: '19.99',
      price_in_site_currency: '1500.0',
      prices: ['19.99'],
      quantity: 3,
    },
  ],
  ...over,
})

describe('what a webhook shows of a product', () => {
  it('comes in kopecks, with names in place of ids', () => {
    expect(readShownProduct(product())).toEqual({
      title: 'Чай',
      descriptionDigest: textDigest('<p>Чай</p>'),
      hidden: false,
      collectionIds: ['7'],
      properties: [{ name: 'Страна', value: 'Индия' }],
      variants: [
        {
          id: '11',
          sku: '',
          barcode: '460',
          weight: 0.35,
          prices: { price: 150_000, cost_price: 1_250, price2: 1_999 },
        },
      ],
    })
  })

  it.each([
    [
      'more variants than a hint should carry',
      { variants: Array.from({ length: 101 }, (_, id) => ({ id })) },
    ],
    ['no variants', { variants: undefined }],
    ['a price that is no number', { variants: [{ id: 1, weight: 'много' }] }],
    ['another shape', { is_hidden: 'может быть' }],
  ])('is nothing where it has %s: then the shop is asked', (_what, over) => {
    expect(readShownProduct(product(over))).toBeUndefined()
  })
})
