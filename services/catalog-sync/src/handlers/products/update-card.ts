import {
  applyRenames,
  decideCard,
  hasPrices,
  needsPut,
  pricesRide,
  type CardPlan,
  type KnownCard,
  type PairChange,
} from '../../domain/decide-card.js'
import type { WantedCard } from '../../domain/map-card.js'
import { matchVariants } from '../../domain/match-variants.js'
import { readCard, shownCard, shownVariant } from '../../domain/observe.js'
import { foldName } from '../../domain/text.js'
import type { CardValues, Pair, Prices, Property, ShopProduct, WrittenCard } from '../../domain/types.js'
import { catalogErrors } from '../../errors.js'
import type { ProductWrite, VariantWrite } from '../ports.js'
import { fieldsOf, newPair, writtenVariant } from './pair-up.js'
import type { Batch, CardCase, ProductPorts, ProductTurn } from './product-ports.js'

export interface Updated {
  written: WrittenCard
  /** All pairs of the card as they are now. */
  pairs: Pair[]
  /** Assortments that stand for nothing in the shop any more. */
  dropped: string[]
  /** For the group update: to be sent together with others'. */
  prices: { pair: Pair; prices: Prices }[]
}

/** A change that is made now, and what is known of the card. */
export interface Update {
  each: CardCase
  wanted: WantedCard
  known: KnownCard
  plan: CardPlan
}

/** The name of an option follows its characteristic, for the whole shop; where that cannot be, the new name is added. */
export async function renameOptions(
  ports: Pick<ProductPorts, 'dictionaries' | 'journal'>,
  turn: ProductTurn,
  update: Update,
  { settings }: Batch,
): Promise<Update> {
  const { renamedOptions } = update.plan
  if (renamedOptions.length === 0) return update
  const taken = new Set<string>()
  for (const { from, to } of renamedOptions) {
    const outcome = await ports.dictionaries.renameOption(turn.connection, from, to, turn)
    if (outcome !== 'renamed') taken.add(to)
    if (outcome !== 'taken') continue
    const { id, name } = update.each.card!.good
    const error = catalogErrors.CATALOG_OPTION_RENAMED({ from, to })
    await ports.journal(turn.connection, [
      { outcome: 'note', subjectId: id, subjectTitle: name, said: error },
    ])
  }
  const renamed = renamedOptions.filter(({ to }) => !taken.has(to))
  const known = applyRenames(update.known, renamed)
  return { ...update, known, plan: decideCard(update.wanted, known, settings.keep, taken) }
}

/** The one request for the card and all of its variants, or none; prices that do not ride with it are handed back. */
export async function updateCard(
  ports: Pick<ProductPorts, 'insales' | 'now'>,
  turn: ProductTurn,
  update: Update,
): Promise<Updated> {
  const { each, plan, known } = update
  if (!needsPut(plan) && !pricesRide(plan)) return { ...unchanged(known, plan), prices: pricesOf(plan) }
  const id = each.link.insalesProductId!
  const isBirth = plan.adds.length > 0 || plan.newOptions.length > 0
  // dies after the request: the next attempt looks at the shop before it makes a variant a second time
  if (isBirth) await turn.remember(each.link, { intent: { kind: 'update', at: ports.now() } })
  const write = toWrite(plan, known, each.shop)
  const shop = await ports.insales.update(turn.connection, id, write, turn)
  return { ...learn(update, write, shop), prices: [] }
}

const pricesOf = ({ changes }: CardPlan) =>
  changes.filter(hasPrices).map(({ pair, prices }) => ({ pair, prices }))

function unchanged({ written, pairs }: KnownCard, { changes }: CardPlan): Omit<Updated, 'prices'> {
  const wanted = new Map(changes.map((change) => [change.pair.assortmentId, change.wanted]))
  return {
    written,
    dropped: [],
    pairs: pairs.map((pair) => ({
      ...pair,
      ...(wanted.has(pair.assortmentId) ? fieldsOf(wanted.get(pair.assortmentId)!) : {}),
    })),
  }
}

