import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Json } from './testing/client.js'
import { openWorld, type World } from './testing/world.js'

let world: World
beforeEach(() => void (world = openWorld()))
afterEach(() => world.sandbox.close())

const list = async (query: Record<string, string>, type = 'product') =>
  (await world.ask('GET', `entity/${type}?${new URLSearchParams(query)}`)).body
const articles = async (filter: string) => (await list({ filter })).rows.map(({ article }: Json) => article)

describe('pages', () => {
  it('link to each other and cover everything once', async () => {
    const { ask } = world
    let page = (await ask('GET', 'entity/product?limit=5')).body
    const seen = [...page.rows]
    expect(page.meta).toMatchObject({ size: 12, limit: 5, offset: 0 })
    expect(page.meta.previousHref).toBeUndefined()
    while (page.meta.nextHref) {
      page = (await ask('GET', page.meta.nextHref)).body
      seen.push(...page.rows)
    }
    expect(new Set(seen.map(({ id }: Json) => id)).size).toBe(12)
    expect(page.meta.previousHref).toContain('offset=5')
  })

  it('keep their filter in the links', async () => {
    const { meta } = await list({ limit: '1', filter: 'article~=K' })
    const next = (await world.ask('GET', meta.nextHref)).body
    expect(next.meta.size).toBe(meta.size)
    expect(next.rows[0].article).toMatch(/^K/)
  })

  it('are at most 1000 long, and refuse what is no number', async () => {
    expect((await list({ limit: '5000' })).meta.limit).toBe(1000)
    expect((await list({ limit: '0' })).errors[0].code).toBe(1040)
    expect((await list({ offset: '-1' })).errors[0].code).toBe(1040)
    expect((await list({ limit: 'many' })).errors[0].code).toBe(1040)
  })
})

describe('filters', () => {
  it('compare text', async () => {
    expect(await articles('article=KR-0350')).toEqual(['KR-0350'])
    expect(await articles('article~=K')).toEqual(['KR-0350', 'KO-0002', 'KB-0040'])
    expect(await articles('article=~0')).toHaveLength(7)
    expect(await articles('name~плед')).toEqual(['PL-1317'])
    expect(await articles('article!=KR-0350')).toHaveLength(11)
  })

  it('several «=» on a field are «or», several «!=» are «and», fields are «and»', async () => {
    expect(await articles('article=KR-0350;article=TU-0300')).toEqual(['KR-0350', 'TU-0300'])
    expect(await articles('article!=KR-0350;article!=TU-0300')).toHaveLength(10)
    expect(await articles('article=KR-0350;article=TU-0300;name~турка')).toEqual(['TU-0300'])
  })

  it('take a semicolon in a value when it is escaped', async () => {
    await world.ask('POST', 'entity/product', { name: 'Ложка; вилка', article: 'LV-1' })
    expect(await articles('name=Ложка\\; вилка')).toEqual(['LV-1'])
  })

  it('ask for emptiness with an empty value', async () => {
    await world.ask('POST', 'entity/product', { name: 'Без артикула' })
    expect(await articles('article=')).toEqual([undefined])
    expect(await articles('article!=')).toHaveLength(12)
    expect(await articles('article=KR-0350;article=')).toHaveLength(2)
  })

  it('follow references by href', async () => {
    const { ask, account, order, shop } = world
    const agents = Object.values(shop.counterparties)
    for (const id of agents)
      await ask('POST', 'entity/customerorder', order({ agent: account.link('counterparty', id) }))
    const href = `https://api.moysklad.ru/api/remap/1.2/entity/counterparty/${agents[1]}`
    const { rows } = await list({ filter: `agent=${href}` }, 'customerorder')
    expect(rows).toHaveLength(1)
    expect(rows[0].agent.meta.href).toContain(agents[1])
    expect((await list({ filter: `agent!=${href}` }, 'customerorder')).rows).toHaveLength(1)
  })

  it('find by id, barcode, externalCode, folder name and product of a variant', async () => {
    const { shop } = world
    const { rows } = await list({ filter: `id=${shop.products['KR-0350']};id=${shop.products['TU-0300']}` })
    expect(rows).toHaveLength(2)
    const [{ ean13 }] = rows[0].barcodes
    expect((await list({ filter: `barcode=${ean13}` })).rows[0].id).toBe(rows[0].id)
    expect((await list({ filter: `externalCode=${rows[1].externalCode}` })).rows[0].id).toBe(rows[1].id)
    expect(await articles('pathName=Освещение')).toEqual(['LN-0001', 'GI-0010'])
    const variants = await list({ filter: `productid=${shop.products['PL-1317']}` }, 'variant')
    expect(variants.meta.size).toBe(3)
  })

  it('by time of change see what changed after, and who changed it', async () => {
    const { account, shop, ask } = world
    const { updated } = account.list('product').at(-1) as Json
    await ask('PUT', `entity/product/${shop.products['KR-0350']}`, { name: 'Кружка' })
    account.editProduct(shop.products['TU-0300']!, { name: 'Турка' })
    expect(await articles(`updated>${updated}`)).toEqual(['KR-0350', 'TU-0300'])
    expect(await articles(`updated>${updated};updatedBy=${account.state.appUid}`)).toEqual(['KR-0350'])
    expect(await articles(`updated<=${updated}`)).toHaveLength(10)
  })

  it('hide archived objects unless they are asked for', async () => {
    await world.ask('PUT', `entity/product/${world.shop.products['KR-0350']}`, { archived: true })
    expect((await list({})).meta.size).toBe(11)
    expect(await articles('archived=true')).toEqual(['KR-0350'])
    expect(await articles('archived=true;archived=false')).toHaveLength(12)
  })

  it.each([
    ['nosuch=1', 1034],
    ['salePrices=1', 1034],
    ['barcodes=1', 1034],
    ['archived~true', 1034],
    ['updated~2026', 1034],
    ['nothing', 1034],
    ['updated>yesterday', 1035],
    ['updated>2026-13-45 10:00:00', 1035],
    ['archived=maybe', 1014],
    ['id=nosuch', 1014],
    ['weight>heavy', 1014],
    ['supplier=Кухня', 1014],
    ['productFolder=Кухня', 1034],
  ])('%s is refused with 412, code %i', async (filter, code) => {
    const reply = await world.ask('GET', `entity/product?${new URLSearchParams({ filter })}`)
    expect([reply.status, reply.body.errors[0].code]).toEqual([412, code])
  })
})

