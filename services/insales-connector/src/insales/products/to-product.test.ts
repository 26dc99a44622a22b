import { describe, expect, it } from '@jest/globals'
import { insales } from '@skladbridge/proto'
import { readFixture } from '@skladbridge/testing'
import { productSchema } from './schema.js'
import { onlyVariant, toCreateBody, toUpdateBody } from './to-product-body.js'
import { toProduct } from './to-product.js'

const sample = {
  id: 408696716,
  title: 'Чай',
  description: '<p>Чёрный &amp; крепкий</p>\n<script>alert(1)</script>',
  is_hidden: false,
  archived: true,
  updated_at: '2023-11-22T14:24:30.000+03:00',
  variants: [
    {
      id: 1,
      title: null,
      sku: null,
      barcode: null,
      price: '200.1',
      old_price: null,
      cost_price: '12.1',
      quantity: null,
    },
    {
      id: 2,
      title: '50 г',
      sku: 'TEA-50',
      barcode: '46',
      price: 1590.5,
      old_price: '0.0',
      cost_price: null,
      quantity: '7.0',
    },
  ],
  product_field_values: [
    { id: 1, product_field_id: 4, value: 'чужое' },
    { id: 2, product_field_id: 5, value: 'our-mark' },
  ],
}
const read = (product: unknown, fieldId?: string) => toProduct(productSchema.parse(product), fieldId)

describe('toProduct', () => {
  it('tells «not tracked» and «no price» from nought', () => {
    const [first, second] = read(sample).variants
    expect(first).toMatchObject({
      priceMinor: 20_010,
      oldPriceMinor: undefined,
      costPriceMinor: 1_210,
      quantity: undefined,
    })
    expect(second).toMatchObject({ priceMinor: 159_050, oldPriceMinor: 0, quantity: 7, sku: 'TEA-50' })
  })

  it('leaves the HTML as it is', () => {
    expect(read(sample).description).toBe(sample.description)
  })

  it('reads our mark from our own field only', () => {
    expect(read(sample, '5').mark).toBe('our-mark')
    expect(read(sample, '6').mark).toBe('')
    expect(read(sample).mark).toBe('')
  })

  it('reads the recorded product', () => {
    const body = readFixture('insales', 'product.get')
    if (body === undefined) return
    expect(read(body)).toMatchObject({
      id: '408696716',
      updatedAt: '2023-11-22T11:24:30.000Z',
      archived: false,
    })
  })
})

describe('bodies', () => {
  const request = insales.CreateProductRequest.fromPartial({ mark: 'm', title: 'Чай' })

  it('creates with what is known only, and never with external_id', () => {
    expect(toCreateBody(request, [onlyVariant(request)], '5')).toEqual({
      product: {
        title: 'Чай',
        product_field_values_attributes: [{ product_field_id: 5, value: 'm' }],
        variants_attributes: [{ price: 0 }],
      },
    })
  })

  it('updates what was given only, also to nothing', () => {
    const update = insales.UpdateProductRequest.fromPartial({ id: '1' })
    expect(toUpdateBody({ ...update, isHidden: true })).toEqual(
      readFixture('insales', 'product.hide.request') ?? { product: { is_hidden: true } },
    )
    expect(toUpdateBody({ ...update, description: '' })).toEqual({ product: { description: '' } })
  })
})
