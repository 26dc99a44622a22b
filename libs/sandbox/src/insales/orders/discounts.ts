import { invalid, notFound, wholeSecond } from '../answers.js'
import { flag, has, id, numeric, text, type Input } from '../input.js'
import type { Actor, Discount, Order, Shop } from '../shop/types.js'
import { noteChanges } from './changes.js'

/** Per cent (type 1, the default) or money (type 2), of the whole order or of some of its lines. */
export function takeDiscounts(shop: Shop, order: Order, actor: Actor, given: Input[]): void {
  for (const input of given) {
    if (!has(input, 'id')) {
      order.discounts.push(newDiscount(shop, order, input))
      const change = { action: 'discount_created', value_was: null, value_is: text(input['description']) }
      noteChanges(shop, order, actor, [{ ...change, text: 'Добавлена скидка' }])
      continue
    }
    const discount = order.discounts.find((candidate) => candidate.id === id(input['id']))
    if (!discount) throw notFound()
    if (flag(input['_destroy'])) order.discounts = order.discounts.filter((other) => other !== discount)
    else takeDiscount(order, discount, input)
  }
}

function newDiscount(shop: Shop, order: Order, input: Input): Discount {
  const now = wholeSecond(shop.kit.clock.now())
  const discount: Discount = {
    id: shop.nextId('discount'),
    created_at: now,
    updated_at: now,
    description: null,
    type_id: 1,
    discount: 0,
    discount_code_id: has(input, 'discount_code_id') ? id(input['discount_code_id']) : null,
    line_ids: [],
    product_ids: [],
  }
  if (!has(input, 'discount')) throw invalid('discounts.discount', 'не может быть пустым')
  takeDiscount(order, discount, input)
  return discount
}

function takeDiscount(order: Order, discount: Discount, input: Input): void {
  if (has(input, 'discount')) discount.discount = numeric(input['discount'], 'discounts.discount') ?? 0
  if (has(input, 'description')) discount.description = text(input['description'])
  if (has(input, 'type_id')) discount.type_id = id(input['type_id']) === 2 ? 2 : 1
  if (has(input, 'discount_order_lines_ids')) {
    discount.line_ids = ids(input['discount_order_lines_ids'])
    const foreign = discount.line_ids.some((lineId) => !order.lines.some((line) => line.id === lineId))
    if (foreign) throw invalid('discounts.discount_order_lines_ids', 'позиция не найдена')
  }
  if (has(input, 'discount_products_ids')) discount.product_ids = ids(input['discount_products_ids'])
}

const ids = (value: unknown) => (Array.isArray(value) ? value.map(id) : [])
