import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Ctx } from './model/account.js'
import type { Json } from './testing/client.js'
import { plantReferences } from './testing/plant.js'
import { openWorld, type World } from './testing/world.js'

const folder = resolve(process.cwd(), '../shared/api/fixtures/moysklad')
const sample = (name: string): Json => JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8'))

let world: World
let ctx: Ctx
beforeEach(() => {
  world = openWorld()
  ctx = {
    account: world.account.state,
    principal: { kind: 'user', key: 'test', uid: 'test' },
    base: 'https://api.moysklad.ru/api/remap/1.2',
    changes: [],
  }
  world.account.state.settings.checkUniqueCode = false
})
afterEach(() => world.sandbox.close())

/** Sends a sample of the documentation after everything it refers to has been put into the account. */
const send = async (method: string, path: string, name: string) => {
  const body = sample(name)
  plantReferences(ctx, body)
  return world.ask(method, path, body)
}

const samplesOfRequests = () => {
  it.each([
    ['product.create.request', 'entity/product'],
    ['products.batch.request', 'entity/product'],
    ['counterparty.create.request', 'entity/counterparty'],
    ['counterparty.create-individual.request', 'entity/counterparty'],
    ['customerorder.create-minimal.request', 'entity/customerorder'],
    ['customerorder.create.request', 'entity/customerorder'],
    ['customerorder.create-with-positions.request', 'entity/customerorder'],
    ['attribute-metadata.create.request', 'entity/demand/metadata/attributes'],
    ['state.create.request', 'entity/counterparty/metadata/states'],
    ['webhook.create.request', 'entity/webhook'],
  ])('%s is accepted by POST %s', async (name, path) => {
    const reply = await send('POST', path, name)
    expect([reply.status, reply.body.errors]).toEqual([200, undefined])
  })

  it('variant.create.request is accepted, and answered like the documented answer', async () => {
    const { status, body } = await send('POST', 'entity/variant', 'variant.create.request')
    expect(status).toBe(200)
    expect(Object.keys(body)).toEqual(expect.arrayContaining(Object.keys(sample('variant.create.response'))))
  })

  it('product.update.request is accepted for the product whose pack it names', async () => {
    const body = sample('product.update.request')
    plantReferences(ctx, body)
    const reply = await world.ask('PUT', `entity/product/${world.shop.products['KR-0350']}`, body)
    expect(reply.body).toMatchObject({
      name: 'Тыква',
      vat: 3,
      barcodes: body.barcodes,
      images: { meta: { size: 1 } },
    })
    expect(reply.body.packs[0].id).toBe(body.packs[0].id)
  })

  it('customerorder.update.request and a position are accepted', async () => {
    const order = world.account.create('customerorder', world.order())
    const updated = await send('PUT', `entity/customerorder/${order.id}`, 'customerorder.update.request')
    expect(updated.body).toMatchObject({
      name: '000039',
      moment: '2013-04-19 13:50:00.000',
      vatIncluded: true,
    })
    const position = await send(
      'POST',
      `entity/customerorder/${order.id}/positions`,
      'customerorder.position.create.request',
    )
    expect(position.body).toMatchObject([
      { quantity: 49, price: 12345, reserve: 19, vat: 18, vatEnabled: true },
    ])
  })

  it('images are added and replaced with the documented bodies', async () => {
    const path = `entity/product/${world.shop.products['TU-0300']}/images`
    const [first] = (await world.ask('POST', path, sample('product.images.add.request'))).body
    const [, added] = sample('product.images.replace.request')
    const { body } = await world.ask('POST', path, [
      { meta: first.meta },
      { ...added, filename: 'другая.png' },
    ])
    expect(body).toHaveLength(2)
  })
}

/** Where a sample shows what no table documents, or is plainly wrong; see the fixtures' own list of flaws. */
const flaws: Record<string, string[]> = {
  'variant.get': ['owner', 'shared', 'group'],
  'bundle.get': ['minprice'],
  'service.get': ['minprice', 'description'],
  'employee.get': ['cashiers', 'retailStore'],
  'customerorder.create-with-positions.response': ['version', 'documents'],
}

