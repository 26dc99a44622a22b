import type { ConnectionKey } from '@skladbridge/contracts'
import type { Touch, Turn } from '@skladbridge/reconciler'
import { fingerprint } from '../domain/fingerprint.js'
import type { Good } from '../domain/types.js'
import type { JustRead } from './just-read.js'
import { kinds, type Pairs, type ProductLink, type ProductLinkOwn, type ProductLinks } from './ports.js'

/** A touch of the card with this id. */
export const touchCard = (
  connection: ConnectionKey,
  key: string,
  assortmentKind: string = 'product',
): Touch<ProductLinkOwn> => ({ connection, kind: kinds.product, key, onInsert: { assortmentKind } })

export interface MovedCard {
  key: string
  kind: string
  link: ProductLink | undefined
  updated: string
  /** The card itself as it was read; undefined: only a modification of it was. */
  good: Good | undefined
}

export interface MovedPorts {
  links: Pick<ProductLinks, 'find'>
  pairs: Pick<Pairs, 'byAssortments'>
}

/**
 * Cards that these goods say something new about: what is not as it was last worked on. By content, not by `updated`: our
 * own writes move that, too. Pictures, and what a bundle consists of, are not in it, so with them `updated` decides.
 */
export async function movedCards(
  { links, pairs }: MovedPorts,
  lane: string,
  goods: readonly Good[],
  { images }: { images: boolean },
): Promise<MovedCard[]> {
  const variants = goods.filter(({ kind }) => kind === 'variant')
  const cards = goods.filter(({ kind }) => kind === 'product' || kind === 'bundle')
  const known = new Map(
    (
      await pairs.byAssortments(
        lane,
        variants.map(({ id }) => id),
      )
    ).map((pair) => [pair.assortmentId, pair]),
  )
  const keys = [...new Set([...cards.map(({ id }) => id), ...variants.map(({ productId }) => productId)])]
  const found = new Map((await links.find(lane, keys)).map((link) => [link.key, link]))
  const isNews = (good: Good, seen: string | undefined, seenUpdated: string | undefined) =>
    seen !== fingerprint(good) || (images && good.imagesCount > 0 && seenUpdated !== good.updated)
  const moved = new Map<string, Pick<MovedCard, 'kind' | 'updated' | 'good'>>()
  for (const good of cards) {
    const link = found.get(good.id)
    const isBundle = good.kind === 'bundle' && link?.seenUpdated !== good.updated
    if (isBundle || isNews(good, link?.seen, link?.seenUpdated))
      moved.set(good.id, { kind: good.kind, updated: good.updated, good })
  }
  for (const good of variants) {
    if (good.productId === '' || moved.has(good.productId)) continue
    if (isNews(good, known.get(good.id)?.seen, good.updated))
      moved.set(good.productId, { kind: 'product', updated: good.updated, good: undefined })
  }
  return [...moved].map(([key, each]) => ({ key, ...each, link: found.get(key) }))
}

/** Touches them, and keeps what was read: the next turn works on it without asking again. */
export async function touchMoved(
  justRead: JustRead,
  { connection, lane, touch }: Pick<Turn<ProductLinkOwn>, 'connection' | 'lane' | 'touch'>,
  moved: readonly MovedCard[],
): Promise<void> {
  await touch(moved.map(({ key, kind }) => touchCard(connection, key, kind)))
  for (const { good, link } of moved) if (good) justRead.keep(lane, good, (link?.wanted ?? 0) + 1)
}
