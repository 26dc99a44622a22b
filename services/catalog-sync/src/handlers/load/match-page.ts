import type { CatalogSettings } from '@skladbridge/contracts'
import { decideFate, type SkipReason } from '../../domain/decide-fate.js'
import { decideLoadItem, skipped, type Decision } from '../../domain/decide-load-item.js'
import { withAncestors } from '../../domain/decide-folders.js'
import { sellables } from '../../domain/map-card.js'
import { pickCollection } from '../../domain/decide-groups.js'
import { sourceOf, targetOf, type Load, type LoadItem, type StagedRow } from '../../domain/load-types.js'
import type { Card, Good, ShopProduct } from '../../domain/types.js'
import { catalogErrors } from '../../errors.js'
import type { ProductTurn } from '../products/product-ports.js'
import type { LoadPorts } from './load-ports.js'

/** So many cards are decided about at a time, with all of their modifications in memory. */
const PAGE = 200

/** A card of the source, in the terms both directions share. */
interface Source {
  row: StagedRow
  keys: string[]
  variants: number
  images: number
  parentId: string
  skip: Decision | undefined
}

/** Decides about a page of the source's cards; says where to go on, undefined at the end. */
export async function matchPage(
  ports: LoadPorts,
  turn: ProductTurn,
  load: Load,
  after: string,
): Promise<string | undefined> {
  const rows = await ports.staging.cards(load.id, sourceOf(load.direction), after, PAGE)
  await ports.items.put(load.id, turn.lane, await decideRows(ports, turn, load, rows))
  return rows.length < PAGE ? undefined : rows.at(-1)!.id
}

/** What is to be done with these cards of the source. */
export async function decideRows(
  ports: LoadPorts,
  turn: ProductTurn,
  load: Load,
  rows: StagedRow[],
): Promise<LoadItem[]> {
  const { settings } = await ports.settings.get(turn.connection)
  const groups = await ports.items.groups(load.id)
  const sources =
    sourceOf(load.direction) === 'moysklad'
      ? await goodsOf(ports, turn, load, settings, groups, rows)
      : rows.map((row) => productOf(row, load, groups))
  const found = await lookUp(ports, turn, load, sources)
  return sources.map((source) => toItem(load, source, decide(load, source, found)))
}

interface Found {
  linked: ReadonlySet<string>
  targets: ReadonlyMap<string, StagedRow[]>
  twins: ReadonlyMap<string, StagedRow[]>
}

/** All that the page's cards may be, in a few questions. */
async function lookUp(ports: LoadPorts, turn: ProductTurn, load: Load, sources: Source[]): Promise<Found> {
  const [side, other] = [sourceOf(load.direction), targetOf(load.direction)]
  const keys = [...new Set(sources.flatMap((source) => source.keys))]
  const [found, twins] = await Promise.all([
    ports.staging.withKeys(load.id, other, keys),
    ports.staging.withKeys(load.id, side, keys),
  ])
  const ids = sources.map(({ row }) => row.id)
  const linked = await linkedIds(ports, turn.lane, side, ids)
  const foundIds = found.map(({ cardId }) => cardId)
  const taken = await linkedIds(ports, turn.lane, other, foundIds)
  return { linked, targets: byKey(found.filter(({ cardId }) => !taken.has(cardId))), twins: byKey(twins) }
}

function decide(load: Load, { row, keys, skip }: Source, found: Found): Decision {
  if (found.linked.has(row.id)) return skipped(catalogErrors.CATALOG_LOAD_LINKED({ title: row.title }))
  return (
    skip ??
    decideLoadItem(
      { id: row.id, title: row.title, keys },
      { matchBy: load.matchBy, targets: rowsOf(keys, found.targets), twins: rowsOf(keys, found.twins) },
    )
  )
}

function byKey(rows: readonly StagedRow[]): Map<string, StagedRow[]> {
  const found = new Map<string, StagedRow[]>()
  for (const row of rows)
    for (const key of row.keys) {
      const same = found.get(key)
      if (same) same.push(row)
      else found.set(key, [row])
    }
  return found
}

const rowsOf = (keys: readonly string[], rows: ReadonlyMap<string, StagedRow[]>): StagedRow[] => [
  ...new Set(keys.flatMap((key) => rows.get(key) ?? [])),
]

