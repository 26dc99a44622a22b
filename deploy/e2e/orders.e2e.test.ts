import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { waitFor } from '@skladbridge/testing'
import { idOf } from '../local/demo/merchant.mjs'
import { orderDifferences } from './testing/differences.js'
import { stockedProduct } from './testing/goods.js'
import { PATIENCE_MS, startRig, type Merchant, type Rig, type Row } from './testing/rig.js'

jest.setTimeout(180_000)

let rig: Rig
let merchant: Merchant
let shopId: string

beforeAll(async () => {
  rig = await startRig({ name: 'orders' })
  merchant = await rig.merchant()
  shopId = merchant.shopId
  await stockedProduct(merchant, 'TEA')
  await stockedProduct(merchant, 'CUP')
})
afterAll(() => rig?.close())

const seen = <T>(what: string, look: () => T | Promise<T>) => waitFor(look, { what, timeoutMs: PATIENCE_MS })
const settings = (more: object) => merchant.page.change(shopId, 'orders', more)
const made = (order: Row) =>
  seen(`the customer order of ${order['number']}`, () => merchant.customerOrder(order))
const theirs = (order: Row) => merchant.customerOrder(order)!
const ours = (order: Row) => merchant.shopOrder(order)
const stateOf = async (order: Row) => (await merchant.page.order(shopId, Number(order['id']))) as Row
const buyer = (phone: string, more: object = {}) => ({
  client: { name: 'Пётр', surname: 'Чайный', phone, email: `p${phone.slice(-4)}@example.ru`, ...more },
})
const kopecks = (order: Row) => Math.round(Number(order['total_price']) * 100)

describe('an order is born as the settings say', () => {
  it('number, comment, day, channel, project, reserve, groups of the customer, a field of the order', async () => {
    const account = merchant.account()
    const seed = account.seed()
    const attribute = 'a77b0000-0000-4000-8000-000000000001'
    account.state
      .attributes('customerorder')
      .set(attribute, { id: attribute, name: 'Мест', type: 'long', required: false, show: true } as never)
    const [field] = merchant.buyer.list('fields').filter((one) => one['destiny'] === 3 && one['handle'])
    await settings({
      ...{ numberPrefix: 'IS-', commentTemplate: '{comment} / {payment}', reserve: true, shared: false },
      ...{
        plannedDelivery: { from: 'days', days: 2 },
        salesChannelId: seed.salesChannel,
        projectId: seed.project,
      },
      counterparty: { matchBy: ['phone', 'email'], updateExisting: false, tags: ['интернет-магазин'] },
      attributes: [{ field: field!['handle'], attributeId: attribute, type: 'long' }],
    })
    const order = merchant.placeOrder('TEA', 2, {
      ...buyer('+79120000001'),
      comment: 'Позвонить',
      fields_values_attributes: [{ handle: field!['handle'], value: '3' }],
    })
    const named = () => account.list('customerorder').find(({ name }) => name === `IS-${order['number']}`)
    const { id } = (await seen('the customer order', named)) as Row
    const whole = account.get('customerorder', id as string) as Row
    expect(whole).toMatchObject({
      description: expect.stringMatching(/^Позвонить \/ /),
      shared: false,
      attributes: [{ name: 'Мест', value: 3 }],
      sum: kopecks(order),
    })
    expect([idOf(whole['salesChannel']), idOf(whole['project'])]).toEqual([seed.salesChannel, seed.project])
    expect(whole['positions'].rows[0]).toMatchObject({ quantity: 2, reserve: 2 })
    expect(merchant.counterparty(whole)).toMatchObject({ tags: ['интернет-магазин'] })
    await settings({ numberPrefix: '', commentTemplate: '{comment}', attributes: [], reserve: false })
  })

  it('two orders at the same moment by the same new customer make one counterparty', async () => {
    const [one, two] = [1, 2].map(() => merchant.placeOrder('TEA', 1, buyer('+79120000002')))
    const agents = [await made(one!), await made(two!)].map((order) => merchant.counterparty(order)['id'])
    expect(agents[0]).toBe(agents[1])
  })

  it('a company by its INN, however the buyer is called', async () => {
    const company = { type: 'Client::Juridical', inn: '7704567890', name: 'Липа', email: 'new@lipa.example' }
    await settings({ counterparty: { matchBy: ['inn', 'phone'], updateExisting: false, tags: [] } })
    const order = merchant.placeOrder('TEA', 1, buyer('+79120000003', company))
    expect(merchant.counterparty(await made(order))).toMatchObject({ inn: '7704567890' })
  })

  it('discounts of a line and of the order, delivery and margin add up to the kopeck', async () => {
    const order = merchant.placeOrder('TEA', 3, {
      ...buyer('+79120000004'),
      delivery_price: 531,
      discounts_attributes: [
        { discount: 7, type_id: 1, description: 'Скидка 7 %' },
        { discount: 100.01, type_id: 2, description: 'Сертификат' },
      ],
    })
    const whole = await made(order)
    expect(whole['sum']).toBe(kopecks(order))
  })

  it('an order of five hundred lines', async () => {
    const lines = Array.from({ length: 500 }, (_, at) => ({
      sku: at % 2 ? 'TEA' : 'CUP',
      quantity: 1 + (at % 3),
    }))
    const order = merchant.buyer.placeOrder({ lines, ...buyer('+79120000005') }) as Row
    const whole = await made(order)
    expect([whole['positions'].meta.size, whole['sum']]).toEqual([500, kopecks(order)])
  })
})

