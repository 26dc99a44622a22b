import type { OrderSettings } from '@skladbridge/contracts'
import type { InsalesOrder } from './types.js'

/** «17» with what the merchant puts around it. */
export const orderName = (
  { numberPrefix, numberSuffix }: Pick<OrderSettings, 'numberPrefix' | 'numberSuffix'>,
  number: string,
): string => `${numberPrefix}${number}${numberSuffix}`.slice(0, 255)

/** MoySklad's comment holds this much (api/moysklad.md, appendix A). */
const longestComment = 4096

/** The merchant's template filled in; a line whose placeholders are all empty is left out. */
export function orderComment(template: string, order: InsalesOrder): string {
  const values: Record<string, string> = {
    comment: order.comment,
    managerComment: order.managerComment,
    number: order.number,
    delivery: order.deliveryTitle,
    payment: order.paymentTitle,
    recipient: order.recipientName,
    phone: order.recipientPhone,
    address: order.deliveryAddress,
  }
  const lines = template.split('\n').flatMap((line) => {
    const names = [...line.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).filter((name) => name in values)
    if (names.length > 0 && names.every((name) => values[name]!.trim() === '')) return []
    return [line.replace(/\{(\w+)\}/g, (whole, name: string) => (values[name] ?? whole).trim())]
  })
  return lines.join('\n').trim().slice(0, longestComment)
}

const dayMs = 86_400_000

/** RFC 3339; empty = MoySklad's own. A day of the shop is its noon in Moscow, so that no zone moves it to another day. */
export function plannedMoment(planned: OrderSettings['plannedDelivery'], order: InsalesOrder): string {
  if (planned.from === 'order') return order.deliveryDate ? `${order.deliveryDate}T12:00:00+03:00` : ''
  if (planned.from === 'none') return ''
  return new Date(Date.parse(order.createdAt) + planned.days * dayMs).toISOString()
}

/** The shop writes the rouble's old code. */
export const currencyOf = ({ currency }: Pick<InsalesOrder, 'currency'>): string => {
  const code = currency.trim().toUpperCase()
  return code === '' || code === 'RUR' ? 'RUB' : code
}
