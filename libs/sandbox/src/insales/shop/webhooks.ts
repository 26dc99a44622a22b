import { orderJson } from '../orders/to-json.js'
import { productJson } from '../products/to-json.js'
import type { Announcements, Hook, Order, Product, Row, Shop } from './types.js'
import { rowJson } from './row-json.js'
import { toXml } from './xml.js'

export const topics = [
  'orders/create',
  'orders/update',
  'orders/destroy',
  'products/create',
  'products/update',
  'client/create',
  'client/update',
]

/** Repeats are not documented for inSales, so there are none; nor is a signature, so there is none. */
const DEADLINE_MS = 10_000
const ATTEMPTS = 1

export function createAnnouncements(shop: () => Shop): Announcements {
  const created = new Set<Product>()
  const updated = new Set<Product>()

  /** After the answer and after all changes of the same turn: products come in batches. */
  const soon = (work: () => void) =>
    shop().later(new Promise<void>((resolve) => setImmediate(resolve)).then(work))
  function flush() {
    for (const [topic, products] of [
      ['products/create', created],
      ['products/update', updated],
    ] as const) {
      const batch = [...products]
      products.clear()
      sendProducts(shop(), topic, batch)
    }
  }
  function noteProduct(into: Set<Product>, product: Product) {
    if (created.size + updated.size === 0) soon(flush)
    into.add(product)
  }

  return {
    productCreated(product) {
      noteProduct(created, product)
      // the shop follows each creation with an update at once
      noteProduct(updated, product)
    },
    productUpdated: (product) => noteProduct(updated, product),
    order: (topic, order) =>
      soon(() => {
        sendOrder(shop(), `orders/${topic}`, order)
        if (topic === 'create') sendOrder(shop(), 'orders/update', order)
      }),
    client: (topic, client) => soon(() => sendClient(shop(), topic, client)),
  }
}

function sendProducts(shop: Shop, topic: string, products: Product[]): void {
  const alive = products.filter((product) => !product.archived)
  for (const hook of hooksOf(shop, topic)) {
    for (let at = 0; at < alive.length; at += hook.batch_size) {
      const batch = alive.slice(at, at + hook.batch_size).map((product) => productJson(shop, product))
      send(shop, hook, 'products', batch)
    }
  }
}

function sendOrder(shop: Shop, topic: string, order: Order): void {
  for (const hook of hooksOf(shop, topic)) {
    if (hook.warehouse_id === null || hook.warehouse_id === order.warehouse_id) {
      send(shop, hook, 'order', orderJson(shop, order))
    }
  }
}

function sendClient(shop: Shop, topic: 'create' | 'update', client: Row): void {
  for (const hook of hooksOf(shop, `client/${topic}`)) send(shop, hook, 'client', rowJson(client))
}

const hooksOf = (shop: Shop, topic: string) => shop.tables.hooks.rows().filter((hook) => hook.topic === topic)

function send(shop: Shop, hook: Hook, root: string, body: unknown): void {
  const isJson = hook.format_type === 'json'
  shop.kit.webhooks.send({
    url: hook.address,
    body: isJson ? body : toXml(root, body),
    headers: { 'content-type': isJson ? 'application/json' : 'application/xml' },
    deadlineMs: DEADLINE_MS,
    attempts: ATTEMPTS,
  })
}
