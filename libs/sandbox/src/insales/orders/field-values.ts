import { invalid } from '../answers.js'
import { flag, has, id, text, type Input } from '../input.js'
import type { Order, Row, Shop } from '../shop/types.js'
import { tidyOf } from './tidy.js'

const ORDER_DESTINY = 3

/** One value a field: writing it again changes it. Found by `field_id`, else by `handle`. */
export function takeFieldValues(shop: Shop, order: Order, given: Input[]): void {
  for (const input of given) {
    const field = findField(shop, input)
    const known = order.field_values.find((value) => value.field_id === field.id)
    if (flag(input['_destroy'])) {
      order.field_values = order.field_values.filter((value) => value !== known)
      continue
    }
    const value = tidyOf(shop).text(text(input['value']))
    const now = shop.kit.clock.now()
    if (!known) {
      const id = shop.nextId('field_value')
      order.field_values.push({ id, field_id: field.id, value, created_at: now, updated_at: now })
    } else if (known.value !== value) Object.assign(known, { value, updated_at: now })
  }
}

function findField(shop: Shop, input: Input): Row {
  const fields = shop.tables.fields.rows().filter((field) => field['destiny'] === ORDER_DESTINY)
  const field = has(input, 'field_id')
    ? fields.find((candidate) => candidate.id === id(input['field_id']))
    : fields.find((candidate) => candidate['handle'] === text(input['handle']))
  if (!field) throw invalid('fields_values.field', 'Поле не найдено')
  return field
}
