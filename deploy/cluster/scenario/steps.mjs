// The trial from top to bottom, each step with its time. Answers the differences between both platforms in the end.
import { until } from '../../local/demo/until.mjs'
import { Trouble } from '../../local/scope.mjs'
import { serviceNames } from '../../image/build.mjs'
import { findDifferences } from './compare.mjs'
import { createProducts, createWorld, startFlow } from './world.mjs'

const PRODUCTS = 10
const PER_SECOND = 1.5
// Retries wait up to 15 minutes; the sweeps of the trial come every 20 seconds.
const SETTLE_MS = 6 * 60_000

export async function runSteps({ say, scope, trial }) {
  const { tags } = trial
  await say.step(`helm install ${tags[0]}, all ready`, trial.install)
  await say.step('helm test', trial.test)
  const world = await openWorld({ scope, trial })
  await say.step('installed in MoySklad, shop connected, all switched on', world.join)
  let products
  await say.step(`${PRODUCTS} products arrive in the shop`, async () => {
    products = await createProducts(world, PRODUCTS)
    await until('all products in the shop, with their stock', () => allInStock(world, products), 120_000)
  })
  world.earlier = new Set((await customerOrders(world)).map(({ id }) => id))
  const flow = startFlow(world, products, { perSecond: PER_SECOND })
  const during = (title, work) => say.step(title, async () => moreOrders(flow, work))
  await say.step('first orders arrive in MoySklad', () =>
    until(
      'an order',
      async () => (await customerOrders(world)).some(({ id }) => !world.earlier.has(id)),
      60_000,
    ),
  )

  for (const name of [...serviceNames, 'rabbitmq', 'mongodb'])
    await during(`${name} killed, ready again`, () => trial.kill(name))
  await during('scaled to two replicas each', () => trial.scale(2))
  for (const name of ['order-sync', 'gateway'])
    await during(`both of ${name} killed, ready again`, () => trial.kill(name))
  await during('keys of stored secrets rotated', () => trial.keys.rotate('secret-keys'))
  await during('keys of webhooks rotated', () => trial.keys.rotate('webhook-keys'))
  await during(`upgraded to ${tags[1]}`, () => trial.upgradeTo(tags[1]))
  await expectTag(trial, tags[1])
  await during('old keys dropped, nothing stored under them', async () => {
    await until('everything under the new key', async () => (await trial.keys.countOld()) === 0, 120_000)
    await trial.keys.drop('secret-keys')
  })
  await during(`rolled back to ${tags[0]}`, trial.rollback)
  await expectTag(trial, tags[0])
  await say.step('helm test', trial.test)

  const orders = await flow.stop()
  await say.step(`all ${orders.length} orders and ${products.length} prices arrive`, () =>
    settle(world, orders, products),
  )
  const differences = await compare(world, orders, products)
  await say.step('no secret in any log or in what helm printed', async () => {
    const leaks = await trial.findLeaks()
    if (leaks > 0) throw new Trouble(`${leaks} secrets were printed`)
  })
  await say.step('uninstalled, only kept Secrets are left', trial.uninstall)
  return differences
}

async function openWorld({ scope, trial }) {
  const control = await trial.forward('sandbox', 7104)
  const gateway = await trial.forward(`${trial.release}-gateway`, 80)
  scope.defer(() => [control, gateway].forEach((way) => way.stop()))
  return createWorld({ controlUrl: control.url, publicUrl: gateway.url })
}

async function moreOrders(flow, work) {
  const before = flow.placed()
  await work()
  return `+ ${flow.placed() - before} orders meanwhile`
}

async function expectTag(trial, tag) {
  const running = await trial.runningTags()
  if (running.join() !== tag) throw new Trouble(`${running.join(' and ')} run, not ${tag}`)
}

const customerOrders = (world) => world.accountList('customerorder')

async function allInStock(world, products) {
  const wanted = new Set(products.map(({ article }) => article))
  const there = (await world.shopList('variants')).filter(
    ({ sku, quantity }) => wanted.has(sku) && Number(quantity) > 0,
  )
  return there.length === products.length
}

async function compare(world, orders, products) {
  const [made, counterparties, variants] = await Promise.all([
    customerOrders(world),
    world.accountList('counterparty'),
    world.shopList('variants'),
  ])
  const fresh = made.filter(({ id }) => !world.earlier.has(id))
  return findDifferences({ orders, customerOrders: fresh, counterparties, products, variants })
}

async function settle(world, orders, products) {
  let last
  await until(
    'both platforms agree',
    async () => {
      last = await compare(world, orders, products)
      return last.length === 0
    },
    SETTLE_MS,
  ).catch(() => `${last.length} differences`)
}
