import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { changeFaults } from '@skladbridge/sandbox'
import { startTestConnector, type TestConnector } from '../../testing/start-connector.js'

let t: TestConnector
let connection: { accountId: string; shopId: string }
let since: string

beforeAll(async () => {
  t = await startTestConnector()
  connection = await t.connectShop()
  since = t.kit.clock.now().toISOString()
})
afterAll(() => t.close())

const create = (mark: string, title = 'Пуэр') =>
  t.products.create({
    connection,
    mark,
    title,
    description: '<p>Выдержанный &amp; тёмный</p>',
    sku: `SKU-${mark}`,
    barcode: '4600000000017',
    priceMinor: 159_050,
  })
const inShop = (title: string) =>
  t.sandbox
    .person(Number(connection.shopId))
    .list('products')
    .filter((product) => product['title'] === title)

describe('products', () => {
  it('are made with our mark, and read back as made', async () => {
    const made = await create('mark-1')
    expect(made).toMatchObject({ title: 'Пуэр', mark: 'mark-1', archived: false, isHidden: false })
    expect(made.variants).toMatchObject([
      { sku: 'SKU-mark-1', barcode: '4600000000017', priceMinor: 159_050 },
    ])
    const { products, missingIds } = await t.products.getMany({ connection, ids: [made.id, '999999999'] })
    expect(products).toEqual([made])
    expect(missingIds).toEqual(['999999999'])
    expect(made.description).toBe('<p>Выдержанный &amp; тёмный</p>')
  })

  it('made at the same moment make the field for the mark once', async () => {
    const { product_fields } = t.sandbox.shop(Number(connection.shopId)).tables
    for (const field of product_fields.rows()) product_fields.delete(field.id)
    await Promise.all(['same-1', 'same-2', 'same-3', 'same-4'].map((mark) => create(mark)))
    expect(product_fields.rows()).toHaveLength(1)
  })

  it('share one field for the mark, however many are made', async () => {
    await create('mark-2', 'Второй')
    const fields = t.sandbox.person(Number(connection.shopId)).list('product_fields')
    expect(fields.filter((field) => field['title'] === 'SkladBridge')).toHaveLength(1)
  })

  it('are made again where somebody deleted the field in the shop', async () => {
    const { product_fields } = t.sandbox.shop(Number(connection.shopId)).tables
    for (const field of product_fields.rows()) product_fields.delete(field.id)
    expect(await create('mark-3', 'Третий')).toMatchObject({ mark: 'mark-3' })
    expect(product_fields.rows()).toHaveLength(1)
  })

  it('are found by their mark after the answer of the creation was lost, and made once', async () => {
    changeFaults(t.kit, { answerLost: 1 })
    await expect(create('mark-lost', 'Потерянный')).rejects.toMatchObject({
      kind: 'unavailable',
      details: { effect: 'unknown' },
    })
    changeFaults(t.kit, { answerLost: 0 })
    const found = await t.products.findByMark({ connection, mark: 'mark-lost', since })
    expect(found).toMatchObject({ title: 'Потерянный', mark: 'mark-lost' })
    expect(inShop('Потерянный')).toHaveLength(1)
  })

  it('are not found by a mark that nothing carries', async () => {
    expect(await t.products.findByMark({ connection, mark: 'mark-none', since })).toMatchObject({ id: '' })
  })

  it('change only in what is given', async () => {
    const made = await create('mark-4', 'Четвёртый')
    const updated = await t.products.update({ connection, id: made.id, isHidden: true })
    expect(updated).toMatchObject({
      title: 'Четвёртый',
      isHidden: true,
      description: made.description,
      mark: 'mark-4',
    })
  })

  it('list what changed page by page, archived ones too, each once', async () => {
    const person = t.sandbox.person(Number(connection.shopId))
    const gone = person.createProduct({ title: 'Убранный', variants_attributes: [{ price: 1 }] })
    person.deleteProduct(Number(gone['id']))
    const many = Array.from({ length: 25 }, (_, index) =>
      person.createProduct({ title: `Ряд ${index}`, variants_attributes: [{ price: 1 }] }),
    )
    const seen: string[] = []
    let cursor = ''
    for (let more = true; more;) {
      const page = await t.products.listChanged({ connection, updatedSince: since, cursor, limit: 10 })
      seen.push(...page.products.map(({ id }) => id))
      ;({ cursor, more } = page)
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen).toEqual(expect.arrayContaining([gone, ...many].map((product) => String(product['id']))))
  })

  it('go on from the cursor, a little before its end, with what changed since', async () => {
    const person = t.sandbox.person(Number(connection.shopId))
    const { cursor } = await t.products.listChanged({
      connection,
      updatedSince: since,
      cursor: '',
      limit: 250,
    })
    const fresh = person.createProduct({ title: 'Новее', variants_attributes: [{ price: 1 }] })
    const page = await t.products.listChanged({ connection, updatedSince: '', cursor, limit: 250 })
    expect(page.products.at(-1)?.id).toBe(String(fresh['id']))
  })

  it('tell which field the shop refuses', async () => {
    await expect(t.products.update({ connection, id: '1', title: 'x' })).rejects.toMatchObject({
      kind: 'missing',
      code: 'INSALES_NOT_FOUND',
      text: 'В магазине inSales этого нет: товар «x» (1).',
    })
    const made = await create('mark-5', 'Пятый')
    await expect(t.products.update({ connection, id: made.id, title: '  ' })).rejects.toMatchObject({
      kind: 'invalid',
      code: 'INSALES_REJECTED',
      details: { field: 'title', what: `товар ${made.id}` },
    })
  })

  it.each(['1/../account', '1.json?x=', '', '-1', 'abc'])('never let %p into an address', async (id) => {
    await expect(t.products.getMany({ connection, ids: [id] })).rejects.toMatchObject({
      kind: 'invalid',
      code: 'INSALES_ARGUMENT_WRONG',
    })
  })
})
