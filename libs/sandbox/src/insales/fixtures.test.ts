import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { fixture, hasFixtures, shortfalls } from '../testing/fixtures.js'
import { startShop, type ShopUnderTest } from '../testing/shop-client.js'

test('the comparison sees missing keys and other types, and passes over nulls', () => {
  expect(shortfalls({ a: 1, b: [{ c: 'x' }], d: 5 }, { a: '1', b: [{}], d: null })).toEqual([
    '.a: string instead of number',
    '.b[0].c is missing',
  ])
})

// registered only where the recordings are at hand
if (hasFixtures('insales')) withFixtures()

function withFixtures() {
  const recorded = (name: string, replace?: Record<string | number, unknown>) =>
    fixture('insales', name, replace)
  let shop: ShopUnderTest
  beforeEach(async () => {
    shop = await startShop({ shops: [{ products: 2 }] })
  })
  afterEach(() => shop.close())

  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  const made = async (method: string, path: string, body?: unknown): Promise<any> => {
    const answer = await shop.ask(method, path, body)
    expect([200, 201]).toContain(answer.status)
    return answer.json
  }
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  const placed = (delivery_price = 1152.9): any =>
    shop.person.placeOrder({ lines: [{ sku: 'TEA-ASSAM-50' }], delivery_price })
  const aProduct = () => made('POST', '/products.json', recorded('product.create.request'))

  describe('answers have all that real ones have', () => {
    test.each([
      ['order.get', () => `/orders/${placed().id}.json`],
      ['orders.list', () => (placed(), '/orders.json')],
      ['order.get.paid_dispatched', () => `/orders/${placed().id}.json`],
      ['client.get', () => `/clients/${placed().client.id}.json`],
      ['account.get', () => '/account.json'],
      ['custom_statuses.list', () => '/custom_statuses.json'],
      ['fields.list', () => '/fields.json'],
      ['payment_gateways.list', () => '/payment_gateways.json'],
      ['price_kinds.list', () => '/price_kinds.json'],
      ['stock_currencies.list', () => '/stock_currencies.json'],
      ['products.count', () => '/products/count.json'],
      ['products.list.filter_title', () => '/products.json'],
    ])('%s', async (name, path) => {
      expect(shortfalls(recorded(name), await made('GET', path()))).toEqual([])
    })

    test('product.get, recorded when pieces at a warehouse were still a number', async () => {
      const [product] = shop.person.list('products')
      expect(
        shortfalls(recorded('product.get'), await made('GET', `/products/${String(product!['id'])}.json`)),
      ).toEqual(['.variants[0].quantity_at_warehouse0: string instead of number'])
    })

    test('order.get.coupon_discount', async () => {
      const { id } = placed(0)
      const discounts_attributes = [
        { discount: 10, description: 'Скидка по купону', discount_code_id: 39516505 },
      ]
      const order = await made('PUT', `/orders/${id}.json`, { order: { discounts_attributes } })
      expect(shortfalls(recorded('order.get.coupon_discount'), order)).toEqual([])
      expect(order.discount).toMatchObject({ reference_type: 'DiscountCode', percent: '10.0' })
    })
  })

  describe('requests of the documents do what they say', () => {
    test('products: create, hide, properties, fields, options', async () => {
      const product = await aProduct()
      const path = `/products/${product.id}.json`
      expect(product.variants[0]).toMatchObject({ sku: 'DOCS-SIMPLE', price: '1500.0', quantity: 3 })
      expect((await made('PUT', path, recorded('product.hide.request'))).is_hidden).toBe(true)
      const replaced = await made('PUT', path, recorded('product.properties_replace.request'))
      expect(shortfalls(recorded('product.properties_create.response'), replaced)).toEqual([])
      const field = await made('POST', '/product_fields.json', {
        product_field: {
          title: 'docs-api Комментарий',
          handle: 'docs_api_comment',
          type: 'ProductField::TextField',
        },
      })
      expect(field).toEqual({ ...recorded('product_field.create.response'), id: field.id })
      const filled = await made('PUT', path, recorded('product.field_values.request', { 4586434: field.id }))
      expect(filled.product_field_values).toMatchObject([{ product_field_id: field.id, value: 'пример' }])
    })

    test('products with an option: create, further variants, further options', async () => {
      const product = await made('POST', '/products.json', recorded('product.create_with_option.request'))
      const response = recorded('product.create_with_option.response')
      expect(shortfalls(response, product)).toEqual([])
      expect(product.variants[0]).toMatchObject({ title: 'M', price: '1000.0' })
      expect(product.option_names[0].permalink).toBe(response.option_names[0].permalink)
      const ids = { 2517858: product.option_names[0].id, 2517859: product.option_names[0].id }
      const variant = await made(
        'POST',
        `/products/${product.id}/variants.json`,
        recorded('variant.create.request', ids),
      )
      expect(variant).toMatchObject({ title: 'L', sku: 'DOCS-L', price: '1200.0' })
      const wider = await made(
        'PUT',
        `/products/${product.id}.json`,
        recorded('product.add_option.request', ids),
      )
      expect(wider.variants.map((row: { title: string }) => row.title)).toEqual(['M / Чёрный', 'L / Чёрный'])
      const twin = await shop.ask('POST', `/products/${product.id}/variants.json`, {
        variant: {
          price: 1,
          options: wider.variants[0].option_values.map(
            (value: { option_name_id: number; title: string }) => ({
              option_name_id: value.option_name_id,
              value: value.title,
            }),
          ),
        },
      })
      expect([twin.status, twin.json]).toEqual([422, recorded('error.422.variant_duplicate_options')])
    })

    test('variants: update, image, group update', async () => {
      const product = await aProduct()
      const path = `/products/${product.id}/variants/${product.variants[0].id}.json`
      const { id: _id, ...expected } = recorded('variant.update.response')
      expect(await made('PUT', path, recorded('variant.update.request'))).toMatchObject(expected)
      const image = await made(
        'POST',
        `/products/${product.id}/images.json`,
        recorded('image.create.attachment.request'),
      )
      const response = recorded('image.create.attachment.response')
      expect(image).toMatchObject({ ...response, id: image.id, product_id: product.id })
      const bound = await made('PUT', path, recorded('variant.bind_image.request', { 369: image.id }))
      expect(bound.image_id).toBe(image.id)
      const ids = { 2176487279: product.variants[0].id, 2176487283: 1 }
      const group = recorded('variants_group_update.prices_and_stock.request', ids)
      expect(await made('PUT', '/products/variants_group_update.json', group)).toEqual(
        recorded('variants_group_update.response'),
      )
    })

    test('collects and webhooks', async () => {
      const [product, [collection]] = [await aProduct(), await made('GET', '/collections.json')]
      const ids = { 53486014: collection.id, 913: product.id }
      const collect = await made('POST', '/collects.json', recorded('collect.create.request', ids))
      expect(collect).toEqual({ ...recorded('collect.create.response', ids), id: collect.id })
      const webhook = await made('POST', '/webhooks.json', recorded('webhook.create.request'))
      expect(webhook).toEqual({ ...recorded('webhook.create.response'), id: webhook.id })
    })

    test('orders: create, lines, status, payment, own fields, discounts', async () => {
      const [first, second] = shop.person.list('variants')
      const choices = {
        1797: shop.person.list('payment_gateways')[0]!['id'],
        12398: shop.person.list('delivery_variants')[0]!['id'],
      }
      for (const handle of ['moysklad_id', 'aks_track_number'])
        await made('POST', '/order_fields.json', { order_field: { title: handle, handle } })
      const [field, , track] = await made('GET', '/order_fields.json')
      const order = await made(
        'POST',
        '/orders.json',
        recorded('order.create.request', { ...choices, 523375: first!['id'], 12312: field.id }),
      )
      const put = (name: string, ids: Record<string | number, unknown> = {}) =>
        made('PUT', `/orders/${order.id}.json`, recorded(`order.update.${name}.request`, ids))
      expect((await put('lines_add', { 546677900: second!['id'] })).order_lines).toHaveLength(2)
      expect((await put('lines_remove', { 1167754889: order.order_lines[0].id })).order_lines).toHaveLength(1)
      expect((await put('status')).fulfillment_status).toBe('approved')
      expect((await put('paid')).financial_status).toBe('paid')
      expect((await put('fields_values')).fields_values).toHaveLength(2)
      expect(await put('status_paid_fields', { 80222849: track.id })).toMatchObject({
        fulfillment_status: 'dispatched',
      })
      const left = (await made('GET', `/orders/${order.id}.json`)).order_lines[0].id
      const discounted = await put('partial_discount', { '[1]': `[${left}]` })
      expect(discounted.discounts).toHaveLength(1)
      expect(
        (await put('discount_destroy', { '"id":1,': `"id":${discounted.discount.id},` })).discounts,
      ).toEqual([])
    })

    test('charges and widgets', async () => {
      expect(
        await made('POST', '/application_charges.json', recorded('application_charge.create.request')),
      ).toMatchObject({ price: '180.0', status: 'pending' })
      const single = '/recurring_application_charge'
      const charge = await made(
        'POST',
        `${single}.json`,
        recorded('recurring_application_charge.create.request'),
      )
      expect(shortfalls(recorded('recurring_application_charge.create.response'), charge)).toEqual([])
      const later = await made(
        'PATCH',
        `${single}/add_free_days.json`,
        recorded('recurring_application_charge.add_free_days.request'),
      )
      expect(Date.parse(later.paid_till) - Date.parse(charge.paid_till)).toBe(3 * 86_400_000)
      const widget = await made(
        'POST',
        '/application_widgets.json',
        recorded('application_widget.create.request'),
      )
      expect(shortfalls(recorded('application_widget.create.response'), widget)).toEqual([])
    })
  })

  describe('refusals are those of the documents, to the letter', () => {
    test.each([
      [
        'content_type',
        async () => shop.ask('POST', '/products.json', '{}', { 'content-type': 'text/plain' }),
      ],
      [
        'image_src',
        async () =>
          shop.ask('POST', `/products/${(await aProduct()).id}/images.json`, { image: { src: 'нет' } }),
      ],
      [
        'last_variant',
        async () => {
          const { id, variants } = await aProduct()
          return shop.ask('DELETE', `/products/${id}/variants/${variants[0].id}.json`)
        },
      ],
      [
        'variants_attributes_external_id',
        async () =>
          shop.ask('POST', '/products.json', {
            product: { title: 'Т', variants_attributes: [{ price: 1, external_id: '1' }] },
          }),
      ],
    ])('%s', async (name, refused) => {
      const answer = await refused()
      expect([answer.status, answer.json]).toEqual([422, recorded(`error.422.${name}`)])
    })
  })
}
