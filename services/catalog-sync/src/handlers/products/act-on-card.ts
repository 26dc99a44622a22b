import { compositionOf } from '../../domain/composition.js'
import { needsPut } from '../../domain/decide-card.js'
import { wantedImages, type WantedImage } from '../../domain/decide-images.js'
import type { Card, Pair, Prices } from '../../domain/types.js'
import type { JournalNote, ProductLink } from '../ports.js'
import { announcePairs } from './announce-pairs.js'
import { createCard } from './create-card.js'
import { done, notesOf, notesOfComposition, notesOfUpdate } from './notes.js'
import { withSeen } from './pair-up.js'
import { placeCard } from './place-card.js'
import { attributeSays, type Prepared } from './prepare-card.js'
import type { Batch, CardCase, ProductOutcome, ProductPorts, ProductTurn, Remember } from './product-ports.js'
import { relinkCard, restoreCard, unlinkCard } from './relink.js'
import { renameOptions, updateCard } from './update-card.js'

/** How far a card has come: what the rest of the batch does for it together with the others. */
export interface Acted {
  outcome: ProductOutcome
  /** Pairs to be stored, as they are now. */
  pairs: Pair[]
  dropped: string[]
  prices: { pair: Pair; prices: Prices }[]
  /** «ID товара inSales» to be written. */
  attribute: string | undefined
  notes: JournalNote[]
}

const ended = (outcome: ProductOutcome): Acted => ({
  outcome,
  pairs: [],
  dropped: [],
  prices: [],
  attribute: undefined,
  notes: [],
})

export async function actOnCard(
  ports: ProductPorts,
  turn: ProductTurn,
  each: CardCase,
  prepared: Prepared,
  batch: Batch,
): Promise<Acted> {
  switch (prepared.kind) {
    case 'failed':
      return ended({ kind: 'failed', error: prepared.error, remember: aboutOf(each.card) })
    case 'leave':
      return ended({ kind: 'done', remember: left(prepared.reason, each.card) })
    case 'unlink':
      return ended(await unlinkCard(ports, turn, each))
    case 'relink':
      return ended(await relinkCard(ports, turn, each, prepared))
    case 'restore':
      return ended(await restoreCard(ports, turn, each))
    case 'create':
      return create(ports, turn, each, prepared, batch)
    case 'update':
      return update(ports, turn, prepared, batch)
  }
}

/** Nothing is remembered of a card that is not looked at because product sync is off. */
const left = (reason: Extract<Prepared, { kind: 'leave' }>['reason'], card: Card | undefined): Remember =>
  reason === null ? {} : { ...aboutOf(card), skipped: reason, waitsFor: null }

async function create(
  ports: ProductPorts,
  turn: ProductTurn,
  each: CardCase,
  prepared: Extract<Prepared, { kind: 'create' }>,
  batch: Batch,
): Promise<Acted> {
  const { card, wanted } = prepared
  const born = await createCard(ports, turn, each.link, prepared)
  if (born.found) return ended({ kind: 'again', afterMs: 0 })
  const link = { ...each.link, ...born.remember } as ProductLink
  const placed = await placeCard(ports, turn, { ...each, link }, born.remember.written ?? {}, batch)
  const written = {
    ...born.remember.written,
    collections: placed.collections,
    ...(prepared.bundle ? { composition: compositionOf(card.good) } : {}),
  }
  const remember = {
    ...common(ports, card, placed.waitsFor),
    ...imagesOf(link, card, batch),
    written,
    skipped: null,
  }
  return {
    ...ended({ kind: 'done', remember }),
    pairs: born.pairs,
    attribute: batch.attribute && born.shop.id,
    notes: [done('created', card), ...notesOf(card, wanted.problems)],
  }
}

