import { toAppError, type AppError } from '@skladbridge/errors'
import { currencyOf, orderComment, orderName, plannedMoment } from '../domain/map-new-order.js'
import type { MoyskladOrder } from '../domain/types.js'
import { orderErrors } from '../errors.js'
import { adoptEarlier } from './adopt-orders.js'
import { eachOf } from './change-orders.js'
import { findCustomers, type KnownCustomer } from './find-customers.js'
import type { Ended } from './end-orders.js'
import { fail, note, type Birth, type Job, type Round } from './order-batch.js'
import type { NewOrder } from './ports.js'
import { syncIdOf } from './read-round.js'
import { settleOrder } from './settle-order.js'

interface Ready extends Birth {
  customer: KnownCustomer
  currencyId: string
}

/**
 * The intents go first, the orders second, in one request. Should the process die in between, the next attempt looks for
 * them by their syncIds; what is not there is made by the same request, what is there is settled by its intent.
 */
export async function bearOrders(round: Round, births: Birth[]): Promise<Ended[]> {
  if (births.length === 0) return []
  const { adopted, open } = await adoptEarlier(round, births)
  if (open.length === 0) return adopted
  const organizationId = await organizationOf(round).catch(toAppError)
  if (typeof organizationId !== 'string') {
    for (const { job } of open) fail(round, job, organizationId)
    return adopted
  }
  const paid = await withCurrencies(round, open)
  // a customer is made under a syncId of its own, so the two need not wait for each other
  const [ready] = await Promise.all([
    withCustomers(round, paid),
    ...paid.map((birth) => rememberIntent(round, birth)),
  ])
  const requests = ready.map((birth) => newOrder(round, birth, organizationId))
  const { ports, turn } = round
  const made =
    requests.length === 0
      ? []
      : await eachOf(requests.length, () =>
          ports.moysklad.createMany(turn.connection.accountId, requests, turn),
        )
  const born: Ended[] = []
  for (const [at, birth] of ready.entries()) {
    const one = made[at]!
    if ('ok' in one) born.push(endOf(round, birth, one.ok))
    else await refused(round, birth, one.error)
  }
  return [...adopted, ...born]
}

/** The merchant's, else the account's first one: looked up once. */
async function organizationOf({ ports, view, turn }: Round): Promise<string> {
  const known = view.settings.organizationId ?? view.defaults.organizationId
  if (known) return known
  const { accountId } = turn.connection
  const organizationId = await ports.goods.firstOrganization(accountId, turn)
  if (!organizationId) throw orderErrors.ORDERS_NO_ORGANIZATION()
  await ports.defaults.remember(accountId, { organizationId })
  // the rounds after this one go on with what was found
  view.defaults.organizationId = organizationId
  return organizationId
}

type Paid = Birth & { currencyId: string }

/** Empty = the account's own currency. */
async function withCurrencies(round: Round, births: Birth[]): Promise<Paid[]> {
  const { ports, view, turn } = round
  const wanted = births.map(({ job }) => currencyOf(job.insales))
  const known = (code: string) =>
    code === view.defaults.currencies?.own || code in (view.defaults.currencies?.byCode ?? {})
  if (!wanted.every(known)) {
    const { accountId } = turn.connection
    const currencies = await ports.goods.currencies(accountId, turn)
    await ports.defaults.remember(accountId, { currencies })
    view.defaults.currencies = currencies
  }
  return births.flatMap((birth, at) => {
    const currency = wanted[at]!
    const { own = '', byCode = {} } = view.defaults.currencies ?? {}
    if (currency === own) return [{ ...birth, currencyId: '' }]
    if (byCode[currency]) return [{ ...birth, currencyId: byCode[currency] }]
    const order = birth.job.insales.number
    fail(round, birth.job, orderErrors.ORDERS_CURRENCY_UNKNOWN({ order, currency }))
    return []
  })
}

