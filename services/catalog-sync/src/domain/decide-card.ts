import type { CatalogField } from '@skladbridge/contracts'
import { sameCardField, sameOptions, sameVariantField } from './compare.js'
import { NO_VALUE, type WantedCard, type WantedOption, type WantedVariant } from './map-card.js'
import { changedPrices } from './map-prices.js'
import { foldName } from './text.js'
import type { CardValues, OptionValue, Pair, Prices, VariantValues, WrittenCard } from './types.js'

/** What is known of a card that stands in the shop. */
export interface KnownCard {
  written: WrittenCard
  pairs: Pair[]
}

export interface PairChange {
  pair: Pair
  /** The assortment that this variant stands for from now on; the pair's own unless it is given to another. */
  wanted: WantedVariant
  /** What differs, prices apart: they have ways of their own. */
  values: Partial<VariantValues>
  prices: Prices
}

export interface CardPlan {
  card: CardValues
  newOptions: OptionValue[]
  /** Characteristics that were renamed in MoySklad; the shop's dictionary of options follows. */
  renamedOptions: { from: string; to: string }[]
  changes: PairChange[]
  adds: WantedVariant[]
  removes: Pair[]
}

/** What has to be written so that the shop shows what is wanted. `keep`: written at creation only. */
export function decideCard(
  wanted: WantedCard,
  known: KnownCard,
  keep: readonly CatalogField[],
  taken: ReadonlySet<string> = new Set(),
): CardPlan {
  const kept = new Set<CatalogField>(keep)
  const renamedOptions = decideRenames(wanted.options, known.written, taken)
  const renamed = applyRenames(known, renamedOptions)
  const names = (renamed.written.options ?? []).map(({ name }) => name)
  const { stays, adds, removes } = pairUp(wanted.variants, renamed.pairs)
  const newOptions = decideNewOptions(wanted.options, names, stays, adds)
  const leftover = names.filter((name) => !wanted.options.some((option) => sameName(option.name, name)))
  const changes = stays
    .map(({ pair, wanted: each }) => decidePair(pair, each, newOptions, kept))
    .filter((change) => isChange(change) || change.pair.assortmentId !== change.wanted.assortmentId)
  return {
    card: changedCard(wanted.values, renamed.written, kept),
    newOptions,
    renamedOptions,
    changes,
    adds: adds.map((each) => withLeftovers(each, leftover)),
    removes,
  }
}

const sameName = (a: string, b: string): boolean => foldName(a) === foldName(b)

/** The same characteristic under another name, unless the shop has that name for something else already (`taken`). */
function decideRenames(options: WantedOption[], written: WrittenCard, taken: ReadonlySet<string>) {
  return (written.options ?? []).flatMap(({ name, characteristicId }) => {
    const now = options.find((option) => option.characteristicId === characteristicId)
    const free = now && !written.options?.some((other) => sameName(other.name, now.name))
    return now && free && !taken.has(now.name) ? [{ from: name, to: now.name }] : []
  })
}

/** What is known, with the options under their new names. */
export function applyRenames(known: KnownCard, renames: { from: string; to: string }[]): KnownCard {
  if (renames.length === 0) return known
  const nameOf = (name: string) => renames.find(({ from }) => sameName(from, name))?.to ?? name
  const rename = <T extends { name: string }>(all: T[]): T[] =>
    all.map((each) => ({ ...each, name: nameOf(each.name) }))
  return {
    written: { ...known.written, options: rename(known.written.options ?? []) },
    pairs: known.pairs.map((pair) => ({
      ...pair,
      written: { ...pair.written, options: rename(pair.written.options) },
    })),
  }
}

interface PairedUp {
  stays: { pair: Pair; wanted: WantedVariant }[]
  adds: WantedVariant[]
  removes: Pair[]
}

/**
 * By assortment. A product that gains its first modification, or loses its last, keeps its first variant: that one is
 * given to the modification (to the product), because the shop never lets the last variant go, and its orders name it.
 */
function pairUp(variants: WantedVariant[], pairs: Pair[]): PairedUp {
  const byAssortment = new Map(pairs.map((pair) => [pair.assortmentId, pair]))
  const stays = variants.flatMap((wanted) => {
    const pair = byAssortment.get(wanted.assortmentId)
    return pair ? [{ pair, wanted }] : []
  })
  const adds = variants.filter(({ assortmentId }) => !byAssortment.has(assortmentId))
  const ids = new Set(variants.map(({ assortmentId }) => assortmentId))
  const gone = pairs.filter(({ assortmentId }) => !ids.has(assortmentId))
  // one must stay: hiding the card is all that is left when nothing is sold any more
  if (stays.length > 0 || gone.length === 0 || adds.length === 0)
    return { stays, adds, removes: stays.length > 0 ? gone : [] }
  const heir = gone.find((pair) => pair.first) ?? gone[0]!
  return {
    stays: [{ pair: heir, wanted: adds[0]! }],
    adds: adds.slice(1),
    removes: gone.filter((pair) => pair !== heir),
  }
}

