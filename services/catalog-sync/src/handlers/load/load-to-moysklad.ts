import { placeCollections, type PlacedCollection } from '../../domain/decide-groups.js'
import type { Load, LoadItem } from '../../domain/load-types.js'
import type { FolderLink } from '../../domain/decide-folders.js'
import type { ShopProduct } from '../../domain/types.js'
import type { ProductLink } from '../ports.js'
import type { ProductOutcome, ProductTurn } from '../products/product-ports.js'
import { endLoad } from './end-load.js'
import { createImporter, type ImportProducts } from './import-products.js'
import { treesToWrite } from './prepare-load.js'
import { linkCards } from './link-cards.js'
import type { ItemEnd, LoadPorts } from './load-ports.js'

/** As many as MoySklad takes in one request. */
const PORTION = 1_000
/** With pictures: theirs are the bytes, and each is one more request to the shop. */
const PICTURED = 20

/**
 * The tree level by level, then products by the thousand: each kind in one request, by keys that make a repeat harmless.
 * Dies anywhere: the portion is sent again, and MoySklad answers what it has made of it before.
 */
export function loadToMoysklad(ports: LoadPorts) {
  const importProducts = createImporter(ports)
  return (turn: ProductTurn, link: ProductLink, load: Load) => loadOn(ports, importProducts, turn, link, load)
}

async function loadOn(
  ports: LoadPorts,
  importProducts: ImportProducts,
  turn: ProductTurn,
  link: ProductLink,
  load: Load,
): Promise<ProductOutcome> {
  if ((link.phase ?? 'groups') === 'groups') {
    await makeTree(ports, turn, load, link)
    return { kind: 'again', afterMs: 0, remember: { phase: 'cards' } }
  }
  const items = await ports.items.untaken(load.id, load.images ? PICTURED : PORTION)
  if (items.length === 0) return endLoad(ports, turn, load)
  const toLink = items.filter(({ action }) => action === 'link')
  await ports.items.end(load.id, await linkCards(ports, turn, toLink))
  for (const bundle of [false, true]) {
    const some = items.filter((item) => item.action === 'create' && item.bundle === bundle)
    await ports.items.end(load.id, await importSome(ports, importProducts, turn, load, some))
  }
  return { kind: 'again', afterMs: 0 }
}

async function importSome(
  ports: LoadPorts,
  importProducts: ImportProducts,
  turn: ProductTurn,
  load: Load,
  items: LoadItem[],
): Promise<ItemEnd[]> {
  if (items.length === 0) return []
  const rows = await ports.staging.byIds(
    load.id,
    'insales',
    items.map(({ sourceId }) => sourceId),
  )
  const products = new Map(rows.map((row) => [row.id, row.data as ShopProduct]))
  return importProducts(turn, load, items, products)
}

async function makeTree(ports: LoadPorts, turn: ProductTurn, load: Load, link: ProductLink): Promise<void> {
  const groups = (await ports.items.groups(load.id)).filter(({ state }) => state === 'waiting')
  if (groups.length === 0) return
  const { folders, collections } = await treesToWrite(ports, turn, load, link)
  const placed = placeCollections(collections, folders, await ports.folders.all(turn.lane))
  const made = new Map<string, string>()
  const failures = new Map<string, { code: string; text: string }>()
  let level = placed.filter(({ parentId }) => parentId === '')
  while (level.length > 0) {
    await makeLevel(ports, turn, level, made, failures)
    // remembered level by level: an attempt that dies here finds these by their name at their place, too
    await ports.folders.put(
      turn.lane,
      level.flatMap((each) => toLink(each, made)),
    )
    const above = new Set(level.map(({ id }) => id))
    level = placed.filter(({ parentId }) => above.has(parentId))
  }
  await ports.items.end(
    load.id,
    groups.map(({ id, sourceId }): ItemEnd => {
      const failure = failures.get(sourceId)
      return failure
        ? { id, state: 'failed', failure }
        : { id, state: 'done', targetId: made.get(sourceId) ?? '' }
    }),
  )
}

/** Folders that stand side by side or as deep, a thousand in a request. Their parents are there. */
async function makeLevel(
  ports: LoadPorts,
  turn: ProductTurn,
  level: PlacedCollection[],
  made: Map<string, string>,
  failures: Map<string, { code: string; text: string }>,
): Promise<void> {
  for (const { id, folderId } of level) if (folderId !== '') made.set(id, folderId)
  const absent = level.filter(({ folderId }) => folderId === '')
  for (let from = 0; from < absent.length; from += PORTION) {
    const some = absent.slice(from, from + PORTION)
    const wanted = some.map(({ id, title, parentId }) => ({
      name: title,
      parentId: made.get(parentId) ?? '',
      externalCode: `insales-${id}`,
    }))
    const outcomes = await ports.writer.saveFolders(turn.connection.accountId, wanted, turn)
    for (const [at, { id, error }] of outcomes.entries())
      if (error) failures.set(some[at]!.id, { code: error.code, text: error.text })
      else made.set(some[at]!.id, id)
  }
}

function toLink(
  { id, title, parentId }: { id: string; title: string; parentId: string },
  made: ReadonlyMap<string, string>,
): FolderLink[] {
  const folderId = made.get(id)
  const parentFolderId = made.get(parentId) ?? ''
  return folderId === undefined
    ? []
    : [{ folderId, title, parentFolderId, collectionId: id, parentCollectionId: parentId }]
}
