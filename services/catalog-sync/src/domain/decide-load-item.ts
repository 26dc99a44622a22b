import type { MatchKey } from '@skladbridge/contracts'
import type { AppError } from '@skladbridge/errors'
import { catalogErrors } from '../errors.js'
import { isKeyOf, valueOfKey } from './load-keys.js'
import type { Candidate, LoadAction, StagedRow } from './load-types.js'

export interface Decision {
  action: LoadAction
  /** Of a link: by what it was found. Of a conflict or skip: the code. */
  reason: string
  reasonText: string
  candidates: Candidate[]
  targetId: string
}

/** A card with the keys of all of its modifications. */
export interface Matchable {
  id: string
  title: string
  keys: readonly string[]
}

export interface MatchTerms {
  matchBy: readonly MatchKey[]
  /** Rows of the other side that have one of the card's keys; those linked already are not among them. */
  targets: readonly StagedRow[]
  /** Other rows of the same side that have one of the card's keys. */
  twins: readonly StagedRow[]
}

export const decided = (error: AppError, candidates: Candidate[] = []): Decision => ({
  action: 'conflict',
  reason: error.code,
  reasonText: error.text,
  candidates,
  targetId: '',
})

export const skipped = (error: AppError): Decision => ({ ...decided(error), action: 'skip' })

const toCreate: Decision = { action: 'create', reason: '', reasonText: '', candidates: [], targetId: '' }

/** Two products of one name are nothing unusual; two of one SKU are a mistake that makes the link a guess. */
const tellsApart: readonly MatchKey[] = ['insales-id', 'sku', 'barcode']

/**
 * Which product of the other side this is: by the first key, in the merchant's order, that finds one. Several candidates, or
 * another card of the same side with that key, are the merchant's to decide. Nothing found: it will be made.
 */
export function decideLoadItem(card: Matchable, terms: MatchTerms): Decision {
  for (const kind of terms.matchBy) {
    const keys = card.keys.filter((key) => isKeyOf(kind, key))
    const found = cardsWith(keys, terms.targets)
    const twins = cardsWith(keys, terms.twins).filter(({ id }) => id !== card.id)
    const [twin] = twins
    if (twin && (tellsApart.includes(kind) || found.length > 0)) {
      const shared = keys.find((key) =>
        terms.twins.some((row) => row.keys.includes(key) && row.cardId !== card.id),
      )
      const value = valueOfKey(shared ?? '')
      return decided(
        catalogErrors.CATALOG_LOAD_DUPLICATE({ value, title: card.title, other: twin.title }),
        found,
      )
    }
    const [one, two] = found
    if (one && two) return decided(severalFit(card, kind, [one, two]), found)
    if (one) return { ...toCreate, action: 'link', reason: kind, candidates: [one], targetId: one.id }
  }
  return toCreate
}

const severalFit = ({ title }: Matchable, kind: MatchKey, [one, two]: [Candidate, Candidate]): AppError =>
  catalogErrors.CATALOG_LOAD_SEVERAL({ by: titles[kind], title, one: one.title, other: two.title })

const titles: Record<MatchKey, string> = {
  'insales-id': 'ID товара inSales',
  sku: 'артикулу',
  barcode: 'штрихкоду',
  'external-code': 'внешнему коду',
  name: 'названию',
}

/** Each card once, the oldest first. So many are shown as there is room for. */
const MOST = 20

function cardsWith(keys: readonly string[], rows: readonly StagedRow[]): Candidate[] {
  if (keys.length === 0) return []
  const found = new Map<string, StagedRow>()
  for (const row of rows) {
    if (!row.keys.some((key) => keys.includes(key))) continue
    const known = found.get(row.cardId)
    if (!known || (known.kind === 'variant' && row.kind !== 'variant')) found.set(row.cardId, row)
  }
  return [...found.values()]
    .sort(byAge)
    .slice(0, MOST)
    .map(({ cardId, title, sku }) => ({ id: cardId, title, sku }))
}

/** Ids of the shop are numbers without leading zeros, moments of MoySklad are all of one length. */
const byAge = (a: StagedRow, b: StagedRow): number =>
  a.age.length - b.age.length || (a.age < b.age ? -1 : a.age > b.age ? 1 : 0)
