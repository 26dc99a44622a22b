// Accounts with a shop each, made the way a merchant does it: installed, connected, switched on, one product carried over.
import { randomUUID } from 'node:crypto'
import { createPage } from '../../local/demo/page.mjs'
import { until } from '../../local/demo/until.mjs'

const SIDE_BY_SIDE = 8
/** Never sold out. */
const PIECES = 1_000_000
const LIMIT_MS = 120_000

/** So many connections, ready for orders: [{ accountId, shopId, sku }]. */
export async function makeConnections(system, count, say) {
  const made = []
  await say.step(`${count} connections are made`, async () => {
    const numbers = Array.from({ length: count }, (_, i) => i + 1)
    const worker = async () => {
      for (let number = numbers.shift(); number; number = numbers.shift()) {
        made.push(await makeConnection(system, number))
      }
    }
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker))
    // the shops hear of the pieces with the next stock run
    await Promise.all(made.map((connection) => inStock(system, connection)))
  })
  return made
}

async function makeConnection({ sandbox, publicUrl }, number) {
  const { vendor, moysklad, insales } = sandbox
  const accountId = randomUUID()
  const account = moysklad.addAccount({ accountId, name: `bench-${number}` })
  account.create('organization', { name: 'ООО «Чайник»' })
  const store = account.create('store', { name: 'Основной склад' })
  const shop = insales.addShop()
  await vendor.install(accountId)
  const page = createPage(publicUrl)
  await page.open(vendor.makeContextKey(accountId))
  const shopId = await connect(page, shop)
  await until('webhooks', () => hookOf(account, 'product') && shop.tables.hooks.rows().length > 0, LIMIT_MS)
  const sku = `BENCH-${number}`
  await switchOn(page, shopId, { account, shop })
  const product = account.createProduct({ name: `Чайник № ${number}`, article: sku })
  const [{ priceType }] = product.salePrices
  account.editProduct(product.id, { salePrices: [{ value: 150_000, priceType }] })
  account.setStock(product.id, store.id, PIECES)
  return { accountId, shopId: Number(shopId), sku }
}

const hookOf = (account, type) => account.list('webhook').some(({ entityType }) => entityType === type)

/** billing and the connectors hear of the install by message: the first tries may come too early. */
async function connect(page, { host, credentials: [{ login, password }] }) {
  let refusal
  const made = await until(
    'the shop connected',
    async () => {
      try {
        return await page.connect({ shopHost: host, apiKey: login, password })
      } catch (error) {
        refusal = error
        return undefined
      }
    },
    LIMIT_MS,
  ).catch((error) => {
    throw refusal ?? error
  })
  return made.shopId
}

async function switchOn(page, shopId, { account, shop }) {
  const [status] = shop.tables.custom_statuses.rows()
  const stateId = account.stateLink('customerorder', 'Новый').meta.href.split('/').at(-1)
  await page.save(shopId, 'catalog', { syncProducts: true })
  await page.save(shopId, 'orders', {
    syncOrders: true,
    statusMap: [{ moyskladStateId: stateId, insalesStatus: status.permalink }],
  })
  await page.save(shopId, 'stock', { syncStock: true })
}

function inStock({ sandbox }, { shopId, sku }) {
  const buyer = sandbox.insales.person(shopId)
  const variant = () => buyer.list('variants').find((each) => each.sku === sku)
  return until(`${sku} in stock`, () => Number(variant()?.quantity) === PIECES, LIMIT_MS)
}
