import { invalid, wholeSecond } from '../answers.js'
import type { Actor, Order, Row, Shop } from '../shop/types.js'

type Change = { action: string; value_was: string | null; value_is: string | null; text: string }

/** Newest first, and one moment for what one request did. */
export function noteChanges(shop: Shop, order: Order, actor: Actor, changes: Change[]): void {
  const created_at = shop.kit.clock.now()
  const by = actor.name === null ? '' : ` пользователем ${actor.name}`
  for (const { text, ...change } of changes) {
    order.changes.unshift({
      id: shop.nextId('order_change'),
      created_at,
      ...change,
      full_description: `${text}${by}`,
      user_name: actor.name,
    })
  }
}

export function statusOf(shop: Shop, permalink: string): Row {
  const status = shop.tables.custom_statuses.byKey(permalink)
  if (!status) throw invalid('custom_status', 'Статус не найден')
  return status
}

export function defaultStatusOf(shop: Shop, systemStatus: string): Row {
  const statuses = shop.tables.custom_statuses
    .rows()
    .filter((status) => status['system_status'] === systemStatus)
  const status = statuses.find((candidate) => candidate['is_default']) ?? statuses[0]
  if (!status) throw invalid('fulfillment_status', 'недопустимое значение')
  return status
}

/** Sets the custom status and the system status that follows from it. */
export function moveToStatus(shop: Shop, order: Order, actor: Actor, next: Row): void {
  const last = statusOf(shop, order.custom_status)
  if (last.id === next.id) return
  order.custom_status = String(next['permalink'])
  const system = { was: String(last['system_status']), is: String(next['system_status']) }
  const now = wholeSecond(shop.kit.clock.now())
  if (system.is !== 'new') order.accepted_at ??= now
  if (system.is === 'delivered') order.delivered_at ??= now
  noteChanges(shop, order, actor, [
    {
      action: 'custom_status_changed',
      value_was: String(last['title']),
      value_is: String(next['title']),
      text: `Статус заказа изменен с '${String(last['title'])}' на '${String(next['title'])}'`,
    },
    ...(system.was === system.is ? [] : [systemChange(shop, system)]),
  ])
}

function systemChange(shop: Shop, { was, is }: { was: string; is: string }): Change {
  const title = (status: string) => String(defaultStatusOf(shop, status)['title'])
  return {
    action: 'fulfillment_status_changed',
    value_was: was,
    value_is: is,
    text: `Статус заказа изменен с '${title(was)}' на '${title(is)}'`,
  }
}

const paymentTitles = { pending: 'Не оплачен', paid: 'Оплачен' }

export function moveToPayment(shop: Shop, order: Order, actor: Actor, next: unknown): void {
  if (next !== 'pending' && next !== 'paid') throw invalid('financial_status', 'недопустимое значение')
  const last = order.financial_status
  if (last === next) return
  order.financial_status = next
  order.paid_at = next === 'paid' ? wholeSecond(shop.kit.clock.now()) : null
  noteChanges(shop, order, actor, [
    {
      action: 'financial_status_changed',
      value_was: last,
      value_is: next,
      text: `Статус оплаты изменен с '${paymentTitles[last]}' на '${paymentTitles[next]}'`,
    },
  ])
}
