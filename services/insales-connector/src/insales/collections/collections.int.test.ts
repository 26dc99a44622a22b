import { insales } from '@skladbridge/proto'
import { countRequests } from '@skladbridge/runtime'
import { changeFaults, noFaults } from '@skladbridge/sandbox'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { startTestConnector, type TestConnector } from '../../testing/start-connector.js'

let t: TestConnector
let connection: { accountId: string; shopId: string }
const tables = () => t.sandbox.shop(Number(connection.shopId)).tables

beforeAll(async () => {
  t = await startTestConnector()
  connection = await t.connectShop()
})
afterAll(() => t.close())
afterEach(() => {
  changeFaults(t.kit, noFaults)
})

const list = async () => (await t.collections.list({ connection })).collections
const create = (title: string, parentId = '') => t.collections.create({ connection, title, parentId })
const update = (change: Partial<insales.UpdateCollectionRequest> & { id: string }) =>
  t.collections.update(insales.UpdateCollectionRequest.fromPartial({ connection, ...change }))

describe('collections', () => {
  it('are made twelve deep, renamed, moved, hidden, and moved to the top', async () => {
    const ids: string[] = []
    for (let depth = 1; depth <= 12; depth += 1) ids.push((await create(`Уровень ${depth}`, ids.at(-1))).id)
    await update({ id: ids[0]!, title: 'Посуда' })
    await update({ id: ids[11]!, parentId: ids[0]!, isHidden: true })
    await update({ id: ids[5]!, parentId: '' })
    const byId = new Map((await list()).map((collection) => [collection.id, collection]))
    expect(byId.get(ids[0]!)).toMatchObject({
      title: 'Посуда',
      parentId: '',
      isHidden: false,
      isSmart: false,
    })
    expect(byId.get(ids[11]!)).toMatchObject({ parentId: ids[0], isHidden: true, title: 'Уровень 12' })
    expect(byId.get(ids[5]!)?.parentId).toBe('')
  })

  it('are all listed, also when more of them changed in one second than fit a page', async () => {
    const { collections } = tables()
    const [first] = collections.rows()
    const at = new Date('2026-01-01T00:00:00Z')
    const later = new Date('2026-01-01T00:00:01Z')
    for (let n = 0; n < 700; n += 1)
      collections.add({ ...first!, id: 500_000 + n, title: `Ряд ${n}`, updated_at: n < 600 ? at : later })
    const { result, requests } = await countRequests(list)
    expect(new Set(result.map(({ id }) => id)).size).toBe(collections.size)
    expect(requests).toBeLessThanOrEqual(6)
    for (let n = 0; n < 700; n += 1) collections.delete(500_000 + n)
  })

  it('in a circle, below nothing, or without a name are refused with the field', async () => {
    const above = await create('Сверху')
    const below = await create('Снизу', above.id)
    await expect(update({ id: above.id, parentId: below.id })).rejects.toMatchObject({
      kind: 'invalid',
      details: { field: 'parent_id' },
      text: expect.stringContaining('Поле «Родительская коллекция»'),
    })
    await expect(create('Сирота', '999999999')).rejects.toMatchObject({ details: { field: 'parent_id' } })
    await expect(update({ id: above.id, title: ' ' })).rejects.toMatchObject({ details: { field: 'title' } })
    await expect(update({ id: '999999999', title: 'x' })).rejects.toMatchObject({ kind: 'missing' })
    await expect(create('')).rejects.toMatchObject({ code: 'INSALES_ARGUMENT_WRONG' })
    await expect(create('x', '../x')).rejects.toMatchObject({ code: 'INSALES_ARGUMENT_WRONG' })
  })

  it('whose answer was lost are seen in the list', async () => {
    changeFaults(t.kit, { answerLost: 1 })
    await expect(create('Потерянная')).rejects.toMatchObject({ details: { effect: 'unknown' } })
    changeFaults(t.kit, { answerLost: 0 })
    expect((await list()).filter(({ title }) => title === 'Потерянная')).toHaveLength(1)
  })
})

describe('a product in collections', () => {
  const product = async () =>
    (await t.products.create({ connection, mark: `m-${Math.random()}`, title: 'Чай' })).id
  const collectionsOf = async (id: string) =>
    (await t.products.getMany({ connection, ids: [id] })).products[0]!.collectionIds

  it('is put in and taken out, however often, and keeps the others', async () => {
    const [productId, tea, sale] = [await product(), await create('Чаи'), await create('Скидки')]
    const place = { connection, productId, collectionId: tea.id }
    const { requests } = await countRequests(() => t.products.addToCollection(place))
    expect(requests).toBe(1)
    await t.products.addToCollection(place)
    await t.products.addToCollection({ ...place, collectionId: sale.id })
    expect((await collectionsOf(productId)).sort()).toEqual([tea.id, sale.id].sort())
    for (let time = 0; time < 2; time += 1) await t.products.removeFromCollection(place)
    expect(await collectionsOf(productId)).toEqual([sale.id])
  })

  it('is there once although the answer was lost', async () => {
    const [productId, tea] = [await product(), await create('Чаи')]
    const place = { connection, productId, collectionId: tea.id }
    changeFaults(t.kit, { answerLost: 1 })
    await expect(t.products.addToCollection(place)).rejects.toMatchObject({ kind: 'unavailable' })
    changeFaults(t.kit, { answerLost: 0 })
    await t.products.addToCollection(place)
    expect(await collectionsOf(productId)).toEqual([tea.id])
  })

  it('is not put where nothing can be, and says why', async () => {
    const [productId, smart] = [await product(), await create('Умная')]
    tables().collections.get(Number(smart.id))!['is_smart'] = true
    expect((await list()).find(({ id }) => id === smart.id)).toMatchObject({ isSmart: true })
    const into = (collectionId: string) => t.products.addToCollection({ connection, productId, collectionId })
    await expect(into(smart.id)).rejects.toMatchObject({
      kind: 'invalid',
      text: expect.stringContaining(`товар ${productId} в коллекции ${smart.id}. Поле «Коллекция»`),
    })
    await expect(into('999999999')).rejects.toMatchObject({ kind: 'invalid' })
  })
})
