import { paymentSyncId } from '@skladbridge/contracts'
import { decidePayment, type PaymentDecision, type PaymentMemory } from '../domain/decide-payment.js'
import { currencyOf } from '../domain/map-new-order.js'
import { eachOf } from './change-orders.js'
import type { Ended } from './end-orders.js'
import { note, type Round } from './order-batch.js'
import type { NewPayment } from './ports.js'

interface Due<D extends PaymentDecision['do']> {
  order: Ended
  decision: Extract<PaymentDecision, { do: D }>
}

/** Payments of the orders that stand on both sides now. An order whose payment is refused is otherwise done. */
export async function payOrders(round: Round, ended: Ended[]): Promise<void> {
  const { payments } = round.view.settings
  const paying: Due<'pay'>[] = []
  const posting: Due<'post' | 'unpost'>[] = []
  for (const order of ended) {
    const { insales, moysklad, job } = order
    // made anew: the payment of the deleted order is no payment of this one
    const known = order.news === 'created' && !order.moved ? null : job.link.payment
    const decision = decidePayment(payments, insales, moysklad, known)
    if (decision.do === 'pay') paying.push({ order, decision })
    else if (decision.do === 'post' || decision.do === 'unpost') posting.push({ order, decision })
    else if (decision.do === 'note' || decision.do === 'forget-note') noteRefund(round, order, decision)
  }
  if (paying.length > 0) await pay(round, paying)
  if (posting.length > 0) await post(round, posting)
}

function noteRefund(
  round: Round,
  order: Ended,
  { do: what, payment }: Due<'note' | 'forget-note'>['decision'],
): void {
  order.payment = { ...payment, noted: what === 'note' }
  if (what === 'note') note(round, 'PAYMENT_REFUNDED', order.insales)
}

async function pay(round: Round, due: Due<'pay'>[]): Promise<void> {
  const { ports, turn } = round
  const intents = due.map(({ decision: { kind, sumMinor } }) => ({ id: '', kind, sumMinor, posted: false }))
  await Promise.all(due.map(({ order }, at) => turn.remember(order.job.link, { payment: intents[at]! })))
  const requests = due.map(({ order, decision }) => newPayment(round, order, decision))
  const made = await eachOf(requests.length, () =>
    ports.moysklad.createPayments(turn.connection.accountId, requests, turn),
  )
  for (const [at, { order, decision }] of due.entries()) {
    const one = made[at]!
    if ('ok' in one) {
      order.payment = { ...intents[at]!, id: one.ok.id, posted: true }
      note(round, 'PAYMENT_CREATED', order.insales, (decision.sumMinor / 100).toFixed(2))
    } else order.problem ??= one.error
  }
}

function newPayment(
  { view, turn }: Round,
  { insales, moysklad }: Ended,
  { kind, sumMinor }: Due<'pay'>['decision'],
): NewPayment {
  const { own, byCode = {} } = view.defaults.currencies ?? {}
  const currency = currencyOf(insales)
  return {
    syncId: paymentSyncId(turn.connection, `${insales.id}:${moysklad.id}`),
    kind,
    orderId: moysklad.id,
    organizationId: moysklad.organizationId,
    agentId: moysklad.agentId,
    sumMinor,
    moment: insales.financialChangedAt,
    purpose: `Оплата заказа ${insales.number} (inSales), ${insales.paymentTitle}`.slice(0, 255),
    currencyId: currency === own ? '' : (byCode[currency] ?? ''),
    settings: view.settings,
  }
}

async function post(round: Round, due: Due<'post' | 'unpost'>[]): Promise<void> {
  const { ports, turn } = round
  const changes = due.map(({ decision }): PaymentMemory & { description: string } => ({
    ...decision.payment,
    posted: decision.do === 'post',
    description: decision.do === 'post' ? '' : 'Заказ в inSales больше не оплачен',
  }))
  const changed = await eachOf(changes.length, () =>
    ports.moysklad.updatePayments(turn.connection.accountId, changes, turn),
  )
  for (const [at, { order, decision }] of due.entries()) {
    const one = changed[at]!
    const { description: _, ...memory } = changes[at]!
    if ('ok' in one) {
      order.payment = memory
      note(round, decision.do === 'post' ? 'PAYMENT_POSTED' : 'PAYMENT_UNPOSTED', order.insales)
      // deleted by somebody: there is nothing to post
    } else if (one.error.kind === 'missing') order.payment = memory
    else order.problem ??= one.error
  }
}