describe('what waits, and why', () => {
  it('a line without a linked product: named on the page and in the journal, and it goes over once one fits', async () => {
    merchant.buyer.createProduct({
      title: 'Новинка',
      variants_attributes: [{ price: 100, sku: 'NEW-1', quantity: 50 }],
    })
    const order = merchant.buyer.placeOrder({
      lines: [{ sku: 'NEW-1', quantity: 1 }],
      ...buyer('+79120000006'),
    }) as Row
    await seen('parked', async () => (await stateOf(order))['state'] === 'parked')
    const byNumber = await merchant.page.orderByNumber(shopId, String(order['number']))
    expect(byNumber).toMatchObject({
      failureCode: 'ORDERS_LINE_NOT_LINKED',
      failureText: expect.stringContaining('Новинка'),
    })
    const { orders } = await merchant.page.waitingOrders(shopId)
    expect(orders.map((one: Row) => one['insalesNumber'])).toContain(String(order['number']))
    merchant.account().createProduct({ name: 'Новинка', article: 'NEW-1' })
    merchant.buyer.updateOrder(Number(order['id']), { comment: 'посмотрите ещё раз' })
    expect((await made(order))['sum']).toBe(kopecks(order))
    for (const code of ['ORDERS_LINE_NOT_LINKED', 'LINE_FOUND']) {
      await seen(code, async () => JSON.stringify(await merchant.page.journal(shopId)).includes(code))
    }
  })

  it('only paid orders, where the merchant says so', async () => {
    await settings({ onlyPaid: true })
    const order = merchant.placeOrder('TEA', 1, buyer('+79120000007'))
    await seen('left alone', async () => (await stateOf(order))['left'] === 'not-chosen')
    expect(merchant.customerOrders(order)).toEqual([])
    merchant.buyer.updateOrder(order['id'], { financial_status: 'paid' })
    await made(order)
    await settings({ onlyPaid: false })
  })
})

describe('payments', () => {
  it('paid in the shop: paid in once; given back: un-posted, and told', async () => {
    await settings({ payments: { create: 'paymentin', byGateway: [], onRefund: 'mark' } })
    const order = merchant.placeOrder('TEA', 2, buyer('+79120000008'))
    await made(order)
    const payments = () => merchant.account().list('paymentin') as Row[]
    const before = payments().length
    merchant.buyer.updateOrder(order['id'], { financial_status: 'paid' })
    await seen('the payment', () => theirs(order)['payedSum'] === kopecks(order))
    for (let time = 0; time < 3; time += 1)
      rig.sandbox.kit.webhooks.repeatLast({ urlContains: '/hooks/insales/' })
    merchant.buyer.updateOrder(order['id'], { financial_status: 'pending' })
    await seen('un-posted', () => theirs(order)['payedSum'] === 0)
    merchant.buyer.updateOrder(order['id'], { financial_status: 'paid' })
    await seen('posted again', () => theirs(order)['payedSum'] === kopecks(order))
    expect(payments()).toHaveLength(before + 1)
  })
})