describe('order, search, expand, fields', () => {
  it('sort by several fields', async () => {
    const { rows } = await list({ order: 'weight,desc;article' })
    const weights = rows.map(({ weight }: Json) => weight)
    expect(weights).toEqual([...weights].sort((a, b) => b - a))
    expect((await list({ order: 'nosuch' })).errors[0].code).toBe(1063)
    expect((await list({ order: 'name,sideways' })).errors[0].code).toBe(1063)
  })

  it('`updated,asc` follows each change', async () => {
    await world.ask('PUT', `entity/product/${world.shop.products['KR-0350']}`, { name: 'Кружка' })
    const { rows } = await list({ order: 'updated,asc' })
    expect(rows.at(-1).name).toBe('Кружка')
    const moments = rows.map(({ updated }: Json) => updated)
    expect(moments).toEqual([...moments].sort())
  })

  it('search looks into names, articles and barcodes', async () => {
    expect((await list({ search: 'чугунная' })).rows).toMatchObject([{ article: 'SK-0260' }])
    expect((await list({ search: 'sk-02' })).meta.size).toBe(1)
    const [{ ean13 }] = (await list({ limit: '1' })).rows[0].barcodes
    expect((await list({ search: ean13 })).meta.size).toBe(1)
  })

  it('expand replaces links by objects, three levels deep', async () => {
    const { ask, order, position } = world
    await ask('POST', 'entity/customerorder', order({ positions: [position('KR-0350')] }))
    const { rows } = await list(
      { limit: '100', expand: 'agent,positions.assortment.productFolder.owner' },
      'customerorder',
    )
    expect(rows[0].agent).toMatchObject({ name: 'Соколова Анна' })
    const { assortment } = rows[0].positions.rows[0]
    expect(assortment).toMatchObject({ article: 'KR-0350', productFolder: { name: 'Кухня' } })
    expect(Object.keys(assortment.productFolder.owner)).toEqual(['meta'])
  })

  it('expand is silently ignored beyond a limit of 100', async () => {
    const { ask, order, position } = world
    await ask('POST', 'entity/customerorder', order({ positions: [position('KR-0350')] }))
    for (const query of [{ expand: 'agent' }, { expand: 'agent', limit: '101' }] as Record<
      string,
      string
    >[]) {
      const { rows } = await list(query, 'customerorder')
      expect(Object.keys(rows[0].agent)).toEqual(['meta'])
    }
  })

  it('fields takes one known value', async () => {
    expect((await list({ fields: 'minimumStock', limit: '10' })).rows[0].minimumStock).toMatchObject({
      quantity: 0,
    })
    expect((await list({ fields: 'nosuch', limit: '10' })).errors[0].code).toBe(3043)
  })
})

