import { afterAll, beforeAll, expect, it, jest } from '@jest/globals'
import { stockedProduct } from './testing/goods.js'
import { heldWebhooks } from './testing/hold-webhooks.js'
import { tellUntilTaken } from './testing/postman.js'
import { everyService, LONG_PATIENCE_MS, startRig, type Merchant, type Rig, type Row } from './testing/rig.js'
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
  // slow enough to be in the middle of it
  rig.sandbox.kit.faults.slowMs = 300
  const telling = orders.slice(0, 18).map((order) => tellUntilTaken(merchant, order))
  // the first is taken, the others are on their way: how far each gets before the end is the machine's affair
  await Promise.race(telling)
  const arrived = () => orders.filter((order) => merchant.customerOrders(order).length > 0).length
  // what does not close within 15 s says so, and ends with another code
  const ends = rig.stop(...everyService)
  const late = orders.slice(18).map((order) => tellUntilTaken(merchant, order))
  expect(await ends).toEqual(everyService.map(() => 'code 0'))
  expect(arrived()).toBeLessThan(24)
  rig.sandbox.kit.faults.slowMs = 0
  await rig.start(...everyService)
  await Promise.all([...telling, ...late])
  await allInStep(rig, merchant, LONG_PATIENCE_MS)
})