async function linkedIds(
  { links }: Pick<LoadPorts, 'links'>,
  lane: string,
  side: 'moysklad' | 'insales',
  ids: string[],
): Promise<Set<string>> {
  const unique = [...new Set(ids)]
  if (side === 'insales')
    return new Set((await links.ofProducts(lane, unique)).map((link) => link.insalesProductId ?? ''))
  const known = await links.find(lane, unique)
  return new Set(known.filter((link) => link.insalesProductId).map(({ key }) => key))
}

async function goodsOf(
  ports: LoadPorts,
  turn: ProductTurn,
  load: Load,
  settings: CatalogSettings,
  groups: LoadItem[],
  rows: StagedRow[],
): Promise<Source[]> {
  const ids = rows.map(({ id }) => id)
  const variants = new Map<string, StagedRow[]>()
  for (const row of await ports.staging.variantsOf(load.id, 'moysklad', ids))
    variants.set(row.cardId, [...(variants.get(row.cardId) ?? []), row])
  const parents = new Map(groups.map(({ sourceId, parentId }) => [sourceId, { parentFolderId: parentId }]))
  const terms = await termsOf(ports, turn, settings, rows)
  return rows.map((row) => {
    const good = row.data as Good
    const own = variants.get(row.id) ?? []
    const card: Card = { good, variants: own.map(({ data }) => data as Good) }
    const sold = sellables(card)
    const images = [good, ...card.variants].reduce((sum, each) => sum + each.imagesCount, 0)
    const keys = [...new Set([...row.keys, ...own.flatMap((each) => each.keys)])]
    const bundles = load.bundles ? 'product' : 'skip'
    const fate = decideFate(card, {
      ...terms,
      settings: { ...settings, bundles },
      linked: false,
      unlinked: false,
      loaded: true,
      folders: withAncestors(good.folderId, parents),
      stock:
        terms.stock && [good, ...card.variants].reduce((sum, { id }) => sum + (terms.stock?.get(id) ?? 0), 0),
    })
    const skip = fate.kind === 'sync' ? undefined : skipped(reasonOf(fate.reason, row.title))
    return { row, keys, variants: sold.length, images, parentId: good.folderId, skip }
  })
}

async function termsOf(ports: LoadPorts, turn: ProductTurn, settings: CatalogSettings, rows: StagedRow[]) {
  const { accountId } = turn.connection
  const { onlyWithPrice, onlyWithStock } = settings.filter
  const currencies = onlyWithPrice ? await ports.dictionaries.currencies(accountId, turn) : new Map()
  const stock = onlyWithStock
    ? await ports.moysklad.stock(
        accountId,
        rows.map(({ id }) => id),
        turn,
      )
    : undefined
  return { prices: { currencies, priceKinds: undefined, priceTypes: undefined }, stock }
}

function reasonOf(reason: SkipReason, title: string) {
  switch (reason) {
    case 'service':
      return catalogErrors.CATALOG_LOAD_SKIP_SERVICE({ title })
    case 'bundle':
      return catalogErrors.CATALOG_LOAD_SKIP_BUNDLE({ title })
    case 'archived':
      return catalogErrors.CATALOG_LOAD_SKIP_ARCHIVED({ title })
    default:
      return catalogErrors.CATALOG_LOAD_SKIP_FILTERED({ title })
  }
}

function productOf(row: StagedRow, load: Load, groups: LoadItem[]): Source {
  const product = row.data as ShopProduct
  const parents = new Map(groups.map(({ sourceId, parentId }) => [sourceId, parentId]))
  const skip = product.archived
    ? skipped(catalogErrors.CATALOG_LOAD_SKIP_ARCHIVED({ title: row.title }))
    : product.bundle && !load.bundles
      ? skipped(catalogErrors.CATALOG_LOAD_SKIP_BUNDLE({ title: row.title }))
      : undefined
  const { length: variants } = product.variants
  const parentId = pickCollection(product.collectionIds, parents)
  return { row, keys: row.keys, variants, images: product.images.length, parentId, skip }
}

const toItem = (load: Load, { row, variants, images, parentId }: Source, decision: Decision): LoadItem => ({
  id: `${load.id}/product/${row.id}`,
  kind: 'product',
  sourceId: row.id,
  bundle: row.kind === 'bundle',
  parentId,
  title: row.title,
  sku: row.sku,
  variants,
  images: load.images ? images : 0,
  ...decision,
  state: 'waiting',
  failure: null,
})