describe('assortment', () => {
  const light = { 'x-lognex-remap-beta-feature': 'assortmentWithoutStock' }
  const assortment = async (query: Record<string, string>, headers = {}) =>
    (await world.ask('GET', `entity/assortment?${new URLSearchParams(query)}`, undefined, headers)).body

  it('holds all kinds of goods, with stock, or without in the light version', async () => {
    const all = await assortment({})
    expect(all.meta.size).toBe(17)
    expect(new Set(all.rows.map(({ meta }: Json) => meta.type))).toEqual(
      new Set(['product', 'variant', 'bundle', 'service']),
    )
    expect(all.rows[0]).toMatchObject({ stock: 60, reserve: 0, quantity: 60 })
    const { rows } = await assortment({}, light)
    expect(rows).toHaveLength(17)
    expect(rows[0].stock).toBeUndefined()
  })

  it('filters by type, code and folder with what lies below it', async () => {
    const folder = `${world.sandbox.baseUrl()}/entity/productfolder/${world.shop.folders['Кухня']}`
    expect((await assortment({ filter: 'type=service;type=bundle' })).meta.size).toBe(2)
    expect((await assortment({ filter: `productFolder=${folder}` })).meta.size).toBe(4)
    const { rows } = await assortment({ filter: `productFolder=${folder}`, limit: '1' })
    expect((await assortment({ filter: `code=${rows[0].code}` })).meta.size).toBe(1)
  })

  it('the light version does not know article', async () => {
    expect((await assortment({ filter: 'article=KR-0350' })).rows).toMatchObject([{ article: 'KR-0350' }])
    expect((await assortment({ filter: 'article=KR-0350' }, light)).errors[0].code).toBe(1034)
  })

  it('groups by product', async () => {
    expect((await assortment({ groupBy: 'product' })).meta.size).toBe(14)
  })
})

describe('dictionaries', () => {
  it('price types come as a plain array, the default one first', async () => {
    const { body } = await world.ask('GET', 'context/companysettings/pricetype')
    expect(body.map(({ name }: Json) => name)).toEqual(['Цена продажи', 'Цена для опта', 'Старая цена'])
    const settings = await world.ask('GET', 'context/companysettings')
    expect(settings.body.priceTypes).toEqual(body)
    const kept = await world.ask('POST', 'context/companysettings/pricetype', [
      { meta: body[0].meta },
      { name: 'VIP' },
    ])
    expect(kept.body.map(({ id, name }: Json) => (id === body[0].id ? 'kept' : name))).toEqual([
      'kept',
      'VIP',
    ])
    expect((await world.ask('POST', 'context/companysettings/pricetype', [])).body.errors[0].code).toBe(42001)
  })

  it('order metadata holds the states', async () => {
    const { body } = await world.ask('GET', 'entity/customerorder/metadata')
    expect(body.states.map(({ name }: Json) => name)).toEqual([
      'Новый', 'Подтверждён', 'Собран', 'Отгружен', 'Доставлен', 'Отменён',
    ]) // prettier-ignore
    const made = await world.ask('POST', 'entity/customerorder/metadata/states', {
      name: 'В пути',
      color: 1,
      stateType: 'Regular',
    })
    expect(made.body).toMatchObject({ name: 'В пути', entityType: 'customerorder' })
    expect((await world.ask('GET', `entity/customerorder/metadata/states/${made.body.id}`)).body).toEqual(
      made.body,
    )
  })

  it('names of stores, currencies and units are those of a Russian account', async () => {
    const names = async (type: string) => (await list({}, type)).rows.map(({ name }: Json) => name)
    expect(await names('store')).toEqual(['Основной склад', 'Магазин на Лесной'])
    expect(await names('currency')).toEqual(['руб', 'доллар'])
    expect(await names('employee')).toContain('Кузнецова М. А.')
    expect(await names('uom')).toContain('шт')
  })
})
