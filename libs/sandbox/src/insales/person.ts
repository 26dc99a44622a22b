import { invalid, notFound } from './answers.js'
import { records, text, type Input } from './input.js'
import { createOrder, deleteOrder, updateOrder } from './orders/orders.js'
import { orderJson } from './orders/to-json.js'
import { archiveProduct, createProduct, updateProduct } from './products/products.js'
import { totalStock } from './products/stock.js'
import { productJson, variantJson } from './products/to-json.js'
import { createVariant, updateVariant } from './products/variants.js'
import { rowJson } from './shop/row-json.js'
import type { Order, Product, Row, Shop, Tables, Variant } from './shop/types.js'

type Json = Record<string, unknown>

/**
 * Somebody in the shop: the buyer who places an order, or its manager in the back office. No limits and no faults,
 * but webhooks as after any change. Bodies are those of the API, without envelope. Refusals are thrown.
 */
export interface InsalesPerson {
  list(table: keyof Tables): Json[]
  createProduct(input: Input): Json
  updateProduct(id: number, input: Input): Json
  deleteProduct(id: number): void
  createVariant(productId: number, input: Input): Json
  updateVariant(id: number, input: Input): Json
  /**
   * The storefront: `lines` name goods by `variant_id`, `product_id` or `sku`; out of stock is refused.
   * Everything else as in POST orders.
   */
  placeOrder(input: Input): Json
  updateOrder(id: number, input: Input): Json
  deleteOrder(id: number): void
}

const MANAGER = { name: 'Менеджер Ольга' }

export function createPerson(shop: Shop): InsalesPerson {
  const { tables } = shop
  const product = (id: number): Product => alive(tables.products.get(id))
  const order = (id: number): Order => tables.orders.get(id) ?? missing()
  const variant = (id: number): Variant => tables.variants.get(id) ?? missing()
  return {
    list: (table) => listOf(shop, table),
    createProduct: (input) => productJson(shop, createProduct(shop, input)),
    updateProduct: (id, input) => productJson(shop, updateProduct(shop, product(id), input)),
    deleteProduct: (id) => archiveProduct(shop, product(id)),
    createVariant: (productId, input) => variantJson(shop, createVariant(shop, product(productId), input)),
    updateVariant: (id, input) =>
      variantJson(shop, updateVariant(shop, product(variant(id).product_id), id, input)),
    placeOrder: (input) => orderJson(shop, createOrder(shop, { name: null }, fromStorefront(shop, input))),
    updateOrder: (id, input) => orderJson(shop, updateOrder(shop, MANAGER, order(id), input)),
    deleteOrder: (id) => deleteOrder(shop, order(id)),
  }
}

function listOf(shop: Shop, table: keyof Tables): Json[] {
  if (table === 'products') return shop.tables.products.rows().map((product) => productJson(shop, product))
  if (table === 'variants') return shop.tables.variants.rows().map((variant) => variantJson(shop, variant))
  if (table === 'orders') return shop.tables.orders.rows().map((order) => orderJson(shop, order))
  return (shop.tables[table].rows() as unknown as Row[]).map(rowJson)
}

const buyer = { name: 'Иван', surname: 'Тестов', phone: '+79990000001', email: 'ivan@example.ru' }
const home = { full_locality_name: 'г Москва', address: 'ул. Образцовая, д. 1' }

function fromStorefront(shop: Shop, input: Input): Input {
  const { lines, ...rest } = input
  const ordered = records(lines ?? input['order_lines_attributes']).map((line) => inCart(shop, line))
  return {
    client: buyer,
    shipping_address_attributes: home,
    ...rest,
    order_lines_attributes: ordered,
  }
}

function inCart(shop: Shop, line: Input): Input {
  const { sku, ...rest } = line
  const variant = findGoods(shop, line, text(sku))
  const left = totalStock(variant)
  if (left !== null && left < Number(line['quantity'] ?? 1)) {
    throw invalid('order_lines', `Нет в наличии: осталось ${left}`)
  }
  return { ...rest, variant_id: variant.id }
}

function findGoods(shop: Shop, line: Input, sku: string | null): Variant {
  const { variants, products } = shop.tables
  if (sku) return variants.rows().find((variant) => variant.sku === sku) ?? missing()
  return (
    variants.get(Number(line['variant_id'])) ??
    products.get(Number(line['product_id']))?.variants[0] ??
    missing()
  )
}

function alive(product: Product | undefined): Product {
  return !product || product.archived ? missing() : product
}

function missing(): never {
  throw notFound()
}
