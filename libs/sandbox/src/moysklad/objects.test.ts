import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { formatMoment } from './moment.js'
import type { Json } from './testing/client.js'
import { openWorld, type World } from './testing/world.js'

let world: World
beforeEach(() => void (world = openWorld()))
afterEach(() => world.sandbox.close())

const codeOf = (body: Json) => body.errors[0].code
const createProduct = async (body: Json = { name: 'Чайник' }) =>
  (await world.ask('POST', 'entity/product', body)).body
const priceTypes = () => Object.values(world.shop.priceTypes).map((id) => ({ id }))

describe('creating', () => {
  it('fills in what MoySklad fills in', async () => {
    const product = await createProduct()
    expect(product).toMatchObject({
      name: 'Чайник',
      archived: false,
      pathName: '',
      variantsCount: 0,
      trackingType: 'NOT_TRACKED',
      useParentVat: true,
      weight: 0,
      shared: true,
      externalCode: expect.stringMatching(/^[\w-]{22}$/),
      code: expect.stringMatching(/^\d{5}$/),
      barcodes: [{ ean13: expect.stringMatching(/^2\d{12}$/) }],
    })
    expect(product.salePrices.map((price: Json) => [price.value, price.priceType.name])).toEqual([
      [0, 'Цена продажи'],
      [0, 'Цена для опта'],
      [0, 'Старая цена'],
    ])
    expect(product.description).toBeUndefined()
    expect(product.updated).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/)
  })

  it('makes barcodes with a right check digit, and none for a list of empty ones', async () => {
    const [{ ean13 }] = (await createProduct()).barcodes
    const sum = [...ean13].reduce((total, digit, i) => total + Number(digit) * (i % 2 ? 3 : 1), 0)
    expect(sum % 10).toBe(0)
    expect((await createProduct({ name: 'x', barcodes: [{ ean13: '' }] })).barcodes).toBeUndefined()
  })

  it.each([
    ['product', {}, 'name', 3000],
    ['product', { name: '' }, 'name', 3000],
    ['product', { name: null }, 'name', 3000],
    ['variant', { characteristics: [{ name: 'Цвет', value: 'белый' }] }, 'product', 3000],
    ['customerorder', {}, 'organization', 3000],
    ['saleschannel', { name: 'x' }, 'type', 3000],
    ['saleschannel', { name: 'x', type: 'BAZAAR' }, 'type', 3005],
    ['product', { name: 'x', trackingType: 'OTHER' }, 'trackingType', 3005],
  ])('%s %j is refused for %s with %i', async (type, body, parameter, code) => {
    const reply = await world.ask('POST', `entity/${type}`, body)
    expect(reply.status).toBe(412)
    expect(reply.body.errors[0]).toMatchObject({ code, parameter })
  })

  it.each([
    [{ name: 5 }, 2016],
    [{ name: 'x', archived: 'yes' }, 2016],
    [{ name: 'x', salePrices: {} }, 2016],
    [{ name: 'x', productFolder: {} }, 2014],
    [{ name: 'x', productFolder: { meta: { type: 'productfolder' } } }, 2010],
    [{ name: 'x', productFolder: { meta: { href: 'nosuch', type: 'productfolder' } } }, 2013],
  ])('%j is a format error %i', async (body, code) => {
    const reply = await world.ask('POST', 'entity/product', body)
    expect([reply.status, codeOf(reply.body)]).toEqual([400, code])
  })

  it('refuses what is too long, a bad e-mail, a wrong GTIN', async () => {
    expect(codeOf((await world.ask('POST', 'entity/product', { name: 'я'.repeat(256) })).body)).toBe(3040)
    expect((await world.ask('POST', 'entity/product', { name: 'я'.repeat(255) })).status).toBe(200)
    const party = await world.ask('POST', 'entity/counterparty', { name: 'x', email: 'nosuch' })
    expect(codeOf(party.body)).toBe(3015)
    const coded = await world.ask('POST', 'entity/product', { name: 'x', barcodes: [{ gtin: '123' }] })
    expect(codeOf(coded.body)).toBe(3014)
  })

  it('says what a reference is wrong about: unknown, of another type, on another server', async () => {
    const { account, shop, ask } = world
    const folder = (meta: Json) => ask('POST', 'entity/product', { name: 'x', productFolder: { meta } })
    const good = account.link('product', shop.products['KR-0350']!).meta as Json
    expect(codeOf((await folder(good)).body)).toBe(2024)
    expect(codeOf((await folder({ ...good, type: 'productfolder' })).body)).toBe(2024)
    const elsewhere = good.href.replace(/\/\/[^/]+/, '//evil.example')
    expect(codeOf((await folder({ ...good, href: elsewhere })).body)).toBe(1059)
    const unknown = await folder({
      href: `${world.sandbox.baseUrl()}/entity/productfolder/11111111-1111-4111-8111-111111111111`,
      type: 'productfolder',
    })
    expect([unknown.status, codeOf(unknown.body)]).toEqual([404, 1021])
  })

  it('accepts hrefs of the real MoySklad', async () => {
    const href = `https://api.moysklad.ru/api/remap/1.2/entity/productfolder/${world.shop.folders['Кухня']}`
    const product = await createProduct({
      name: 'x',
      productFolder: { meta: { href, type: 'productfolder' } },
    })
    expect(product.pathName).toBe('Кухня')
  })

  it('codes of goods are unique, whatever kind of good', async () => {
    const { code } = await createProduct()
    const again = await world.ask('POST', 'entity/service', { name: 'Доставка', code })
    expect([again.status, again.body.errors[0].code, again.body.errors[0].parameter]).toEqual([
      412,
      3006,
      'code',
    ])
    await world.ask('PUT', 'entity/assortment/settings', { uniqueCodeRules: { checkUniqueCode: false } })
    expect((await world.ask('POST', 'entity/service', { name: 'Доставка', code })).status).toBe(200)
  })

  it('nothing of a refused object stays', async () => {
    const before = world.account.list('product').length
    await world.ask('POST', 'entity/product', { name: 'x', trackingType: 'OTHER' })
    expect(world.account.list('product')).toHaveLength(before)
  })
})

