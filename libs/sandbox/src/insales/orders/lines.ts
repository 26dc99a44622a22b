import { invalid, notFound, wholeSecond } from '../answers.js'
import { flag, has, id, numeric, records, text, type Input } from '../input.js'
import { editProduct } from '../products/edit.js'
import { variantTitle } from '../products/options.js'
import { moveStock } from '../products/stock.js'
import type { Order, OrderLine, Product, Shop, Variant } from '../shop/types.js'
import { tidyOf } from './tidy.js'

/** Nested attributes: with `id` change or `_destroy`, without it add; lines not named stay. */
export function takeLines(shop: Shop, order: Order, given: Input[]): void {
  for (const input of given) {
    if (!has(input, 'id')) {
      order.lines.push(newLine(shop, input))
      continue
    }
    const line = order.lines.find((candidate) => candidate.id === id(input['id']))
    // as nested attributes answer an id that is not theirs
    if (!line) throw notFound()
    if (flag(input['_destroy'])) order.lines = order.lines.filter((other) => other !== line)
    else changeLine(shop, line, input)
  }
}

function newLine(shop: Shop, input: Input): OrderLine {
  const { product, variant } = findGoods(shop, input)
  const now = wholeSecond(shop.kit.clock.now())
  const options = variantTitle(shop, variant)
  const line: OrderLine = {
    id: shop.nextId('order_line'),
    created_at: now,
    updated_at: now,
    variant_id: variant.id,
    product_id: product.id,
    sku: variant.sku,
    barcode: variant.barcode,
    title: options ? `${product.title} (${options})` : product.title,
    unit: String(product.plain['unit'] ?? 'pce'),
    quantity: 1,
    reserved_quantity: 0,
    sale_price: variant.price,
    cost_price: variant.cost_price,
    weight: variant.weight,
    dimensions: variant.dimensions,
    comment: null,
    vat: Number(product.plain['vat'] ?? -1),
    bundle_id: null,
  }
  takeLine(shop, line, input)
  return line
}

function changeLine(shop: Shop, line: OrderLine, input: Input): void {
  const before = JSON.stringify(line)
  takeLine(shop, line, input)
  if (JSON.stringify(line) !== before) line.updated_at = wholeSecond(shop.kit.clock.now())
}

function takeLine(shop: Shop, line: OrderLine, input: Input): void {
  const tidy = tidyOf(shop)
  if (has(input, 'quantity')) {
    const quantity = numeric(input['quantity'], 'order_lines.quantity')
    if (quantity === null || quantity <= 0)
      throw invalid('order_lines.quantity', 'может иметь значение больше 0')
    line.quantity = tidy.quantity(quantity)
  }
  if (has(input, 'sale_price'))
    line.sale_price = tidy.price(numeric(input['sale_price'], 'order_lines.sale_price') ?? line.sale_price)
  if (has(input, 'comment')) line.comment = text(input['comment'])
}

function findGoods(shop: Shop, input: Input): { product: Product; variant: Variant } {
  const variant = shop.tables.variants.get(id(input['variant_id']))
  const product = shop.tables.products.get(variant?.product_id ?? id(input['product_id']))
  const chosen = variant ?? product?.variants[0]
  if (!product || !chosen || product.archived) throw invalid('order_lines.variant', 'Товар не найден')
  return { product, variant: chosen }
}

/** The order's goods are taken off the shelf; when it is declined, returned or deleted they are put back. */
export function reserve(shop: Shop, order: Order, before: OrderLine[], holds: boolean): void {
  const wanted = new Map<number, number>()
  const add = (variantId: number | null, pieces: number) => {
    if (variantId !== null) wanted.set(variantId, (wanted.get(variantId) ?? 0) + pieces)
  }
  for (const line of before) add(line.variant_id, -line.reserved_quantity)
  for (const line of order.lines) {
    line.reserved_quantity = holds ? line.quantity : 0
    add(line.variant_id, line.reserved_quantity)
  }
  for (const [variantId, pieces] of wanted) {
    const variant = shop.tables.variants.get(variantId)
    const product = variant && shop.tables.products.get(variant.product_id)
    if (variant && product)
      editProduct(shop, product, () => moveStock(shop, variant, order.warehouse_id, pieces))
  }
}

export function readLines(input: Input): Input[] {
  return records(input['order_lines_attributes'] ?? input['order_lines'])
}
