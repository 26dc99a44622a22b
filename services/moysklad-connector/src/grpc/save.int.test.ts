import { randomUUID } from 'node:crypto'
import { countRequests } from '@skladbridge/runtime'
import type { MoyskladAccount } from '@skladbridge/sandbox'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { aPicture, saveRequest } from '../testing/goods.js'
import { refusalOf, startRig, type Rig } from '../testing/rig.js'

let rig: Rig
let account: MoyskladAccount
let accountId: string
const shop = () => account.seed()
type Changes = Parameters<typeof saveRequest>[2]
const save = async (kind: string, changes: Changes) =>
  (await rig.clients.products.save(saveRequest(accountId, kind, changes))).outcomes
const posts = () => rig.seen.filter(({ method }) => method === 'POST')

beforeAll(async () => {
  rig = await startRig()
  account = rig.addAccount()
  accountId = account.id
  await rig.connect(account)
})
afterAll(() => rig.close())
afterEach(() => {
  Object.assign(rig.kit.faults, { answerLost: 0, throttled: 0, serverErrors: 0 })
})

describe('a product', () => {
  it('is made with all that is set, and read back equal', async () => {
    const price = shop().priceTypes['Цена продажи']!
    const { id: attributeId } = await rig.clients.products.ensureAttribute({
      accountId,
      name: 'ID товара inSales',
      type: 'string',
    })
    const change = {
      syncId: randomUUID(),
      name: 'Чай «Иван» 😀',
      description: 'Крепкий',
      article: 'TEA-1',
      code: 'tea-1',
      externalCode: 'insales-17',
      barcodes: { values: ['4006381333931', 'МОЙ-КОД'] },
      folderId: shop().folders['Кухня']!,
      salePrices: [{ priceTypeId: price, valueMinor: 159_050 }],
      buyPrice: { valueMinor: 100 },
      weight: 0.35,
      vat: 10,
      attributes: [{ id: attributeId, type: 'string', value: '408696716' }],
      images: { images: [{ filename: 'tea.png', content: aPicture('tea') }] },
    }
    const { result, requests } = await countRequests(() => save('product', [change]))
    expect(requests).toBe(1)
    const [outcome] = result
    expect(outcome).toMatchObject({ adopted: false, errorKind: '' })
    const refs = [{ kind: 'product', id: outcome!.id }]
    const read = await rig.clients.products.getMany({ accountId, refs, images: true, components: false })
    const { syncId, name, description, article, code, externalCode, weight, vat } = change
    expect(read.products[0]).toMatchObject({
      ...{ syncId, name, description, article, code, externalCode, weight, vat },
      barcodes: ['4006381333931', 'МОЙ-КОД'],
      productFolderId: change.folderId,
      buyPrice: { valueMinor: 100 },
      attributes: [{ id: attributeId, value: '408696716' }],
      images: [{ filename: 'tea.png' }],
    })
    expect(read.products[0]!.salePrices.find(({ priceTypeId }) => priceTypeId === price)).toMatchObject({
      valueMinor: 159_050,
    })
  })

  it('changes only in what is set, also to nothing', async () => {
    const [made] = await save('product', [
      {
        syncId: randomUUID(),
        name: 'Кофе',
        description: 'Зёрна',
        vat: 20,
        folderId: shop().folders['Кухня']!,
      },
    ])
    const id = made!.id
    await save('product', [{ id, description: '', folderId: '', vat: -1, barcodes: { values: [] } }])
    const refs = [{ kind: 'product', id }]
    const read = await rig.clients.products.getMany({ accountId, refs, images: false, components: false })
    expect(read.products[0]).toMatchObject({
      name: 'Кофе',
      description: '',
      productFolderId: '',
      vat: -1,
      barcodes: [],
    })
  })

  it('is made once when the answer was lost: the next attempt is told the same id, and that it was there', async () => {
    const request = [{ syncId: randomUUID(), name: 'Какао' }]
    rig.kit.faults.answerLost = 1
    expect(await refusalOf(save('product', request))).toMatchObject({
      kind: 'unavailable',
      details: { effect: 'unknown' },
    })
    rig.kit.faults.answerLost = 0
    const made = account.list('product').filter(({ name }) => name === 'Какао')
    expect(made).toHaveLength(1)
    account.edit('product', String(made[0]!['id']), { name: 'Какао крафтовое' })
    const [again] = await save('product', request)
    expect(again).toMatchObject({ id: made[0]!['id'], adopted: true, errorKind: '' })
    expect(account.get('product', again!.id)).toMatchObject({ name: 'Какао крафтовое' })
  })

  it('that is refused stops no other, and says whose field is wrong, in Russian', async () => {
    const good = () => ({ syncId: randomUUID(), name: 'Хороший' })
    const outcomes = await save('product', [
      good(),
      { syncId: randomUUID(), name: '' },
      { syncId: randomUUID(), name: 'Ы'.repeat(256) },
      good(),
      { id: randomUUID(), description: 'нет такого' },
      { syncId: randomUUID(), name: 'Дорогой', buyPrice: { valueMinor: 10 ** 13 } },
      { syncId: randomUUID(), name: 'Код', barcodes: { values: ['7'.repeat(256)] } },
      {
        syncId: randomUUID(),
        name: 'Файл',
        images: { images: [{ filename: 'a.gif', content: Buffer.from('GIF89a') }] },
      },
      {
        syncId: randomUUID(),
        name: 'Поле',
        attributes: [{ id: randomUUID(), type: 'long', value: 'много' }],
      },
      good(),
    ])
    expect(outcomes.map(({ errorCode }) => errorCode)).toEqual([
      '',
      'MOYSKLAD_FIELD_EMPTY',
      'MOYSKLAD_FIELD_WRONG',
      '',
      'MOYSKLAD_NOT_FOUND',
      'MOYSKLAD_FIELD_WRONG',
      'MOYSKLAD_BARCODE_WRONG',
      'MOYSKLAD_IMAGE_WRONG',
      'MOYSKLAD_ATTRIBUTE_VALUE_WRONG',
      '',
    ])
    expect(outcomes[1]).toMatchObject({ errorKind: 'invalid', errorField: 'name' })
    expect(outcomes[2]!.errorText).toMatch(/^Товар «Ы+»\. МойСклад не принял значение поля «Наименование»/)
    expect(outcomes[6]!.errorText).toMatch(/^Товар «Код»\. .*«Штрихкоды»/)
    for (const { errorText, id } of outcomes) expect(id === '' ? /[а-я]{3}/.test(errorText) : true).toBe(true)
  })

  it('clashing with another’s code says so', async () => {
    const outcomes = await save('product', [
      { syncId: randomUUID(), name: 'Первый', code: 'same' },
      { syncId: randomUUID(), name: 'Второй', code: 'same' },
    ])
    expect(outcomes[1]).toMatchObject({ errorCode: 'MOYSKLAD_NOT_UNIQUE', errorField: 'code' })
    expect(outcomes[1]!.errorText).toContain('поля «Код»')
  })
})

