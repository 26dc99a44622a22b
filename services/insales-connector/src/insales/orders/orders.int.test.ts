import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { insales } from '@skladbridge/proto'
import { startTestConnector, type TestConnector } from '../../testing/start-connector.js'

let t: TestConnector
let connection: { accountId: string; shopId: string }
const person = () => t.sandbox.person(Number(connection.shopId))
const variantIds = () =>
  person()
    .list('variants')
    .map((variant) => Number(variant['id']))
const place = (lines = [{ variant_id: variantIds()[0]!, quantity: 2 }]) =>
  String(person().placeOrder({ lines })['id'])
const get = async (id: string): Promise<insales.Order> => {
  const { orders } = await t.orders.getMany({ connection, ids: [id] })
  return orders[0]!
}

/** No fields are changed unless the test says so. */
const update = (request: Omit<insales.UpdateOrderRequest, 'fields'> & Partial<insales.UpdateOrderRequest>) =>
  t.orders.update({ fields: [], ...request })

beforeAll(async () => {
  t = await startTestConnector({ sandbox: { shops: [{ products: 12 }], limits: 'off' } })
  connection = await t.connectShop()
  for (const id of variantIds()) person().updateVariant(id, { quantity: 1_000 })
})
beforeEach(() => t.kit.counter.reset())
afterAll(() => t.close())

describe('orders', () => {
  it('are read many at once; what is gone is listed, not an error', async () => {
    const ids = Array.from({ length: 9 }, () => place())
    const removed = place()
    person().deleteOrder(Number(removed))
    const answer = await t.orders.getMany({ connection, ids: [...ids, removed, ids[0]!] })
    expect(answer.orders.map(({ id }) => id)).toEqual(ids)
    expect(answer.missingIds).toEqual([removed])
    expect(t.kit.counter.read().byKind).toEqual({ 'GET /admin/orders/:id': 10 })
  })

  it('add up to the kopeck', async () => {
    const order = await get(place())
    const lines = order.lines.reduce((sum, line) => sum + line.fullTotalPriceMinor, 0)
    expect(lines + order.fullDeliveryPriceMinor).toBe(order.totalPriceMinor)
    expect(order).toMatchObject({
      fulfillmentStatus: 'new',
      customStatusPermalink: 'novyy',
      currencyCode: 'RUR',
    })
    expect(order.client).toMatchObject({ name: 'Иван', phone: '+79990000001', kind: 'individual' })
  })

  it('change status, payment and lines in one PUT, and the other lines stay', async () => {
    const [first, second, third] = variantIds()
    const id = place([
      { variant_id: first!, quantity: 2 },
      { variant_id: second!, quantity: 1 },
    ])
    const [kept, changed] = (await get(id)).lines
    t.kit.counter.reset()
    const updated = await update({
      connection,
      id,
      customStatusPermalink: 'soglasovan',
      financialStatus: 'paid',
      lines: [
        { id: changed!.id, variantId: '', quantity: 4, salePriceMinor: 19_999, remove: false },
        { id: '', variantId: String(third), quantity: 1, remove: false },
      ],
    })
    expect(t.kit.counter.read().byKind).toEqual({ 'PUT /admin/orders/:id': 1 })
    expect(updated).toMatchObject({
      fulfillmentStatus: 'approved',
      customStatusPermalink: 'soglasovan',
      financialStatus: 'paid',
    })
    expect(updated.statusChangedAt).toMatch(/^\d{4}-.*Z$/)
    expect(updated.lines[0]).toEqual(kept)
    expect(updated.lines[1]).toMatchObject({ id: changed!.id, quantity: 4, salePriceMinor: 19_999 })
    expect(updated.lines[2]).toMatchObject({ variantId: String(third), quantity: 1 })
  })

  it('lose a line by its id', async () => {
    const [first, second] = variantIds()
    const id = place([
      { variant_id: first!, quantity: 1 },
      { variant_id: second!, quantity: 1 },
    ])
    const [gone, stays] = (await get(id)).lines
    const removal = { id: gone!.id, variantId: '', remove: true }
    const updated = await update({ connection, id, lines: [removal] })
    expect(updated.lines.map((line) => line.id)).toEqual([stays!.id])
    // somebody was first: the order is still there, so it is to be read and decided on again
    await expect(update({ connection, id, lines: [removal] })).rejects.toMatchObject({
      kind: 'conflict',
      code: 'INSALES_CONFLICT',
    })
  })

  it('are read instead of written where nothing is to change', async () => {
    const id = place()
    t.kit.counter.reset()
    expect(await update({ connection, id, lines: [] })).toMatchObject({ id })
    expect(t.kit.counter.read().byKind).toEqual({ 'GET /admin/orders/:id': 1 })
  })

  it('are missing where the shop has none, for a status as for a line', async () => {
    const line = { id: '5', variantId: '', quantity: 1, remove: false }
    for (const change of [{ customStatusPermalink: 'novyy', lines: [] }, { lines: [line] }]) {
      await expect(update({ connection, id: '999', ...change })).rejects.toMatchObject({
        kind: 'missing',
        text: 'В магазине inSales этого нет: заказ 999.',
      })
    }
  })

  it('name the order and the field where the shop refuses', async () => {
    const id = place()
    await expect(
      update({ connection, id, customStatusPermalink: 'net-takogo', lines: [] }),
    ).rejects.toMatchObject({
      kind: 'invalid',
      text: `inSales не принял: заказ ${id}. Поле «Статус заказа»: Статус не найден.`,
    })
    const [line] = (await get(id)).lines
    const nought = { id: line!.id, variantId: '', quantity: 0, remove: false }
    await expect(update({ connection, id, lines: [nought] })).rejects.toMatchObject({
      kind: 'invalid',
      details: { field: 'order_lines.quantity' },
    })
  })

  it('list what changed since, whole, each once', async () => {
    const since = new Date(t.kit.clock.now().getTime() - 1_000).toISOString()
    const ids = Array.from({ length: 23 }, () => place())
    const seen: insales.Order[] = []
    let cursor = ''
    for (let more = true; more;) {
      const page = await t.orders.listChanged({ connection, updatedSince: since, cursor, limit: 10 })
      seen.push(...page.orders)
      ;({ cursor, more } = page)
    }
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length)
    expect(seen.map(({ id }) => id)).toEqual(expect.arrayContaining(ids))
    expect(seen.every(({ lines }) => lines.length > 0)).toBe(true)
  })
})
