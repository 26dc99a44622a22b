import type { AppError } from '@skladbridge/errors'
import { decideAttribute, type AttributeDecision } from '../../domain/decide-attribute.js'
import { decideCard, type CardPlan } from '../../domain/decide-card.js'
import { decideFate, type SkipReason } from '../../domain/decide-fate.js'
import { mapCard, type WantedCard } from '../../domain/map-card.js'
import { observeCard } from '../../domain/observe.js'
import type { Card, ShopProduct } from '../../domain/types.js'
import { catalogErrors } from '../../errors.js'
import type { ProductLink } from '../ports.js'
import type { Birth } from './create-card.js'
import { pairObserved } from './pair-up.js'
import { foldersOf } from './place-card.js'
import type { Batch, CardCase } from './product-ports.js'
import type { Update } from './update-card.js'

/** What is to be done about one card. Computed from what was read; nothing is written yet. */
export type Prepared =
  | { kind: 'leave'; reason: SkipReason | null }
  | { kind: 'failed'; error: AppError }
  | { kind: 'unlink'; card: Card }
  | { kind: 'restore' }
  | { kind: 'relink'; card: Card; wanted: WantedCard; shop: ShopProduct }
  | ({ kind: 'create' } & Birth)
  | ({ kind: 'update'; reason: SkipReason | null } & Update)

export const isLinked = (link: ProductLink): boolean => Boolean(link.insalesProductId)

/** What MoySklad's «ID товара inSales» says about the card. */
export const attributeSays = ({ link, card }: CardCase, { attribute }: Batch): AttributeDecision =>
  card && attribute
    ? decideAttribute(card.good, {
        name: attribute.name,
        insalesProductId: link.insalesProductId ?? undefined,
        written: link.attribute ?? undefined,
      })
    : { kind: 'same' }

export function prepareCard(each: CardCase, batch: Batch): Prepared {
  const { link, card } = each
  // switched off: only what a load asks for is made, as a blank
  if (!batch.settings.syncProducts) return prepareBlank(each, batch)
  const says = attributeSays(each, batch)
  if (card && says.kind === 'unlink') return { kind: 'unlink', card }
  if (card && says.kind === 'relink' && each.shop?.id === says.insalesProductId) {
    return { kind: 'relink', card, wanted: mapCard(card, batch.settings, batch.terms), shop: each.shop }
  }
  const fate = fateOf(each, batch)
  if (fate.kind === 'leave') return { kind: 'leave', reason: fate.reason }
  if (fate.kind === 'hide') return prepareHiding(each, batch, fate.reason)
  if (!card) return { kind: 'leave', reason: 'gone' }
  const wanted = mapCard(card, batch.settings, batch.terms)
  const problem = problemOf(card, wanted)
  if (problem) return { kind: 'failed', error: problem }
  if (!isLinked(link)) return { kind: 'create', card, wanted, blank: false, bundle: isBundle(card, batch) }
  if (each.missingInShop) return batch.settings.deletedInShop === 'restore' ? { kind: 'restore' } : gone(each)
  return { ...prepareUpdate(each, wanted, batch), reason: null }
}

const isBundle = ({ good }: Card, { settings }: Batch): boolean =>
  good.kind === 'bundle' && settings.bundles === 'bundle'

const fateOf = ({ link, card }: CardCase, { settings, terms, folders, stock }: Batch) =>
  decideFate(card, {
    settings,
    linked: isLinked(link),
    unlinked: link.unlinked === true,
    loaded: link.birth === 'load',
    prices: terms,
    folders: card ? foldersOf(card.good.folderId, folders) : [],
    stock: card && stock && stockOf(card, stock),
  })

const stockOf = ({ good, variants }: Card, stock: ReadonlyMap<string, number>): number =>
  [good, ...variants].reduce((sum, { id }) => sum + (stock.get(id) ?? 0), 0)

function problemOf({ good }: Card, { values, twins }: WantedCard): AppError | undefined {
  if (!values.title) return catalogErrors.CATALOG_NO_NAME({ product: good.article || good.code || good.id })
  return twins && catalogErrors.CATALOG_TWINS({ one: twins[0], other: twins[1] })
}

function gone({ link, card }: CardCase): Prepared {
  const title = card?.good.name ?? link.title ?? link.key
  const error = catalogErrors.CATALOG_SHOP_PRODUCT_GONE({ product: link.insalesProductId ?? '', title })
  return { kind: 'failed', error }
}

function prepareBlank(each: CardCase, batch: Batch): Prepared {
  const { link, card } = each
  if (!card || link.birth !== 'load') return { kind: 'leave', reason: null }
  // made by an attempt that died: what comes after the creation is still to be done
  if (isLinked(link)) {
    const known = knownOf(each, undefined, batch)
    return { kind: 'update', reason: null, each, wanted: noWish, known, plan: { ...nothing, card: {} } }
  }
  const wanted = mapCard(card, batch.settings, batch.terms)
  const problem = problemOf(card, wanted)
  return problem
    ? { kind: 'failed', error: problem }
    : { kind: 'create', card, wanted, blank: true, bundle: isBundle(card, batch) }
}

const nothing: Omit<CardPlan, 'card'> = {
  newOptions: [],
  renamedOptions: [],
  changes: [],
  adds: [],
  removes: [],
}
const noWish: WantedCard = { values: {}, options: [], variants: [], problems: [], twins: undefined }

function prepareHiding(each: CardCase, batch: Batch, reason: SkipReason): Prepared {
  // it is not to be seen there, and it is not
  if (each.missingInShop) return { kind: 'leave', reason }
  const known = knownOf(each, undefined, batch)
  const card = known.written.hidden === true ? {} : { hidden: true }
  return { kind: 'update', reason, each, wanted: noWish, known, plan: { ...nothing, card } }
}

function prepareUpdate(each: CardCase, wanted: WantedCard, batch: Batch): { kind: 'update' } & Update {
  const known = knownOf(each, wanted, batch)
  const shown = { ...wanted, values: { ...wanted.values, hidden: false } }
  return { kind: 'update', each, wanted: shown, known, plan: decideCard(shown, known, batch.settings.keep) }
}

/** As written, or, where the shop was looked at, as it stands there. */
function knownOf({ link, pairs, shop }: CardCase, wanted: WantedCard | undefined, { settings }: Batch) {
  const written = link.written ?? {}
  if (!shop) return { written, pairs }
  const names = [
    ...settings.properties.map(({ property }) => property),
    ...(written.properties ?? []).map(({ name }) => name),
  ]
  return {
    written: observeCard(written, shop, names),
    pairs: pairObserved(wanted, pairs, link.key, shop),
  }
}