const samplesOfAnswers = () => {
  it.each([
    ['product.get', 'product'],
    ['variant.get', 'variant'],
    ['variant.create.response', 'variant'],
    ['bundle.get', 'bundle'],
    ['service.get', 'service'],
    ['productfolder.get', 'productfolder'],
    ['counterparty.get', 'counterparty'],
    ['counterparty.create.response', 'counterparty'],
    ['organization.get', 'organization'],
    ['employee.get', 'employee'],
    ['store.get', 'store'],
    ['project.get', 'project'],
    ['saleschannel.get', 'saleschannel'],
    ['customerorder.get', 'customerorder'],
    ['customerorder.create-with-positions.response', 'customerorder'],
    ['demand.get', 'demand'],
    ['webhook.create.response', 'webhook'],
    ['webhookstock.create.response', 'webhookstock'],
  ])('sent back as a body, %s comes back with all its keys and plain values', async (name, type) => {
    const { meta: _meta, id: _id, ...body } = sample(name)
    plantReferences(ctx, body)
    const { status, body: answer } = await world.ask('POST', `entity/${type}`, { ...body, ...missing(type) })
    expect([status, answer.errors]).toEqual([200, undefined])
    const keys = Object.keys(sample(name)).filter((key) => !flaws[name]?.includes(key) && !readOnly.has(key))
    expect(Object.keys(answer)).toEqual(expect.arrayContaining(keys))
    for (const key of keys.filter((one) => isPlain(body[one]) && !computed.has(one)))
      expect([key, answer[key]]).toEqual([key, body[key]])
  })

  /** What a sample leaves out though creating needs it. */
  const missing = (type: string): Json => {
    const { account, shop } = world
    if (type === 'bundle')
      return { components: [{ assortment: account.link('product', shop.products['KR-0350']!), quantity: 1 }] }
    return type === 'employee' ? { lastName: 'Администратор' } : {}
  }

  const isPlain = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value)
  /** Only there when something stands behind them. */
  const readOnly = new Set(['bonusPoints', 'accountId', 'uid'])
  // prettier-ignore
  const computed = new Set([
    'updated', 'created', 'pathName', 'effectiveVat', 'effectiveVatEnabled', 'sum', 'payedSum', 'shippedSum', 'reservedSum',
    'invoicedSum', 'printed', 'published', 'moment', 'deliveryPlannedMoment', 'variantsCount', 'name', 'salesAmount', 'shortFio',
    'fullName', 'legalAddress', 'actualAddress', 'shipmentAddress', 'address', 'trackingContractDate', 'certificateDate',
    'discountProhibited',
  ])

  it.each([
    ['product.list', 'entity/product?limit=5&offset=0'],
    ['currency.list', 'entity/currency'],
    ['group.list', 'entity/group'],
    ['uom.list', 'entity/uom?limit=5'],
    ['customerorder.positions.list', 'positions'],
    ['product.images.list', 'images'],
    ['bundle.components.list', 'components'],
    ['webhook.list', 'entity/webhook'],
    ['stock.all', 'report/stock/all?limit=10'],
    ['stock.bystore', 'report/stock/bystore?limit=25'],
    ['attribute-metadata.list', 'entity/demand/metadata/attributes'],
    ['product.metadata', 'entity/product/metadata'],
    ['customerorder.metadata', 'entity/customerorder/metadata'],
    ['variant.metadata', 'entity/variant/metadata'],
    ['characteristics.list', 'entity/variant/metadata/characteristics'],
    ['companysettings.get', 'context/companysettings'],
    ['assortment.settings', 'entity/assortment/settings'],
    ['context.application', 'context/application'],
  ])('%s has the shape of GET %s', async (name, path) => {
    const { body } = await world.ask('GET', await prepared(path))
    expect(missingKeys(sample(name), body, '')).toEqual([])
  })

  async function prepared(path: string): Promise<string> {
    const { shop, ask } = world
    await ask('POST', 'entity/webhook', {
      url: 'http://a.test',
      action: 'UPDATE',
      entityType: 'product',
      diffType: 'NONE',
    })
    await ask('POST', 'entity/demand/metadata/attributes', [
      { name: 'Строковое', type: 'string', description: 'x' },
    ])
    const order = world.account.create(
      'customerorder',
      world.order({ positions: [world.position('KR-0350', { vat: 20 })] }),
    )
    const places: Record<string, string> = {
      positions: `entity/customerorder/${order.id}/positions`,
      images: `entity/product/${shop.products['KR-0350']}/images`,
      components: `entity/bundle/${shop.bundle}/components`,
    }
    return places[path] ?? path
  }

  /** Keys that come and go with what an object holds, or that only old samples show. */
  const optional =
    /\.(supplier|ean8|attributes|buyPrice|minPrice|packs|things|taxSystem|description|isSerialTrackable|article|code|uom|nextHref|authorApplication|diffType|companyAddress|weightBarcodePrefix|metadataHref|uuidHref|customEntityMeta)$|context\.employee\.(href|type|mediaType)$/

  /** Keys of the sample that the answer lacks; of arrays the first elements are compared. */
  function missingKeys(wanted: Json, got: Json, path: string): string[] {
    if (Array.isArray(wanted))
      return wanted.length > 0 && Array.isArray(got) ? missingKeys(wanted[0], got[0], `${path}[0]`) : []
    if (typeof wanted !== 'object' || wanted === null) return []
    return Object.entries(wanted as Record<string, Json>).flatMap(([key, value]) => {
      const here = `${path}.${key}`
      if (got?.[key] === undefined) return optional.test(here) ? [] : [here]
      return missingKeys(value, got[key], here)
    })
  }

  it('errors are those of the samples', async () => {
    const { ask, shop } = world
    const errorOf = async (path: string, body: Json, method = 'POST') =>
      (await ask(method, path, body)).body.errors[0]
    const documented = (name: string) => sample(name).errors[0]
    const same = (got: Json, name: string) =>
      expect([got.code, got.error]).toEqual([documented(name).code, documented(name).error])
    same(await errorOf('entity/product', {}), 'error.3000.required-field')
    same(await errorOf('entity/product', { name: 5 }), 'error.2016.wrong-type')
    const copy = {
      product: world.account.link('product', shop.products['PL-1317']!),
      characteristics: [{ name: 'Цвет', value: 'серый' }],
    }
    same(await errorOf('entity/variant', copy), 'error.15000.duplicate-variant')
    same(
      await errorOf(
        `entity/product/${shop.products['KR-0350']}`,
        { syncId: '8b382799-f7d2-41e5-8a84-bae5000003a5' },
        'PUT',
      ),
      'error.1047.syncid-immutable',
    )
    await ask('POST', 'entity/webhook', sample('webhook.create.request'))
    same(await errorOf('entity/webhook', sample('webhook.create.request')), 'error.30003.webhook-exists')
    const missing = (await ask('GET', 'entity/product/7944ef04-f831-11e5-7a69-971500188b19')).body.errors[0]
    same(missing, 'error.1021.not-found')
    world.account.state.settings.checkUniqueDocumentNumber = true
    await ask('POST', 'entity/customerorder', world.order({ name: '1' }))
    same(await errorOf('entity/customerorder', world.order({ name: '1' })), 'error.3006.uniqueness')
    world.account.state.paid = false
    same(
      await errorOf('entity/webhook', { ...sample('webhook.create.request'), action: 'UPDATE' }),
      'error.30006.webhook-tariff',
    )
  })

  it('a demand’s template is shaped as documented, but for what solutions do not get', async () => {
    const order = world.account.create(
      'customerorder',
      world.order({ positions: [world.position('KR-0350')] }),
    )
    const { body } = await world.ask('PUT', 'entity/demand/new', { customerOrder: { meta: order.meta } })
    const withheld = ['.owner', '.group', '.store', '.organization', '.agentAccount', '.organizationAccount']
    expect(
      missingKeys(sample('demand.template-from-order.response'), body, '').filter(
        (key) => !withheld.includes(key),
      ),
    ).toEqual([])
  })

  it('webhook messages are those of the samples', async () => {
    await world.ask('POST', 'entity/webhook', {
      url: 'http://a.test',
      action: 'UPDATE',
      entityType: 'product',
      diffType: 'FIELDS',
    })
    await world.ask('PUT', `entity/product/${world.shop.products['KR-0350']}`, { name: 'x' })
    expect(missingKeys(sample('webhook.event'), world.kit.sent[0]!.body, '')).toEqual([])
    await world.kit.advance(60_000)
    await world.ask('POST', 'entity/webhookstock', {
      url: 'http://a.test/s',
      reportType: 'all',
      stockType: 'stock',
    })
    world.account.setStock(world.shop.products['KR-0350']!, world.shop.stores.main, 1)
    await world.kit.advance(60_000)
    expect(Object.keys(world.kit.sent[1]!.body)).toEqual(Object.keys(sample('webhookstock.event')))
  })
}

if (existsSync(folder)) {
  describe('requests of the documentation', samplesOfRequests)
  describe('answers of the documentation', samplesOfAnswers)
}

it('a product keeps the keys every answer of MoySklad has', async () => {
  const { body } = await world.ask('GET', `entity/product/${world.shop.products['KR-0350']}`)
  // prettier-ignore
  expect(Object.keys(body)).toEqual(expect.arrayContaining([
    'meta', 'id', 'accountId', 'owner', 'shared', 'group', 'updated', 'name', 'code', 'externalCode', 'archived', 'pathName',
    'useParentVat', 'discountProhibited', 'images', 'files', 'salePrices', 'barcodes', 'variantsCount', 'trackingType',
  ]))
})
