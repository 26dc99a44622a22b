import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Client } from './testing/client.js'
import { createOpenApiChecker, type OpenApiChecker } from './testing/openapi-check.js'
import { openWorld, type World } from './testing/world.js'

const checker = createOpenApiChecker()

let world: World
beforeEach(() => void (world = openWorld()))
afterEach(() => world.sandbox.close())

it('without a description there is nothing to check against', () => {
  expect(createOpenApiChecker('/nosuch.json')).toBeNull()
})

/** Asks, and holds both sides against the description. */
const checked =
  (ask: Client, against: OpenApiChecker): Client =>
  async (method, path, body, headers) => {
    const reply = await ask(method, path, body, headers)
    expect([path, ...against.checkRequest(method, path, body)]).toEqual([path])
    expect([path, ...against.checkResponse(method, path, reply.status, reply.body)]).toEqual([path])
    return reply
  }

if (checker) {
  describe('MoySklad’s OpenAPI', () => {
    it.each([
      'product',
      'variant',
      'bundle',
      'service',
      'productfolder',
      'customerorder',
      'demand',
      'paymentin',
      'cashin',
      'counterparty',
      'organization',
      'employee',
      'store',
      'group',
      'project',
      'saleschannel',
      'contract',
      'currency',
      'uom',
      'country',
      'region',
      'webhook',
      'webhookstock',
      'assortment',
    ])('knows the list of %s as the sandbox answers it', async (type) => {
      // prettier-ignore
      const ask = checked(world.ask, checker)
      expect((await ask('GET', `entity/${type}?limit=5&offset=0`)).status).toBe(200)
    })

    it('knows the life of a product, an order, a webhook', async () => {
      const ask = checked(world.ask, checker)
      const product = (await ask('POST', 'entity/product', { name: 'Чайник', trackingType: 'NOT_TRACKED' }))
        .body
      await ask('PUT', `entity/product/${product.id}`, { name: 'Самовар' })
      await ask('GET', `entity/product/${product.id}?expand=images`)
      await ask('POST', 'entity/product/batch', [{ name: 'a' }, { name: 5 }])
      await ask('GET', `entity/product/${product.id}/images?limit=10`)
      const order = (await ask('POST', 'entity/customerorder', world.order())).body
      const path = `entity/customerorder/${order.id}/positions`
      const [position] = (await ask('POST', path, [world.position('KR-0350')])).body
      await ask('PUT', `${path}/${position.id}`, { quantity: 2 })
      await ask('GET', `${path}?limit=10`)
      await ask('DELETE', `${path}/${position.id}`)
      await ask('GET', 'entity/customerorder/metadata')
      await ask('PUT', 'entity/demand/new', { customerOrder: { meta: order.meta } })
      const hook = { url: 'http://a.test', action: 'UPDATE', entityType: 'product', diffType: 'FIELDS' }
      await ask('POST', 'entity/webhook', hook)
      await ask('POST', 'entity/webhook', hook)
      await ask('GET', 'context/companysettings/pricetype')
      await ask('GET', 'entity/variant/metadata/characteristics')
      await ask('GET', 'report/stock/all/current')
      await ask('DELETE', `entity/product/${product.id}`)
      await ask('GET', `entity/product/${product.id}`)
    })

    it.each([
      ['GET', 'entity/nosuch', undefined],
      ['PATCH', 'entity/product', undefined],
      ['GET', 'entity/product?limit=5000', undefined],
      ['GET', 'entity/product?nosuch=1', undefined],
      ['POST', 'entity/product', undefined],
      ['POST', 'entity/product', { name: 'x', trackingType: 'NOSUCH' }],
      ['POST', 'entity/product', { productFolder: { meta: { href: 'nosuch' } } }],
    ])('the check finds fault with %s %s %j', (method, path, body) => {
      expect(checker.checkRequest(method, path, body)).toHaveLength(1)
    })

    it.each([
      [400, { message: 'no' }],
      [400, { errors: [{ error: 'no code' }] }],
      [200, { meta: { href: 'http://a', mediaType: 'application/json' }, rows: [] }],
      [200, { trackingType: 'NOSUCH' }],
    ])('the check finds fault with an answer %i %j', (status, body) => {
      expect(checker.checkResponse('GET', 'entity/product', status, body)).not.toEqual([])
    })
  })
}