/** Prices ride along in it: the request is made anyway. */
function toWrite(plan: CardPlan, known: KnownCard, shop: ShopProduct | undefined): ProductWrite {
  const { properties, ...values } = plan.card
  const changes: VariantWrite[] = plan.changes.map((change) => ({
    id: change.pair.insalesVariantId,
    values: { ...change.values, prices: change.prices },
  }))
  const adds: VariantWrite[] = plan.adds.map(({ values: each }) => ({
    values: { ...each, prices: { price: 0, ...each.prices } },
  }))
  const removes: VariantWrite[] = plan.removes.map((pair) => ({ id: pair.insalesVariantId, remove: true }))
  return {
    values: {
      ...values,
      ...(properties ? { properties: mergeProperties(properties, known.written, shop) } : {}),
    },
    variants: [...changes, ...adds, ...removes],
    newOptions: plan.newOptions,
  }
}

/** The shop takes the complete set only: what is not ours stays as it stands there. */
function mergeProperties(ours: Property[], written: WrittenCard, shop: ShopProduct | undefined): Property[] {
  const names = new Set([...ours, ...(written.properties ?? [])].map(({ name }) => foldName(name)))
  return [...(shop?.properties ?? []).filter(({ name }) => !names.has(foldName(name))), ...ours]
}

function learn(
  { each, wanted, known, plan }: Update,
  write: ProductWrite,
  shop: ShopProduct,
): Omit<Updated, 'prices'> {
  const variants = new Map(shop.variants.map((variant) => [variant.id, variant]))
  const removed = new Set(plan.removes.map(({ insalesVariantId }) => insalesVariantId))
  const changed = new Map(plan.changes.map((change) => [change.pair.assortmentId, change]))
  const kept = known.pairs
    .filter(({ insalesVariantId }) => !removed.has(insalesVariantId))
    .map((pair) => learnPair(pair, changed.get(pair.assortmentId), plan, variants.get(pair.insalesVariantId)))
  const taken = new Set(kept.map(({ insalesVariantId }) => insalesVariantId))
  const fresh = shop.variants.filter(({ id }) => !taken.has(id) && !removed.has(id))
  const found = matchVariants(plan.adds, fresh)
  const added = plan.adds.flatMap((add) => {
    const variant = found.get(add.assortmentId)
    return variant ? [newPair(add, each.link.key, shop, variant, writtenVariant(add.values, variant))] : []
  })
  const pairs = [...kept, ...added].map((pair) => ({
    ...pair,
    first: shop.variants[0]?.id === pair.insalesVariantId,
  }))
  const stands = new Set(pairs.map(({ assortmentId }) => assortmentId))
  return {
    written: learnCard(known.written, plan, write, wanted, shop),
    pairs,
    dropped: known.pairs.map(({ assortmentId }) => assortmentId).filter((id) => !stands.has(id)),
  }
}

function learnPair(
  pair: Pair,
  change: PairChange | undefined,
  plan: CardPlan,
  shop: ShopProduct['variants'][number] | undefined,
): Pair {
  const options = shop ? shop.options : [...pair.written.options, ...plan.newOptions]
  if (!change) return { ...pair, written: { ...pair.written, options } }
  const given = { ...change.values, prices: change.prices }
  const shown = shop ? shownVariant(given, shop) : {}
  const { options: _options, prices, ...values } = given
  return {
    ...pair,
    assortmentId: change.wanted.assortmentId,
    kind: change.wanted.kind,
    announced: pair.announced && pair.assortmentId === change.wanted.assortmentId,
    ...fieldsOf(change.wanted),
    written: {
      ...pair.written,
      ...values,
      prices: { ...pair.written.prices, ...prices },
      options,
      shown: { ...pair.written.shown, ...shown },
    },
  }
}

function learnCard(
  written: WrittenCard,
  plan: CardPlan,
  write: ProductWrite,
  wanted: WantedCard,
  shop: ShopProduct,
): WrittenCard {
  const names = [...(plan.card.properties ?? []), ...(written.properties ?? [])].map(({ name }) => name)
  const answer = readCard(shop, names)
  const given: CardValues = {
    ...write.values,
    ...(plan.card.properties ? { properties: plan.card.properties } : {}),
  }
  const ids = new Map(wanted.options.map((option) => [foldName(option.name), option.characteristicId]))
  const before = new Map(
    (written.options ?? []).map((option) => [foldName(option.name), option.characteristicId]),
  )
  return {
    ...written,
    ...given,
    options: shop.optionNames.map((name) => ({
      name,
      characteristicId: ids.get(foldName(name)) ?? before.get(foldName(name)) ?? '',
    })),
    shown: { ...written.shown, ...shownCard(given, answer) },
  }
}
