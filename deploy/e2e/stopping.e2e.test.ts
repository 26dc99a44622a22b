import { afterAll, beforeAll, expect, it, jest } from '@jest/globals'
import { waitFor } from '@skladbridge/testing'
import { stockedProduct } from './testing/goods.js'
import { heldWebhooks } from './testing/hold-webhooks.js'
import { tellUntilTaken } from './testing/postman.js'
import {
  everyService,
  LONG_PATIENCE_MS,
  PATIENCE_MS,
  startRig,
  type Merchant,
  type Rig,
  type Row,
} from './testing/rig.js'
import { allInStep } from './testing/settled.js'

jest.setTimeout(240_000)

let rig: Rig
let merchant: Merchant
const article = 'TEA-1'

beforeAll(async () => {
  rig = await startRig({ name: 'stopping' })
  merchant = await rig.merchant()
  await stockedProduct(merchant, article)
})
afterAll(() => rig?.close())

it('all services told to stop under load end within 15 s with code 0, and nothing is lost', async () => {
  const orders: Row[] = []
  await heldWebhooks(rig.sandbox, () => {
    for (let count = 0; count < 24; count += 1) orders.push(merchant.placeOrder(article, 1))
  })
  const telling = orders.slice(0, 18).map((order) => tellUntilTaken(merchant, order))
  const arrived = () => orders.filter((order) => merchant.customerOrders(order).length > 0).length
  await waitFor(() => arrived() > 2, { what: 'the first few', timeoutMs: PATIENCE_MS })
  expect(arrived()).toBeLessThan(18)
  // what does not close within 15 s says so, and ends with another code
  const ends = rig.stop(...everyService)
  const late = orders.slice(18).map((order) => tellUntilTaken(merchant, order))
  expect(await ends).toEqual(everyService.map(() => 'code 0'))
  expect(arrived()).toBeLessThan(24)
  await rig.start(...everyService)
  await Promise.all([...telling, ...late])
  await allInStep(rig, merchant, LONG_PATIENCE_MS)
})