async function update(
  ports: ProductPorts,
  turn: ProductTurn,
  prepared: Extract<Prepared, { kind: 'update' }>,
  batch: Batch,
): Promise<Acted> {
  const { each, reason } = prepared
  const { link, card } = each
  const renamed = await renameOptions(ports, turn, prepared, batch)
  const updated = await updateCard(ports, turn, renamed)
  // at once, not at the end of the batch: the shop's own webhook is told from a person's change by it
  if (needsPut(renamed.plan)) await turn.remember(link, { written: updated.written })
  // a card that is hidden stays where it is
  const placed = reason
    ? { collections: updated.written.collections ?? [], waitsFor: undefined }
    : await placeCard(ports, turn, each, updated.written, batch)
  const all = card ? withSeen(updated.pairs, card) : updated.pairs
  const pairs = await store(ports, turn, changedPairs(each.pairs, all), updated.dropped, each)
  const now = new Map([...all, ...pairs].map((pair) => [pair.assortmentId, pair]))
  const composition = compositionNow(card, reason === null, batch)
  const remember: Remember = {
    ...common(ports, card, placed.waitsFor),
    ...(card && !reason ? imagesOf(link, card, batch) : {}),
    written: { ...updated.written, collections: placed.collections, ...composition },
    skipped: reason,
    variants: all.length,
    intent: null,
    observeDone: link.observeWanted ?? 0,
  }
  return {
    ...ended({ kind: 'done', remember }),
    pairs,
    dropped: updated.dropped,
    prices: updated.prices.map(({ pair, prices }) => ({ pair: now.get(pair.assortmentId) ?? pair, prices })),
    attribute: reason ? undefined : attributeFor(each, batch),
    notes: [
      ...notesOfUpdate(prepared, renamed.wanted.problems, batch),
      ...notesOfComposition(each, composition.composition),
    ],
  }
}

/** Of a bundle that is one in the shop, too, when it is shown there. */
const compositionNow = (card: Card | undefined, isShown: boolean, { settings }: Batch) =>
  card && isShown && card.good.kind === 'bundle' && settings.bundles === 'bundle'
    ? { composition: compositionOf(card.good) }
    : {}

/** Dropped ones go first: the variant of one may be another's now. */
async function store(
  ports: ProductPorts,
  turn: ProductTurn,
  pairs: Pair[],
  dropped: string[],
  { pairs: before }: CardCase,
): Promise<Pair[]> {
  const stands = new Set(pairs.map(({ assortmentId }) => assortmentId))
  const lost = before
    .map(({ assortmentId }) => assortmentId)
    .filter((id) => dropped.includes(id) && !stands.has(id))
  if (lost.length > 0) await ports.pairs.remove(turn.lane, lost)
  if (pairs.length > 0) await ports.pairs.put(turn.lane, pairs)
  await announcePairs(ports, turn, pairs)
  return pairs.map((pair) => ({ ...pair, announced: true }))
}

/** Those that differ from what is stored. */
function changedPairs(before: readonly Pair[], after: readonly Pair[]): Pair[] {
  const known = new Map(before.map((pair) => [pair.assortmentId, JSON.stringify(pair)]))
  return after.filter((pair) => !pair.announced || known.get(pair.assortmentId) !== JSON.stringify(pair))
}

function common(
  ports: Pick<ProductPorts, 'now'>,
  card: Card | undefined,
  waitsFor: string | undefined,
): Remember {
  return { ...aboutOf(card), waitsFor: waitsFor === undefined ? null : [waitsFor], syncedAt: ports.now() }
}

/** What the merchant knows it by. */
export const aboutOf = (card: Card | undefined): Remember =>
  card ? { title: card.good.name, sku: card.good.article, assortmentKind: card.good.kind } : {}

/** The pictures that the shop should show, where they are not those it was to show before. */
function imagesOf(link: ProductLink, card: Card, { settings }: Batch): { wantedImages?: WantedImage[] } {
  const kept = settings.keep.includes('images') && Boolean(link.wantedImages)
  if (!settings.syncImages || kept) return {}
  const wanted = wantedImages(card)
  const known = link.wantedImages ?? []
  return JSON.stringify(wanted) === JSON.stringify(known) ? {} : { wantedImages: wanted }
}

function attributeFor(each: CardCase, batch: Batch): string | undefined {
  const says = attributeSays(each, batch)
  // an id that no product of the shop has is the merchant's slip: ours comes back
  const refused = says.kind === 'relink' && each.link.insalesProductId
  return says.kind === 'write' ? says.value : refused ? refused : undefined
}