describe('syncId', () => {
  const syncId = '8b382799-f7d2-41e5-8a84-bae5000003a5'

  it('gives the object made before, unchanged, and no second one', async () => {
    const first = await createProduct({ name: 'Чайник', syncId })
    const before = world.account.list('product').length
    const second = await createProduct({ name: 'Самовар', syncId: syncId.toUpperCase() })
    expect(second).toEqual(first)
    expect(world.account.list('product')).toHaveLength(before)
  })

  it('cannot be changed', async () => {
    const { id } = await createProduct({ name: 'Чайник', syncId })
    const other = '9b382799-f7d2-41e5-8a84-bae5000003a5'
    const reply = await world.ask('PUT', `entity/product/${id}`, { syncId: other })
    expect(reply.body.errors[0]).toMatchObject({ code: 1047, parameter: 'syncId' })
    expect((await world.ask('PUT', `entity/product/${id}`, { syncId, name: 'Самовар' })).status).toBe(200)
  })

  it('finds, deletes, and is free afterwards', async () => {
    const first = await createProduct({ name: 'Чайник', syncId })
    expect((await world.ask('GET', `entity/product/syncid/${syncId}`)).body.id).toBe(first.id)
    expect((await world.ask('GET', `entity/product?filter=syncId=${syncId}`)).body.rows).toHaveLength(1)
    expect((await world.ask('DELETE', `entity/product/syncid/${syncId}`)).status).toBe(200)
    expect((await world.ask('GET', `entity/product/syncid/${syncId}`)).status).toBe(404)
    expect((await createProduct({ name: 'Самовар', syncId })).id).not.toBe(first.id)
  })

  it('must be a UUID', async () => {
    expect(codeOf(await createProduct({ name: 'x', syncId: 'nosuch' }))).toBe(1052)
  })
})