describe('a thousand', () => {
  it('go in one request', async () => {
    const before = posts().length
    const changes = Array.from({ length: 1_000 }, (_, n) => ({ syncId: randomUUID(), name: `Ряд ${n}` }))
    const outcomes = await save('product', changes)
    expect(posts().length - before).toBe(1)
    expect(new Set(outcomes.map(({ id }) => id)).size).toBe(1_000)
  }, 60_000)

  it('with pictures go in as few as fit the body', async () => {
    const before = posts().length
    const images = () => ({ images: [{ filename: 'a.png', content: aPicture(randomUUID(), 2_400_000) }] })
    const changes = Array.from({ length: 6 }, () => ({
      syncId: randomUUID(),
      name: 'С фото',
      images: images(),
    }))
    const outcomes = await save('product', changes)
    // 3.2 MB each in base64: five fit 18 MB
    expect(posts().length - before).toBe(2)
    expect(outcomes.every(({ errorKind }) => errorKind === '')).toBe(true)
  }, 60_000)

  it('that MoySklad finds too large, too slow or malformed as a whole are halved until one stands alone', async () => {
    for (const answer of [
      { status: 413, body: '<html>413</html>' },
      { status: 504, body: { errors: [{ error: 'Превышено время', code: 1088 }] } },
      { status: 400, body: { errors: [{ error: 'Ошибка формата', code: 2016, parameter: 'name' }] } },
    ]) {
      rig.refuseBulk.when = (body) =>
        body.length > 3 || body.some(({ name }) => name === 'Плохой') ? answer : undefined
      const changes = Array.from({ length: 10 }, (_, n) => ({
        syncId: randomUUID(),
        name: n === 6 ? 'Плохой' : `Ряд ${n}`,
      }))
      const outcomes = await save('product', changes).catch((thrown: unknown) => thrown)
      delete rig.refuseBulk.when
      if (answer.status === 504) {
        // one that is too slow alone is no fault of the product
        expect((outcomes as { errorKind: string }[])[6]).toMatchObject({ errorKind: 'unavailable' })
        continue
      }
      expect((outcomes as { errorKind: string }[]).map(({ errorKind }) => errorKind !== '')).toEqual(
        changes.map(({ name }) => name === 'Плохой'),
      )
    }
  })

  it('are not asked for one by one when all of them are refused: it is no matter of single ones then', async () => {
    rig.refuseBulk.when = () => ({ status: 400, body: { errors: [{ error: 'Ошибка формата', code: 2016 }] } })
    const changes = Array.from({ length: 500 }, (_, n) => ({ syncId: randomUUID(), name: `Ряд ${n}` }))
    const { requests } = await countRequests(() => save('product', changes).catch(() => []))
    delete rig.refuseBulk.when
    expect(requests).toBeLessThan(60)
  })
})

