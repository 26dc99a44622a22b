import { linkId, type LinkFields } from '@skladbridge/reconciler'
import type { FolderLink } from '../domain/decide-folders.js'
import type { Pair } from '../domain/types.js'
import {
  kinds,
  type AttributeNames,
  type FolderLinks,
  type LinkQuery,
  type Pairs,
  type ProductLink,
  type ProductLinks,
} from '../handlers/ports.js'

/** Pairs in memory; passes the tests of the real store. */
export function fakePairs(): Pairs & { all(lane: string): Pair[] } {
  const rows = new Map<string, Pair & { lane: string }>()
  const of = (lane: string) =>
    [...rows.values()].filter((row) => row.lane === lane).map(({ lane: _lane, ...pair }) => pair)
  const where = async (lane: string, field: keyof Pair, values: string[]) =>
    structuredClone(of(lane).filter((pair) => values.includes(String(pair[field]))))
  const id = (lane: string, assortmentId: string) => `${lane}/${assortmentId}`
  return {
    all: of,
    async ofCards(lane, cardIds) {
      const found = await where(lane, 'cardId', cardIds)
      return new Map(cardIds.map((cardId) => [cardId, found.filter((pair) => pair.cardId === cardId)]))
    },
    ofProducts: (lane, ids) => where(lane, 'insalesProductId', ids),
    byAssortments: (lane, ids) => where(lane, 'assortmentId', ids),
    bySkus: (lane, skus) => where(lane, 'sku', skus.filter(Boolean)),
    byBarcodes: (lane, barcodes) => where(lane, 'barcode', barcodes.filter(Boolean)),
    async resolve(lane, { assortmentIds, insalesVariantIds }) {
      return of(lane)
        .filter(
          (pair) =>
            assortmentIds.includes(pair.assortmentId) || insalesVariantIds.includes(pair.insalesVariantId),
        )
        .map(({ assortmentId, kind, insalesProductId, insalesVariantId, first }) => ({
          assortmentId,
          kind,
          insalesProductId,
          insalesVariantId,
          first,
        }))
    },
    async put(lane, pairs) {
      for (const pair of structuredClone(pairs)) rows.set(id(lane, pair.assortmentId), { lane, ...pair })
    },
    async remove(lane, ids) {
      for (const each of ids) rows.delete(id(lane, each))
    },
    async announced(lane, ids) {
      for (const each of ids) Object.assign(rows.get(id(lane, each)) ?? {}, { announced: true })
    },
  }
}

/** The look-ups of product links over a map that somebody else writes to. */
export function fakeLinks(all: Map<string, LinkFields & object>): ProductLinks {
  const links = () => [...all.values()] as ProductLink[]
  const cards = (lane: string) => links().filter((link) => link.lane === lane && link.kind === kinds.product)
  const byKeys = async (lane: string, kind: string, keys: string[]) =>
    structuredClone(
      keys.flatMap((key) => (all.get(linkId({ lane, kind, key })) as ProductLink | undefined) ?? []),
    )
  const field = (side: 'moysklad' | 'insales') =>
    side === 'moysklad' ? ('comparedMoysklad' as const) : ('comparedInsales' as const)
  return {
    find: (lane, ids) => byKeys(lane, kinds.product, ids),
    images: (lane, ids) => byKeys(lane, kinds.images, ids),
    ofProducts: async (lane, ids) =>
      structuredClone(cards(lane).filter((link) => ids.includes(link.insalesProductId ?? ''))),
    page: async (lane, query, after, limit) =>
      structuredClone(
        cards(lane)
          .filter((link) => link.key > after && fits(link, query))
          .sort((a, b) => (a.key < b.key ? -1 : 1))
          .slice(0, limit),
      ),
    count: async (lane, query) => cards(lane).filter((link) => fits(link, query)).length,
    waitingFor: async (lane, what) =>
      structuredClone(
        links().filter((link) => link.lane === lane && link.waitsFor?.some((one) => what.includes(one))),
      ),
    async askToObserve(lane, kind, keys) {
      for (const key of keys) {
        const link = all.get(linkId({ lane, kind, key })) as ProductLink | undefined
        if (link) link.observeWanted = (link.observeWanted ?? 0) + 1
      }
    },
    async seenByComparison(lane, side, ids, startedAt) {
      for (const link of cards(lane))
        if (ids.includes(side === 'moysklad' ? link.key : (link.insalesProductId ?? '')))
          link[field(side)] = startedAt
    },
    unseenByComparison: async (lane, side, startedAt, limit) =>
      structuredClone(
        cards(lane)
          .filter((link) => link.insalesProductId && !((link[field(side)] ?? new Date(0)) >= startedAt))
          .slice(0, limit),
      ),
  }
}

const fits = (link: ProductLink, { linked, skipped, assortmentKind }: LinkQuery): boolean =>
  (linked === undefined || Boolean(link.insalesProductId) === linked) &&
  (!skipped || (link.skipped != null && skipped.includes(link.skipped))) &&
  (assortmentKind === undefined || link.assortmentKind === assortmentKind)

export function fakeFolders(): FolderLinks {
  const rows = new Map<string, Map<string, FolderLink>>()
  const of = (lane: string) => rows.get(lane) ?? rows.set(lane, new Map()).get(lane)!
  return {
    all: async (lane) => structuredClone([...of(lane).values()]),
    async put(lane, links) {
      for (const link of links) of(lane).set(link.folderId, { ...link })
    },
    async remove(lane, ids) {
      for (const id of ids) of(lane).delete(id)
    },
  }
}

export function fakeAttributeNames(): AttributeNames {
  const rows = new Map<string, { lane: string; name: string; id: string }>()
  const of = (lane: string) => [...rows.values()].find((row) => row.lane === lane)
  return {
    async get(lane) {
      const row = of(lane)
      return row && { name: row.name, id: row.id }
    },
    async claim(lane, accountId, names) {
      const free = names.find((name) => (rows.get(`${accountId}/${name}`)?.lane ?? lane) === lane)
      const name = free ?? names.at(-1)!
      rows.set(`${accountId}/${name}`, { lane, name, id: '' })
      return name
    },
    async remember(lane, { id }) {
      Object.assign(of(lane) ?? {}, { id })
    },
    async forget(lane) {
      Object.assign(of(lane) ?? {}, { id: '' })
    },
  }
}