/** The value goes to all variants there are, so the first one's is as good as any; the others say their own. */
function decideNewOptions(
  options: WantedOption[],
  names: string[],
  stays: PairedUp['stays'],
  adds: WantedVariant[],
): OptionValue[] {
  const one = stays[0]?.wanted ?? adds[0]
  return options
    .filter(({ name }) => !names.some((known) => sameName(known, name)))
    .map(({ name }) => ({ name, value: valueOf(one?.values.options ?? [], name) }))
}

const valueOf = (options: readonly OptionValue[], name: string): string =>
  options.find((option) => sameName(option.name, name))?.value ?? NO_VALUE

/** Options that the shop's product has and MoySklad's no longer: a new variant needs a value for each. */
const withLeftovers = (wanted: WantedVariant, leftover: string[]): WantedVariant => ({
  ...wanted,
  values: {
    ...wanted.values,
    options: [...wanted.values.options, ...leftover.map((name) => ({ name, value: NO_VALUE }))],
  },
})

function decidePair(
  pair: Pair,
  wanted: WantedVariant,
  newOptions: OptionValue[],
  kept: ReadonlySet<CatalogField>,
): PairChange {
  const { written } = pair
  const values: Partial<VariantValues> = {}
  for (const field of ['sku', 'barcode', 'weight'] as const) {
    const same = sameVariantField[field] as (a: unknown, b: unknown) => boolean
    const now = wanted.values[field]
    if (kept.has(field) || same(written[field], now) || isNothing(written[field], now)) continue
    Object.assign(values, { [field]: now })
  }
  const names = wanted.values.options.map(({ name }) => name)
  const known = written.options.filter(({ name }) => names.some((wantedName) => sameName(name, wantedName)))
  const before = [...known, ...newOptions]
  if (!sameOptions(before, wanted.values.options)) values.options = wanted.values.options
  const prices = changedPrices(wanted.values.prices, written.prices)
  for (const target of Object.keys(prices) as (keyof Prices)[]) if (kept.has(target)) delete prices[target]
  return { pair, wanted, values, prices }
}

/** Nothing was ever written there, and nothing is to be. */
const isNothing = (written: unknown, wanted: unknown): boolean =>
  written === undefined && (wanted === '' || wanted === 0)

export const hasValues = (change: PairChange): boolean => Object.keys(change.values).length > 0
export const hasPrices = (change: PairChange): boolean => Object.keys(change.prices).length > 0
const isChange = (change: PairChange): boolean => hasValues(change) || hasPrices(change)

function changedCard(wanted: CardValues, written: WrittenCard, kept: ReadonlySet<CatalogField>): CardValues {
  const fields = Object.keys(wanted) as (keyof CardValues)[]
  const changed = fields.filter((field) => {
    const same = sameCardField[field] as (a: unknown, b: unknown) => boolean
    if (field === 'hidden') return wanted.hidden !== (written.hidden ?? false)
    return !kept.has(field) && !same(wanted[field], written[field]) && !isEmpty(wanted[field], written[field])
  })
  return Object.fromEntries(changed.map((field) => [field, wanted[field]]))
}

/** A shop's new product has none. */
const NO_VAT = -1

const isEmpty = (wanted: unknown, written: unknown): boolean =>
  written === undefined &&
  (wanted === '' || wanted === NO_VAT || (Array.isArray(wanted) && wanted.length === 0))

/** Does it need the request that carries the card and its variants? Prices alone do not. */
export const needsPut = (plan: CardPlan): boolean =>
  Object.keys(plan.card).length > 0 ||
  plan.newOptions.length > 0 ||
  plan.adds.length > 0 ||
  plan.removes.length > 0 ||
  plan.changes.some(hasValues)

/** More than this many changed prices of one product are cheaper in one request of its own. */
const GROUP = 100

/**
 * Prices go with the card where the card is written anyway: that costs nothing. Else they join the group update, a
 * hundred variants of any products in one request.
 */
export const pricesRide = (plan: CardPlan): boolean =>
  needsPut(plan) || plan.changes.filter(hasPrices).length > GROUP