describe('the way to MoySklad', () => {
  const one = () => [{ syncId: randomUUID(), name: 'Один' }]

  it('throttled is told as such, with the time to wait', async () => {
    rig.kit.faults.throttled = 1
    const refusal = await refusalOf(save('product', one()))
    expect(refusal).toMatchObject({ kind: 'throttled' })
    expect(refusal.retryAfterMs).toBeGreaterThan(0)
  })

  it('broken, with pages of HTML, is unavailable', async () => {
    rig.kit.faults.serverErrors = 1
    expect(await refusalOf(save('product', one()))).toMatchObject({ kind: 'unavailable' })
  })

  it('breaking in the middle, keeps what was written and tells of the rest', async () => {
    let requests = 0
    rig.refuseBulk.when = () => ((requests += 1) > 1 ? { status: 503, body: '<html>503</html>' } : undefined)
    const images = { images: [{ filename: 'a.png', content: aPicture('a', 7_000_000) }] }
    const changes = [1, 2].map((n) => ({ syncId: randomUUID(), name: `Крупный ${n}`, images }))
    const outcomes = await save('product', changes)
    delete rig.refuseBulk.when
    expect(outcomes.map(({ errorKind }) => errorKind)).toEqual(['', 'unavailable'])
    const again = await save('product', changes)
    expect(again.map(({ errorKind }) => errorKind)).toEqual(['', ''])
    expect(again[0]!.id).toBe(outcomes[0]!.id)
  }, 60_000)
})

describe('a modification', () => {
  const values = (...pairs: [string, string][]) => pairs.map(([name, value]) => ({ name, value }))
  const product = async (name: string) => (await save('product', [{ syncId: randomUUID(), name }]))[0]!.id

  it('has its characteristics made, once for all of them', async () => {
    const productId = await product('Футболка')
    const before = rig.seen.length
    const sizes = ['S', 'M', 'L'].map((size) => ({
      productId,
      article: `TS-${size}`,
      characteristics: values(['Размер одежды', size], ['Цвет', 'белый']),
      salePrices: [{ priceTypeId: shop().priceTypes['Цена продажи']!, valueMinor: 100 }],
    }))
    const outcomes = await save('variant', sizes)
    expect(outcomes.every(({ id, errorKind }) => id !== '' && errorKind === '')).toBe(true)
    const more = await save('variant', [
      { productId, characteristics: values(['Размер одежды', 'XL'], ['Цвет', 'белый']) },
    ])
    expect(more[0]!.errorKind).toBe('')
    expect(rig.seen.slice(before).map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET entity/variant/metadata',
      'POST entity/variant/metadata/characteristics',
      'POST entity/variant',
      'POST entity/variant',
    ])
    expect(account.get('variant', outcomes[0]!.id)).toMatchObject({
      article: 'TS-S',
      name: 'Футболка (S, белый)',
    })
  })

  it('that is there already is adopted, whoever made it', async () => {
    const productId = await product('Кепка')
    const changes = ['красный', 'синий'].map((colour) => ({
      productId,
      characteristics: values(['Цвет', colour]),
    }))
    rig.kit.faults.answerLost = 1
    await refusalOf(save('variant', changes))
    rig.kit.faults.answerLost = 0
    const outcomes = await save('variant', [
      ...changes,
      { productId, characteristics: values(['Цвет', 'белый']) },
    ])
    expect(outcomes.map(({ adopted }) => adopted)).toEqual([true, true, false])
    expect(new Set(outcomes.map(({ id }) => id)).size).toBe(3)
    const colours = outcomes.map(({ id }) => account.get('variant', id)!['characteristics'])
    expect(colours).toMatchObject([[{ value: 'красный' }], [{ value: 'синий' }], [{ value: 'белый' }]])
  })

  it('changed into its sister’s likeness is the merchant’s to solve', async () => {
    const productId = await product('Шарф')
    const [red, blue] = await save('variant', [
      { productId, characteristics: values(['Цвет', 'красный']) },
      { productId, characteristics: values(['Цвет', 'синий']) },
    ])
    const [outcome] = await save('variant', [{ id: blue!.id, characteristics: values(['Цвет', 'красный']) }])
    expect(red!.id).not.toBe('')
    expect(outcome).toMatchObject({ errorKind: 'invalid', errorCode: 'MOYSKLAD_VARIANT_CLASH' })
    expect(outcome!.errorText).toMatch(/^Модификация «красный»\. У товара уже есть/)
  })

  it('is made although the characteristic we remember was deleted meanwhile', async () => {
    const productId = await product('Зонт')
    await save('variant', [{ productId, characteristics: values(['Купол', 'большой']) }])
    const { characteristics } = account.state
    const old = [...characteristics.values()].find(({ name }) => name === 'Купол')!
    characteristics.delete(old.id)
    const [outcome] = await save('variant', [{ productId, characteristics: values(['Купол', 'малый']) }])
    expect(outcome!.errorKind).toBe('')
    expect(account.get('variant', outcome!.id)).toMatchObject({ name: expect.stringContaining('малый') })
  })

  it('with a characteristic that MoySklad does not take stops no other', async () => {
    const productId = await product('Плащ')
    const outcomes = await save('variant', [
      { productId, characteristics: values(['Х'.repeat(300), 'да']) },
      { productId, characteristics: values(['Цвет', 'серый']) },
      { productId: randomUUID(), characteristics: values(['Цвет', 'серый']) },
    ])
    expect(outcomes.map(({ errorCode }) => errorCode)).toEqual([
      'MOYSKLAD_FIELD_WRONG',
      '',
      'MOYSKLAD_NOT_FOUND',
    ])
  })

  it('of a marked product is refused with its reason', async () => {
    const productId = await product('Обувь')
    account.edit('product', productId, { trackingType: 'SHOES' })
    const [outcome] = await save('variant', [{ productId, characteristics: values(['Цвет', 'серый']) }])
    expect(outcome).toMatchObject({ errorKind: 'invalid', errorCode: 'MOYSKLAD_PRODUCT_MARKED' })
  })
})

