import type { moysklad } from '@skladbridge/proto'
import { coreOf, isSamePhone, spellingsOf } from '../../domain/phone.js'
import { anyOf, toFilter, type Condition, type MoyskladApi } from '../api.js'
import { pageOf } from '../hrefs.js'
import { counterpartySchema, type Counterparty } from './schema.js'

const path = 'entity/counterparty'

/**
 * The oldest that has this INN, phone or e-mail. MoySklad keeps none of them unique, so duplicates are ours to prevent:
 * search first, then make under a syncId that the same person always gives. If the process dies after making, the next
 * attempt finds it by the search; if the search misses it, the syncId does not.
 */
export async function findOrCreateCounterparty(
  api: MoyskladApi,
  request: moysklad.FindOrCreateCounterpartyRequest,
): Promise<moysklad.Counterparty> {
  const found = await findAll(api, request)
  const [oldest] = found
  if (oldest) return { id: oldest.id, name: oldest.name, created: false, matches: found.length }
  const made = await api.ask(counterpartySchema, {
    operation: 'counterparties.create',
    method: 'POST',
    path,
    json: toBody(request),
  })
  return { id: made.id, name: made.name, created: true, matches: 1 }
}

async function findAll(
  api: MoyskladApi,
  { inn, phone, email }: moysklad.FindOrCreateCounterpartyRequest,
): Promise<Counterparty[]> {
  const found = new Map<string, Counterparty>()
  const look = async (fits: (one: Counterparty) => boolean, conditions: Condition[]): Promise<boolean> => {
    const fitting = (await search(api, conditions)).filter(fits)
    for (const one of fitting) found.set(one.id, one)
    return fitting.length > 0
  }
  const known = inn ? await look((one) => one.inn === inn, [['inn', '=', inn]]) : false
  const byPhone = async () => {
    const same = (one: Counterparty) => isSamePhone(one.phone ?? '', phone)
    const seen = await look(same, [['phone', '~', coreOf(phone)]])
    if (!seen && !known) await look(same, anyOf('phone', spellingsOf(phone)))
  }
  const byEmail = () => {
    const same = (one: Counterparty) => one.email?.toLowerCase() === email.toLowerCase()
    return look(same, anyOf('email', [...new Set([email, email.toLowerCase()])]))
  }
  await Promise.all([coreOf(phone) && byPhone(), email && byEmail()])
  return [...found.values()].sort(
    (a, b) => (a.created ?? '').localeCompare(b.created ?? '') || a.id.localeCompare(b.id),
  )
}

async function search(api: MoyskladApi, conditions: Condition[]): Promise<Counterparty[]> {
  if (conditions.length === 0) return []
  const { rows } = await api.ask(pageOf(counterpartySchema), {
    operation: 'counterparties.find',
    path,
    query: { filter: toFilter(conditions), order: 'created,asc', limit: 100 },
  })
  return rows
}

const toBody = (request: moysklad.FindOrCreateCounterpartyRequest): Record<string, unknown> => {
  const { syncId, name, companyType, phone, email, inn, actualAddress } = request
  const values = { syncId, name, companyType, phone, email, inn, actualAddress }
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
}