describe('changing', () => {
  it('leaves what was not sent, clears what is null, ignores what is read only', async () => {
    const product = await createProduct({ name: 'Чайник', description: 'Белый', article: 'CH-1' })
    const { body } = await world.ask('PUT', `entity/product/${product.id}`, {
      description: null,
      pathName: 'x',
      variantsCount: 5,
      id: 'x',
      accountId: 'x',
      nosuch: 1,
    })
    expect(body).toMatchObject({
      id: product.id,
      name: 'Чайник',
      article: 'CH-1',
      pathName: '',
      variantsCount: 0,
    })
    expect(body.description).toBeUndefined()
    expect(body.nosuch).toBeUndefined()
  })

  it('merges prices by type and replaces barcodes and packs', async () => {
    const [retail, wholesale] = priceTypes()
    const product = await createProduct({
      name: 'Чайник',
      salePrices: [
        { value: 10050, priceType: retail },
        { value: 900, priceType: wholesale },
      ],
      barcodes: [{ ean13: '2000000000015' }, { code128: 'A' }],
      packs: [{ uom: world.account.link('uom', '2ec1170c-3f69-4409-87bb-c68e0011b275'), quantity: 6 }],
    })
    const { body } = await world.ask('PUT', `entity/product/${product.id}`, {
      salePrices: [{ value: 800, priceType: wholesale }],
      barcodes: [{ code128: 'B' }],
      packs: [{ id: product.packs[0].id, uom: product.packs[0].uom, quantity: 12 }],
    })
    expect(body.salePrices.map(({ value }: Json) => value)).toEqual([10050, 800, 0])
    expect(body.barcodes).toEqual([{ code128: 'B' }])
    expect(body.packs).toMatchObject([{ id: product.packs[0].id, quantity: 12 }])
  })

  it('an unknown price type is 1021', async () => {
    const priceType = {
      meta: {
        href: `${world.sandbox.baseUrl()}/context/companysettings/pricetype/11111111-1111-4111-8111-111111111111`,
        type: 'pricetype',
      },
    }
    expect(codeOf(await createProduct({ name: 'x', salePrices: [{ value: 1, priceType }] }))).toBe(1021)
  })

  it('`updated` never stands still or goes back, in Moscow time', async () => {
    const first = await createProduct()
    const second = await createProduct()
    const { body: third } = await world.ask('PUT', `entity/product/${first.id}`, { name: 'Самовар' })
    expect(first.updated < second.updated && second.updated < third.updated).toBe(true)
    expect(third.updated.slice(0, 16)).toBe('2026-04-01 12:00')
    expect(formatMoment(0)).toBe('1970-01-01 03:00:00.000')
  })

  it('an id of the UI is answered 308 with the address in the API, query and all', async () => {
    const { account, shop, ask } = world
    for (const [type, id] of [
      ['product', shop.products['KR-0350']!],
      ['variant', shop.variants['серый']!],
      ['bundle', shop.bundle],
      ['service', shop.service],
    ]) {
      const uuidHref = (account.get(type!, id!)!.meta as Json).uuidHref as string
      const uiId = uuidHref.split('id=')[1]!
      expect(uiId).not.toBe(id)
      const reply = await ask('GET', `entity/${type}/${uiId}?expand=images`)
      expect([reply.status, reply.text]).toEqual([308, ''])
      const followed = await ask('GET', reply.headers.location!)
      expect(followed.body.id).toBe(id)
    }
    const uiId = (account.get('product', shop.products['KR-0350']!)!.meta as Json).uuidHref.split('id=')[1]
    const images = await ask('GET', `entity/product/${uiId}/images`)
    expect(images.headers.location).toMatch(new RegExp(`/entity/product/${shop.products['KR-0350']}/images$`))
  })

  it('standard objects stay as they are', async () => {
    const pieces = 'entity/uom/19f1edc0-fc42-4001-94cb-c9ec9c62ec10'
    expect(codeOf((await world.ask('PUT', pieces, { name: 'x' })).body)).toBe(1024)
    expect(codeOf((await world.ask('DELETE', pieces)).body)).toBe(1025)
  })
})

describe('many at once', () => {
  it('creates those without meta, changes those with it, and answers in order', async () => {
    const product = await createProduct()
    const { status, body } = await world.ask('POST', 'entity/product', [
      { name: 'Мандарины' },
      { meta: product.meta, name: 'Брюква' },
    ])
    expect(status).toBe(200)
    expect(body.map(({ name }: Json) => name)).toEqual(['Мандарины', 'Брюква'])
    expect(body[1].id).toBe(product.id)
  })

  it('one failure makes it 400, and what fits is kept', async () => {
    const product = await createProduct()
    const { status, body } = await world.ask('POST', 'entity/product', [
      { weight: 1 },
      { meta: product.meta, weight: 42 },
      { name: 5 },
      {
        meta: {
          ...product.meta,
          href: product.meta.href.replace(product.id, '11111111-1111-4111-8111-111111111111'),
        },
      },
    ])
    expect(status).toBe(400)
    expect(body.map((one: Json) => one.errors?.[0].code ?? one.weight)).toEqual([3000, 42, 2016, 1021])
    expect(world.account.get('product', product.id)).toMatchObject({ weight: 42 })
  })

  it('deletes each by itself', async () => {
    const [first, second] = [await createProduct(), await createProduct()]
    const { status, body } = await world.ask('POST', 'entity/product/delete', [
      { meta: first.meta },
      { meta: first.meta },
      { meta: second.meta },
    ])
    expect(status).toBe(400)
    expect(body[0]).toEqual({ info: `Сущность 'product' с UUID: ${first.id} успешно удалена` })
    expect(body[1].errors[0].code).toBe(1021)
    expect(body[2].info).toContain(second.id)
  })
})