async function withCustomers(round: Round, births: Paid[]): Promise<Ready[]> {
  const customers = await findCustomers(
    round,
    births.map(({ job }) => job.insales),
  )
  return births.flatMap((birth, at) => {
    const found = customers[at]!
    if ('ok' in found) return [{ ...birth, customer: found.ok }]
    fail(round, birth.job, found.error)
    return []
  })
}

async function rememberIntent({ turn }: Round, { job, decision }: Birth): Promise<void> {
  const { link, insales } = job
  if (isRepeat(job)) return
  await turn.remember(link, {
    insalesNumber: insales.number,
    pending: decision.pending,
    base: null,
    // made anew: the deleted order is forgotten together with what was agreed about it
    ...(link.resend ? { moyskladOrderId: '', resent: link.resend, payment: null } : {}),
  })
}

/** An attempt before this one has begun it. */
const isRepeat = ({ link }: Job): boolean =>
  Boolean(link.pending?.birth) && (link.resend ?? 0) === (link.resent ?? 0)

const pendingOf = ({ job, decision }: Birth) =>
  isRepeat(job) ? { ...decision.pending, ...job.link.pending } : decision.pending

function newOrder({ view, turn }: Round, birth: Ready, organizationId: string): NewOrder {
  const { settings } = view
  const { insales, link } = birth.job
  const { positions, stateId, attributes = [] } = pendingOf(birth).birth
  return {
    syncId: syncIdOf(turn.connection, link),
    name: orderName(settings, insales.number),
    externalCode: syncIdOf(turn.connection, link),
    moment: insales.createdAt,
    agentId: birth.customer.id,
    organizationId,
    stateId,
    description: orderComment(settings.commentTemplate, insales),
    shipmentAddress: insales.deliveryAddress.slice(0, 255),
    plannedMoment: plannedMoment(settings.plannedDelivery, insales),
    currencyId: birth.currencyId,
    positions,
    attributes,
    settings,
  }
}

function endOf(round: Round, birth: Ready, moysklad: MoyskladOrder): Ended {
  const { job, decision, customer } = birth
  const { insales, terms } = job
  const { settings } = round.view
  note(round, 'ORDER_CREATED', insales, moysklad.name)
  if (customer.matches > 1) note(round, 'CUSTOMER_AMBIGUOUS', insales, String(customer.matches))
  for (const field of decision.unfit) note(round, 'FIELD_UNFIT', insales, field)
  for (const title of stoodIn(job)) note(round, 'LINE_STOOD_IN', insales, title)
  const base = settleOrder({ settings, terms, insales, moysklad }, null, pendingOf(birth), true)
  return {
    job,
    insales,
    moysklad,
    base: withFields(base, job, moysklad),
    news: 'created',
    moved: isRepeat(job),
  }

  function withFields(settled: typeof base, { insales: { fields } }: Job, { attributes }: MoyskladOrder) {
    const pairs = settings.attributes.map(({ field, attributeId }) => {
      const value = attributes.find(({ id }) => id === attributeId)?.value ?? ''
      return [field, { insales: fields[field] ?? '', moysklad: value }] as const
    })
    return { ...settled, fields: Object.fromEntries(pairs) }
  }
}

const stoodIn = ({ insales, terms }: Job): string[] =>
  insales.lines
    .filter(
      (line) =>
        terms.standIn && !terms.links.byVariant.has(line.variantId) && !terms.found.has(line.variantId),
    )
    .map(({ title }) => title)

/** A counterparty that we remembered may have been deleted: then it is looked for anew. */
async function refused(round: Round, { job, customer }: Ready, error: AppError): Promise<void> {
  const { ports, turn, outcomes } = round
  if (error.kind !== 'missing' || !customer.remembered) return fail(round, job, error)
  await ports.customers.forget(turn.connection.accountId, [customer.identity])
  outcomes.set(job.link._id, { kind: 'again', afterMs: 0 })
}