describe('a bundle', () => {
  it('is made of its components, and refused without any', async () => {
    const parts = ['KR-0350', 'TR-0270'].map((article) => ({
      assortment: { kind: 'product', id: shop().products[article]! },
      quantity: 2,
    }))
    const outcomes = await save('bundle', [
      { syncId: randomUUID(), name: 'Завтрак', components: parts },
      { syncId: randomUUID(), name: 'Пустой' },
      { syncId: randomUUID(), name: 'Дважды', components: [parts[0]!, parts[0]!] },
    ])
    expect(outcomes.map(({ errorCode }) => errorCode)).toEqual([
      '',
      'MOYSKLAD_BUNDLE_WRONG',
      'MOYSKLAD_BUNDLE_WRONG',
    ])
    const refs = [{ kind: 'bundle', id: outcomes[0]!.id }]
    const read = await rig.clients.products.getMany({ accountId, refs, images: false, components: true })
    expect(read.products[0]!.components.map(({ quantity }) => quantity)).toEqual([2, 2])
  })
})

describe('an additional field', () => {
  const ensure = (name: string, type = 'string') =>
    rig.clients.products.ensureAttribute({ accountId, name, type })

  it('is made once, also when the answer was lost, and keeps its type', async () => {
    rig.kit.faults.answerLost = 1
    await refusalOf(ensure('Страна inSales'))
    rig.kit.faults.answerLost = 0
    const made = await ensure('Страна inSales')
    expect(await ensure('Страна inSales', 'long')).toEqual(made)
    const named = [...account.state.attributes('product').values()].filter(
      ({ name }) => name === 'Страна inSales',
    )
    expect(named).toHaveLength(1)
  })
})

describe('what no product has', () => {
  it.each<[string, Changes]>([
    ['variant', [{ productId: randomUUID(), weight: 1 }]],
    ['variant', [{ characteristics: [{ name: 'Цвет', value: 'a' }] }]],
    ['product', [{ characteristics: [{ name: 'Цвет', value: 'a' }] }]],
    ['product', [{ id: '../webhook' }]],
    ['product', [{ salePrices: [{ priceTypeId: 'x' }] }]],
    ['service', []],
    ['product', Array.from({ length: 1_001 }, () => ({}))],
  ])('%s is refused before anything is sent', async (kind, changes) => {
    const { requests } = await countRequests(async () => {
      expect(await refusalOf(save(kind, changes))).toMatchObject({ code: 'MOYSKLAD_ARGUMENT_WRONG' })
    })
    expect(requests).toBe(0)
  })
})

it('every request so far is as MoySklad describes it', () => {
  expect(rig.openApiProblems()).toEqual([])
})
