// A merchant of the sandboxes: one MoySklad account, one shop, and what people do in both.
import { Trouble } from '../scope.mjs'
import { createPage } from './page.mjs'
import { until } from './until.mjs'

/** Which pairs of statuses `switchOn` maps: MoySklad's state, the shop's custom status. */
export const statusMap = [
  ['Новый', 'Новый'],
  ['Подтверждён', 'Согласован'],
]

/** @typedef {Record<string, any>} Row what a platform shows of a thing */

/**
 * @param {{ sandbox: import('@skladbridge/sandbox').Sandbox, publicUrl: string, accountId: string, accountName: string,
 *   shop: { id: number, host: string, credentials: { login: string, password: string }[] } }} options
 */
export function createMerchant({ sandbox, publicUrl, accountId, accountName, shop }) {
  const { vendor, moysklad, insales } = sandbox
  const page = createPage(publicUrl)
  const world = {
    accountId,
    shopId: String(shop.id),
    page,
    /** The person in the shop. */
    buyer: insales.person(shop.id),
    /** The person in MoySklad. */
    account: () => moysklad.account(accountId),
  }
  return {
    ...world,
    ...joining({ ...world, vendor, accountName, shop }),
    ...goods(world),
    ...orders(world),
  }
}

/** From «Приложения» to a shop that is synced. */
function joining({ vendor, accountId, accountName, shop, page, buyer, account, shopId }) {
  return {
    install: () => vendor.install(accountId, { accountName }),
    openPage: () => page.open(vendor.makeContextKey(accountId)),

    /** Again until it is done: billing and the connectors hear of the install by message. */
    async connect() {
      const [{ login, password }] = shop.credentials
      let refusal
      const made = await until('the shop connected', async () => {
        try {
          return await page.connect({ shopHost: shop.host, apiKey: login, password })
        } catch (error) {
          refusal = error.message
          return undefined
        }
      }).catch((error) => {
        throw new Trouble(`${error.message}; last: ${refusal}`)
      })
      await until('webhooks on both sides', () => {
        return buyer.list('hooks').length > 0 && account().list('webhook').length > 0
      })
      return made
    },

    /** Products, orders, stock, and the statuses of `statusMap`. */
    async switchOn() {
      const pairs = statusMap.map(([state, title]) => ({
        moyskladStateId: idOf(account().stateLink('customerorder', state)),
        insalesStatus: statusCalled(buyer, title),
      }))
      await page.save(shopId, 'catalog', { syncProducts: true })
      await page.save(shopId, 'orders', { syncOrders: true, statusMap: pairs })
      await page.save(shopId, 'stock', { syncStock: true })
    },
  }
}

function goods({ buyer, account }) {
  return {
    /** @param {{ article: string, name: string, price: number }} product price in kopecks @returns {Row} */
    createProduct({ article, name, price }) {
      const [{ priceType }] = account().list('product')[0].salePrices
      return account().createProduct({ name, article, salePrices: [{ value: price, priceType }] })
    },
    /** @param {Row} product @param {number} quantity in the account's first warehouse */
    setStock(product, quantity) {
      account().setStock(product.id, account().list('store')[0].id, quantity)
    },
    /** The variants in the shop with this article. @param {string} article @returns {Row[]} */
    variants: (article) => buyer.list('variants').filter(({ sku }) => sku === article),
  }
}

function orders({ buyer, account }) {
  const customerOrders = ({ number }) =>
    account()
      .list('customerorder')
      .filter(({ name }) => name === String(number))
  return {
    /** @param {string} article @param {number} quantity @param {Row} more of the order @returns {Row} */
    placeOrder: (article, quantity, more = {}) =>
      buyer.placeOrder({ lines: [{ sku: article, quantity }], ...more }),
    /** As it is in the shop now. @param {Row} order @returns {Row} */
    shopOrder: (order) => buyer.list('orders').find(({ id }) => id === order.id),
    /** All that it has become in MoySklad: one, if all is well. @type {(order: Row) => Row[]} */
    customerOrders,
    /** The first of them, whole. @param {Row} order @returns {Row | undefined} */
    customerOrder(order) {
      const [found] = customerOrders(order)
      return found && account().get('customerorder', found.id)
    },
    /** The customer of a customer order. @param {Row} order @returns {Row} */
    counterparty: (order) => account().get('counterparty', idOf(order.agent)),
    /** The permalink of the shop's status with this title. @param {string} title @returns {string} */
    status: (title) => statusCalled(buyer, title),
  }
}

/** @param {{ meta: { href: string } }} reference */
export const idOf = ({ meta }) => meta.href.split('/').at(-1)

const statusCalled = (buyer, title) =>
  buyer.list('custom_statuses').find((status) => status.title === title).permalink