describe('deleting', () => {
  it('what is in use stays, and the answer says by what', async () => {
    const { ask, shop, order, position } = world
    const { body: made } = await ask(
      'POST',
      'entity/customerorder',
      order({ positions: [position('TU-0300')] }),
    )
    const reply = await ask('DELETE', `entity/product/${shop.products['TU-0300']}`)
    expect([reply.status, codeOf(reply.body)]).toEqual([409, 1028])
    expect(reply.body.errors[0].dependencies[0].meta.href).toBe(made.meta.href)
    expect((await ask('DELETE', `entity/customerorder/${made.id}`)).status).toBe(200)
    expect((await ask('DELETE', `entity/product/${shop.products['TU-0300']}`)).status).toBe(200)
    expect((await ask('GET', `entity/product/${shop.products['TU-0300']}`)).status).toBe(404)
  })

  it('a product takes its variants with it', async () => {
    const { ask, shop } = world
    expect((await ask('DELETE', `entity/product/${shop.products['PL-1317']}`)).status).toBe(200)
    expect((await ask('GET', `entity/variant/${shop.variants['серый']}`)).status).toBe(404)
  })

  it('only documents go into the bin', async () => {
    const reply = await world.ask('POST', `entity/product/${world.shop.products['TU-0300']}/trash`)
    expect(codeOf(reply.body)).toBe(1066)
  })
})

describe('variants, bundles, folders', () => {
  const variant = (characteristics: Json, more: Json = {}) =>
    world.ask('POST', 'entity/variant', {
      product: world.account.link('product', world.shop.products['PL-1317']!),
      characteristics,
      ...more,
    })

  it('a variant is named after its product and values, and makes new characteristics by name', async () => {
    const { body } = await variant([
      { name: 'Цвет', value: 'белый' },
      { name: 'Размер', value: 'L' },
    ])
    expect(body).toMatchObject({ name: 'Плед вязаный «Уют», 130×170 см (белый, L)' })
    expect(body.syncId ?? body.attributes ?? body.productFolder).toBeUndefined()
    const { body: metadata } = await world.ask('GET', 'entity/variant/metadata')
    expect(metadata.characteristics.map(({ name }: Json) => name)).toEqual(['Цвет', 'Размер'])
    const product = await world.ask('GET', `entity/product/${world.shop.products['PL-1317']}`)
    expect(product.body.variantsCount).toBe(4)
  })

  it('the same values twice on one product are 15000, in any order, also by PUT', async () => {
    await variant([
      { name: 'Цвет', value: 'белый' },
      { name: 'Размер', value: 'L' },
    ])
    const twice = await variant([
      { name: 'Размер', value: 'L' },
      { name: 'Цвет', value: 'белый' },
    ])
    expect([twice.status, codeOf(twice.body)]).toEqual([412, 15000])
    const grey = await world.ask('PUT', `entity/variant/${world.shop.variants['серый']}`, {
      characteristics: [{ name: 'Цвет', value: 'бежевый' }],
    })
    expect(codeOf(grey.body)).toBe(15000)
    const same = await world.ask('PUT', `entity/variant/${world.shop.variants['серый']}`, {
      characteristics: [{ name: 'Цвет', value: 'серый' }],
    })
    expect(same.status).toBe(200)
  })

  it('an unknown characteristic id is 1021', async () => {
    const reply = await variant([{ id: '11111111-1111-4111-8111-111111111111', value: 'x' }])
    expect(codeOf(reply.body)).toBe(1021)
  })

  it('a bundle has 1 to 50 different components and no bundle in it', async () => {
    const { ask, account, shop } = world
    const bundle = (components: Json) => ask('POST', 'entity/bundle', { name: 'Набор', components })
    const mug = { assortment: account.link('product', shop.products['KR-0350']!), quantity: 1 }
    expect(codeOf((await bundle([])).body)).toBe(29000)
    expect(codeOf((await bundle([mug, mug])).body)).toBe(29002)
    expect(
      codeOf((await bundle([{ assortment: account.link('bundle', shop.bundle), quantity: 1 }])).body),
    ).toBe(29003)
    const made = await bundle([mug])
    expect(made.body.components.meta).toMatchObject({ size: 1, type: 'bundlecomponent' })
  })

  it('a bundle used in an order keeps its composition, but not its name', async () => {
    const { ask, account, shop, order } = world
    const positions = [{ assortment: account.link('bundle', shop.bundle), quantity: 1, price: 1 }]
    await ask('POST', 'entity/customerorder', order({ positions }))
    const components = [{ assortment: account.link('product', shop.products['TU-0300']!), quantity: 1 }]
    expect(codeOf((await ask('PUT', `entity/bundle/${shop.bundle}`, { components })).body)).toBe(29001)
    expect((await ask('PUT', `entity/bundle/${shop.bundle}`, { name: 'Новый набор' })).status).toBe(200)
  })

  it('folders nest, and a circle is refused', async () => {
    const { ask, account, shop } = world
    const kitchen = shop.folders['Кухня']!
    const put = (id: string, parent: string) =>
      ask('PUT', `entity/productfolder/${id}`, { productFolder: account.link('productfolder', parent) })
    const { body: dishes } = await ask('POST', 'entity/productfolder', {
      name: 'Посуда',
      productFolder: account.link('productfolder', kitchen),
    })
    expect(dishes.pathName).toBe('Кухня')
    const product = await createProduct({ name: 'Блюдце', productFolder: { meta: dishes.meta } })
    expect(product.pathName).toBe('Кухня/Посуда')
    expect(codeOf((await put(kitchen, kitchen)).body)).toBe(23000)
    expect(codeOf((await put(kitchen, dishes.id)).body)).toBe(23001)
  })

  it('names of stores are unique', async () => {
    const reply = await world.ask('POST', 'entity/store', { name: 'Основной склад' })
    expect(codeOf(reply.body)).toBe(3006)
  })
})

