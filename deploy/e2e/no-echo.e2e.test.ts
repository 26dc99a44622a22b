import { afterAll, beforeAll, expect, it, jest } from '@jest/globals'
import { waitFor } from '@skladbridge/testing'
import { stockedProduct } from './testing/goods.js'
import { PATIENCE_MS, startRig, type Merchant, type Rig, type Row } from './testing/rig.js'

jest.setTimeout(240_000)

let rig: Rig
let merchant: Merchant

beforeAll(async () => {
  rig = await startRig({
    name: 'no-echo',
    env: { SWEEP_INTERVAL_MS: '100', MOYSKLAD_BUDGET_REQUESTS: '100000', INSALES_BUDGET_REQUESTS: '100000' },
    sandbox: { limits: 'off' },
  })
  merchant = await rig.merchant()
})
afterAll(() => rig?.close())

const seen = <T>(what: string, look: () => T | Promise<T>, timeoutMs = PATIENCE_MS) =>
  waitFor(look, { what, timeoutMs })
/** Of orders; goods and stock have sweeps of their own. */
const counted = (method: RegExp) =>
  Object.entries(rig.sandbox.kit.counter.read().byKind)
    .filter(([kind]) => method.test(kind) && /order|counterparty|payment|:type/.test(kind))
    .reduce((sum, [, times]) => sum + times, 0)

/** Sweeps come every three minutes: six hours on each side. A whole day is played without the system, beside the rules. */
const SWEEPS = 120

it('platforms that trim, escape and round what they are given: once both sides agree, nothing is written any more', async () => {
  await stockedProduct(merchant, 'TEA')
  const account = merchant.account()
  const attribute = 'a77b0000-0000-4000-8000-000000000002'
  account.state.attributes('customerorder').set(attribute, {
    id: attribute,
    name: 'Пожелание',
    type: 'string',
    required: false,
    show: true,
  } as never)
  const [field] = merchant.buyer.list('fields').filter((one) => one['destiny'] === 3 && one['handle'])
  await merchant.page.change(merchant.shopId, 'orders', {
    attributes: [{ field: field!['handle'], attributeId: attribute, type: 'string' }],
  })
  account.state.settings.tidies = true
  rig.sandbox.insales.shops().find(({ id }) => String(id) === merchant.shopId)!.behaviour.tidies = true

  const values = [{ handle: field!['handle'], value: '  Чай & «Дом» <b>крепче</b>   пожалуйста ' }]
  const order = merchant.placeOrder('TEA', 3, { fields_values_attributes: values }) as Row
  const made = () => merchant.customerOrder(order)
  await seen('the customer order', made)
  const [row] = made()!['positions'].rows
  account.editOrder(made()!['id'], { positions: [{ ...row, quantity: 2.337, price: 45_000 }] })
  account.edit('customerorder', made()!['id'], {
    attributes: [{ id: attribute, value: 'Зелёный   & <i>без сахара</i>' }],
  })
  const [line] = merchant.shopOrder(order)['order_lines']
  merchant.buyer.updateOrder(order['id'], {
    custom_status_permalink: merchant.status('Согласован'),
    order_lines_attributes: [{ id: line.id, sale_price: 123.456 }],
  })
  const synced = async () => (await merchant.page.order(merchant.shopId, order['id'])).state === 'synced'
  const quiet = async () => {
    const before = counted(/^(PUT|POST|DELETE)/)
    const sweeps = counted(/^GET/)
    await seen('some sweeps', () => counted(/^GET/) >= sweeps + 10)
    return (await synced()) && counted(/^(PUT|POST|DELETE)/) === before
  }
  await seen('agreement', quiet)

  rig.sandbox.kit.counter.reset()
  await seen('hours of sweeps on both sides', () => counted(/^GET/) >= 2 * SWEEPS, 150_000)
  expect(counted(/^(PUT|POST|DELETE)/)).toBe(0)
  expect(made()!['sum']).toBe(Math.round(Number(merchant.shopOrder(order)['total_price']) * 100))
})
