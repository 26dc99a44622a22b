import type { moysklad } from '@skladbridge/proto'
import { z } from 'zod'
import { toMinor } from '../../domain/money.js'
import { formatMoment, fromRfc3339 } from '../../domain/moment.js'
import type { MoyskladApi } from '../api.js'
import { saveMany, type BulkResult } from '../bulk.js'
import { toRefusalMessage, type Saved } from '../outcomes.js'
import { entityLink } from '../hrefs.js'

type Payment = moysklad.Payment
type Body = Record<string, unknown>

export const paymentKinds = ['paymentin', 'cashin'] as const

const titles = { paymentin: 'Входящий платёж', cashin: 'Приходный ордер' } as const

const paymentSchema = z.object({
  id: z.string(),
  sum: z.number().optional(),
  applicable: z.boolean().optional(),
})

/** A repeat answers the payment made before, by `syncId`: an order is paid in once (api/moysklad.md §2.11, §6). */
export const createPayments = (
  api: MoyskladApi,
  payments: moysklad.NewPayment[],
): Promise<Saved<Payment>[]> =>
  eachKind(api, 'payments.create', payments, (payment) => toNewBody(api.baseUrl, payment))

export const updatePayments = (
  api: MoyskladApi,
  changes: moysklad.PaymentChange[],
): Promise<Saved<Payment>[]> =>
  eachKind(api, 'payments.update', changes, ({ id, kind, applicable, description }) => ({
    ...entityLink(api.baseUrl, kind, id),
    applicable,
    description,
  }))

export const toOutcome = (saved: Saved<Payment>): moysklad.PaymentOutcome =>
  'saved' in saved
    ? { payment: saved.saved, refusal: undefined }
    : { payment: undefined, refusal: toRefusalMessage(saved.refusal) }

/** Each kind has its own address: one request for each. */
async function eachKind<T extends { kind: string }>(
  api: MoyskladApi,
  operation: string,
  items: T[],
  toBody: (item: T) => Body,
): Promise<Saved<Payment>[]> {
  const outcomes = new Map<T, Saved<Payment>>()
  for (const kind of paymentKinds) {
    const ofKind = items.filter((item) => item.kind === kind)
    const elements = ofKind.map((item) => ({ body: toBody(item), about: titles[kind] }))
    const saved = await saveMany(api, { operation, path: `entity/${kind}`, row: paymentSchema }, elements)
    ofKind.forEach((item, at) => outcomes.set(item, toPayment(kind, saved[at]!)))
  }
  return items.map((item) => outcomes.get(item)!)
}

function toPayment(kind: string, one: BulkResult<z.infer<typeof paymentSchema>>): Saved<Payment> {
  if ('refusal' in one) return one
  const { id, sum, applicable } = one.row
  return { saved: { id, kind, sumMinor: toMinor(sum), applicable: applicable ?? true } }
}

function toNewBody(baseUrl: string, payment: moysklad.NewPayment): Body {
  const link = (type: string, id: string) => (id ? entityLink(baseUrl, type, id) : undefined)
  const moment = fromRfc3339(payment.moment)
  const body: Body = {
    syncId: payment.syncId,
    organization: link('organization', payment.organizationId),
    agent: link('counterparty', payment.agentId),
    owner: link('employee', payment.ownerId),
    group: link('group', payment.groupId),
    project: link('project', payment.projectId),
    salesChannel: link('saleschannel', payment.salesChannelId),
    rate: payment.currencyId ? { currency: entityLink(baseUrl, 'currency', payment.currencyId) } : undefined,
    sum: payment.sumMinor,
    moment: moment && formatMoment(moment),
    paymentPurpose: payment.purpose,
    description: payment.description,
    operations: [{ ...entityLink(baseUrl, 'customerorder', payment.orderId), linkedSum: payment.sumMinor }],
  }
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined && value !== ''))
}