describe('custom attributes', () => {
  const attribute = async (body: Json) =>
    (await world.ask('POST', 'entity/product/metadata/attributes', body)).body

  it('are made, written by meta, merged, filtered by and cleared', async () => {
    const [shopId, weight] = await attribute([
      { name: 'ID товара inSales', type: 'string' },
      { name: 'Вес брутто', type: 'double', required: false },
    ])
    expect(shopId).toMatchObject({ name: 'ID товара inSales', type: 'string', required: false, show: true })
    const product = await createProduct({ name: 'Чайник', attributes: [{ meta: shopId.meta, value: '7' }] })
    const put = (attributes: Json) => world.ask('PUT', `entity/product/${product.id}`, { attributes })
    const { body } = await put([{ meta: weight.meta, value: 1.5 }])
    expect(body.attributes.map(({ name, value }: Json) => [name, value])).toEqual([
      ['ID товара inSales', '7'],
      ['Вес брутто', 1.5],
    ])
    const found = await world.ask(
      'GET',
      `entity/product?filter=${encodeURIComponent(`${shopId.meta.href}=7`)}`,
    )
    expect(found.body.rows.map(({ id }: Json) => id)).toEqual([product.id])
    expect((await put([{ meta: shopId.meta, value: null }])).body.attributes).toHaveLength(1)
  })

  it.each([
    ['long', 1.5],
    ['string', 5],
    ['boolean', 'yes'],
    ['time', 'tomorrow'],
  ])('of type %s refuse %j', async (type, value) => {
    const made = await attribute({ name: 'x', type })
    expect(codeOf(await createProduct({ name: 'x', attributes: [{ meta: made.meta, value }] }))).toBe(2016)
  })

  it('unknown ones are 1021, unknown types 3005', async () => {
    const id = '11111111-1111-4111-8111-111111111111'
    const meta = {
      href: `${world.sandbox.baseUrl()}/entity/product/metadata/attributes/${id}`,
      type: 'attributemetadata',
    }
    expect(codeOf(await createProduct({ name: 'x', attributes: [{ meta, value: 'x' }] }))).toBe(1021)
    expect(codeOf(await attribute({ name: 'x', type: 'nosuch' }))).toBe(3005)
  })

  it('of products serve bundles and services too; a deleted one vanishes from objects', async () => {
    const made = await attribute({ name: 'Страна', type: 'string' })
    const service = await world.ask('POST', 'entity/service', {
      name: 'x',
      attributes: [{ meta: made.meta, value: 'РФ' }],
    })
    expect(service.body.attributes).toMatchObject([{ name: 'Страна', value: 'РФ' }])
    await world.ask('DELETE', `entity/product/metadata/attributes/${made.id}`)
    expect((await world.ask('GET', `entity/service/${service.body.id}`)).body.attributes ?? []).toEqual([])
  })
})