describe('both ways', () => {
  let order: Row
  beforeAll(async () => {
    order = merchant.buyer.placeOrder({
      lines: [
        { sku: 'TEA', quantity: 2 },
        { sku: 'CUP', quantity: 1 },
      ],
      ...buyer('+79120000009'),
    }) as Row
    await made(order)
  })
  const rows = () => theirs(order)['positions'].rows as Row[]

  it('a line removed and a price changed in MoySklad, a line added in the shop', async () => {
    const [tea, cup] = rows()
    merchant
      .account()
      .editOrder(theirs(order)['id'], { positions: [{ id: tea!['id'], quantity: 5, price: 40_000 }] })
    await seen('one line in the shop', () => ours(order)['order_lines'].length === 1)
    expect(ours(order)['order_lines'][0]).toMatchObject({ quantity: 5, full_sale_price: 400 })
    expect(cup).toBeDefined()
    const [variant] = merchant.variants('CUP')
    merchant.buyer.updateOrder(order['id'], {
      order_lines_attributes: [{ variant_id: variant!['id'], quantity: 4 }],
    })
    await seen('two positions', () => rows().length === 2)
    await seen('the same sum', () =>
      orderDifferences(merchant).every((one) => !one.startsWith(String(order['number']))),
    )
  })

  it('payment has a row of its own in the map of statuses', async () => {
    const stateId = (name: string) => idOf(merchant.account().stateLink('customerorder', name) as never)
    const states = [...merchant.account().state.states('customerorder').values()].map(({ name }) => name)
    const { statusMap } = await settings({})
    const paidState = states.find(
      (name) => !statusMap.some((row: Row) => row['moyskladStateId'] === stateId(name)),
    )!
    const row = { moyskladStateId: stateId(paidState), insalesStatus: 'paid', of: 'payment' }
    await settings({
      statusMap: [...statusMap, row],
      payments: { create: 'none', byGateway: [], onRefund: 'note' },
    })
    merchant.account().editOrder(theirs(order)['id'], { state: paidState })
    await seen('paid in the shop', () => ours(order)['financial_status'] === 'paid')
    const other = merchant.placeOrder('TEA', 1, buyer('+79120000010'))
    await made(other)
    merchant.buyer.updateOrder(other['id'], { financial_status: 'paid' })
    await seen('the state', () => idOf(theirs(other)['state']) === stateId(paidState))
  })

  it('deleted in MoySklad: not made again by itself, but made again when the merchant wants it', async () => {
    const { id } = theirs(order)
    merchant.account().remove('customerorder', id)
    merchant.buyer.updateOrder(order['id'], { comment: 'ещё раз' })
    await seen('left alone', async () => (await stateOf(order))['left'] === 'gone-moysklad')
    expect(merchant.customerOrders(order)).toEqual([])
    await merchant.page.resendOrder(shopId, order['id'])
    expect((await made(order))['sum']).toBe(kopecks(ours(order)))
  })

  it('deleted in the shop: the customer order gets the status the merchant chose', async () => {
    const gone = idOf(merchant.account().stateLink('customerorder', 'Подтверждён') as never)
    await settings({ deletedInShop: { do: 'setState', moyskladStateId: gone } })
    const doomed = merchant.placeOrder('TEA', 1, buyer('+79120000011'))
    await made(doomed)
    merchant.buyer.deleteOrder(doomed['id'])
    await seen('the status', () => idOf(theirs(doomed)['state']) === gone)
  })
})

describe('an order that an earlier integration has made', () => {
  it('is adopted, not repeated', async () => {
    const other = rig.stranger()
    await other.install()
    await other.openPage()
    await other.connect()
    const catalog = other.page.save(other.shopId, 'catalog', { syncProducts: true })
    await catalog
    await other.page.save(other.shopId, 'stock', { syncStock: true })
    const product = await stockedProduct(other, 'OLD')
    const placed = other.placeOrder('OLD', 2, buyer('+79120000012'))
    const { organization, counterparties } = other.account().seed()
    const link = (type: string, id: string) => other.account().link(type, id)
    other.account().create('customerorder', {
      name: String(placed['number']),
      externalCode: String(placed['id']),
      organization: link('organization', organization),
      agent: link('counterparty', counterparties.person),
      positions: [{ assortment: link('product', product['id']), quantity: 2, price: 45_000 }],
    })
    await other.page.save(other.shopId, 'orders', { syncOrders: true, startFrom: '2020-01-01T00:00:00Z' })
    await seen('adopted', async () => {
      const { state } = await other.page.order(other.shopId, placed['id'])
      return state === 'synced'
    })
    expect(other.customerOrders(placed)).toHaveLength(1)
    const [line] = other.shopOrder(placed)['order_lines']
    other.buyer.updateOrder(placed['id'], { order_lines_attributes: [{ id: line.id, quantity: 3 }] })
    await seen('followed', () => other.customerOrder(placed)!['positions'].rows[0].quantity === 3)
  })
})
