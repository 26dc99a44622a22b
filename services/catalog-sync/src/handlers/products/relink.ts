import { observeCard } from '../../domain/observe.js'
import { catalogErrors } from '../../errors.js'
import { announcePairs } from './announce-pairs.js'
import { rememberLinked } from './create-card.js'
import { pairObserved } from './pair-up.js'
import type { Prepared } from './prepare-card.js'
import type { CardCase, ProductOutcome, ProductPorts, ProductTurn } from './product-ports.js'

type Ports = Pick<ProductPorts, 'pairs' | 'links' | 'announce' | 'journal'>

/** The merchant cleared «ID товара inSales»: the two are not one any more, and none is made anew. */
export async function unlinkCard(ports: Ports, turn: ProductTurn, each: CardCase): Promise<ProductOutcome> {
  const { link, pairs, card } = each
  const title = card?.good.name ?? link.title ?? ''
  const error = catalogErrors.CATALOG_UNLINKED({ product: link.insalesProductId ?? '', title })
  // dies between the two: the next attempt finds the field cleared still and does the same
  await ports.pairs.remove(
    turn.lane,
    pairs.map(({ assortmentId }) => assortmentId),
  )
  await ports.journal(turn.connection, [
    { outcome: 'note', subjectId: link.key, subjectTitle: title, said: error },
  ])
  return {
    kind: 'done',
    remember: {
      insalesProductId: null,
      written: null,
      wantedImages: null,
      attribute: '',
      unlinked: true,
      skipped: 'unlinked',
      variants: 0,
      waitsFor: null,
    },
  }
}

/** The merchant wrote the id of another product of the shop: the card is that one from now on. */
export async function relinkCard(
  ports: Ports,
  turn: ProductTurn,
  each: CardCase,
  { card, wanted, shop }: Extract<Prepared, { kind: 'relink' }>,
): Promise<ProductOutcome> {
  const { link } = each
  const title = card.good.name
  const [other] = (await ports.links.ofProducts(turn.lane, [shop.id])).filter(({ key }) => key !== link.key)
  if (other) {
    throw catalogErrors.CATALOG_SHOP_PRODUCT_TAKEN({ product: shop.id, other: other.title ?? other.key })
  }
  const names = (wanted.values.properties ?? []).map(({ name }) => name)
  const pairs = pairObserved(wanted, [], link.key, shop)
  if (pairs.length === 0) throw catalogErrors.CATALOG_VARIANTS_UNMATCHED({ product: shop.id, title })
  await ports.pairs.remove(
    turn.lane,
    each.pairs.map(({ assortmentId }) => assortmentId),
  )
  await ports.pairs.put(turn.lane, pairs)
  const written = observeCard({ options: wanted.options, collections: [] }, shop, names)
  const remember = { ...rememberLinked(link, shop, written, pairs), attribute: shop.id, wantedImages: null }
  await turn.remember(link, remember)
  await announcePairs(ports, turn, pairs)
  const error = catalogErrors.CATALOG_RELINKED({ product: shop.id, title })
  await ports.journal(turn.connection, [
    { outcome: 'note', subjectId: link.key, subjectTitle: title, said: error },
  ])
  // what differs is written at once, from what the shop shows
  return { kind: 'again', afterMs: 0 }
}

/**
 * Somebody deleted it in the shop, and the merchant wants such products back: «deleted» there is archived. One that cannot be
 * brought back is made anew. What differs is written at the next look, which the shop is asked for.
 */
export async function restoreCard(
  ports: Ports & Pick<ProductPorts, 'insales'>,
  turn: ProductTurn,
  { link, pairs, card }: CardCase,
): Promise<ProductOutcome> {
  const product = link.insalesProductId!
  const title = card?.good.name ?? link.title ?? ''
  const isBack = await ports.insales.recover(turn.connection, product, turn)
  if (!isBack)
    await ports.pairs.remove(
      turn.lane,
      pairs.map(({ assortmentId }) => assortmentId),
    )
  const said = catalogErrors[isBack ? 'CATALOG_RESTORED' : 'CATALOG_MADE_ANEW']({ product, title })
  await ports.journal(turn.connection, [
    { outcome: 'conflict', subjectId: link.key, subjectTitle: title, said },
  ])
  const nowhere = { insalesProductId: null, written: null, wantedImages: null, attribute: null, intent: null }
  const remember = isBack
    ? { observeWanted: (link.observeWanted ?? 0) + 1 }
    : { ...nowhere, birth: 'load' as const }
  return { kind: 'again', afterMs: 0, remember }
}
