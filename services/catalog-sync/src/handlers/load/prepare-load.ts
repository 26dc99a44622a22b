import { keysOfGood, keysOfShopProduct } from '../../domain/load-keys.js'
import { decideCollectionItems, decideFolderItems, placeCollections } from '../../domain/decide-groups.js'
import type { Collection, Folder } from '../../domain/decide-folders.js'
import { ATTRIBUTE_NAME } from '../../domain/decide-attribute.js'
import { sourceOf, TREES, type Load, type Side, type StagedRow } from '../../domain/load-types.js'
import { toName } from '../../domain/text.js'
import type { Good, ShopProduct } from '../../domain/types.js'
import type { ProductLink } from '../ports.js'
import type { ProductOutcome, ProductTurn } from '../products/product-ports.js'
import type { LoadPorts } from './load-ports.js'
import { matchPage } from './match-page.js'

/** So many pages are read before other work of the connection has its turn. */
const PAGES = 5
/** Before MoySklad was. */
const BEGINNING = '2000-01-01T00:00:00.000Z'

const goOn = (phase: string, cursor = ''): ProductOutcome => ({
  kind: 'again',
  afterMs: 0,
  remember: { phase, cursor },
})

/**
 * Reads both sides into the staging, a few pages a turn, then decides about each card of the source, a page a turn. Nothing
 * is written outside. Dies anywhere: the page is read and decided again, with the same result in the same place.
 */
export async function prepareLoad(
  ports: LoadPorts,
  turn: ProductTurn,
  link: ProductLink,
  load: Load,
): Promise<ProductOutcome> {
  const cursor = link.cursor ?? ''
  switch (link.phase ?? 'moysklad') {
    case 'moysklad': {
      const next = await readPages(cursor, (from) => stageNext(ports, turn, load, 'moysklad', from))
      return next.more ? goOn('moysklad', next.cursor) : goOn('insales')
    }
    case 'insales': {
      const next = await readPages(cursor, (from) => stageNext(ports, turn, load, 'insales', from))
      return next.more ? goOn('insales', next.cursor) : goOn('groups')
    }
    case 'groups':
      await prepareGroups(ports, turn, load)
      return goOn('match')
    case 'match': {
      const after = await matchPage(ports, turn, load, cursor)
      return after === undefined ? goOn('count') : goOn('match', after)
    }
    default: {
      const counts = await ports.items.counts(load.id)
      await ports.loads.move(turn.lane, load.id, ['preparing'], 'ready', { counts, preparedAt: ports.now() })
      return { kind: 'done', remember: { phase: null, cursor: '' } }
    }
  }
}

interface Page {
  cursor: string
  more: boolean
}

async function readPages(from: string, read: (cursor: string) => Promise<Page>): Promise<Page> {
  let page: Page = { cursor: from, more: true }
  for (let at = 0; at < PAGES && page.more; at += 1) page = await read(page.cursor)
  return page
}

async function stageNext(
  ports: LoadPorts,
  turn: ProductTurn,
  load: Load,
  side: Side,
  from: string,
): Promise<Page> {
  const { rows, cursor, more } = await readSide(ports, turn, load, side, from)
  await ports.staging.put(load.id, rows)
  const { readTo } = (await ports.loads.get(turn.lane)) ?? load
  if (!more) await ports.loads.set(turn.lane, load.id, { readTo: { ...readTo, [side]: cursor } })
  return { cursor, more }
}

/** A page of one side as rows of the staging; `cursor` empty = from the beginning. */
export async function readSide(
  ports: LoadPorts,
  turn: ProductTurn,
  load: Load,
  side: Side,
  cursor: string,
): Promise<Page & { rows: StagedRow[] }> {
  const isSource = sourceOf(load.direction) === side
  if (side === 'insales') {
    const page = await ports.insales.listChanged(turn.connection, cursor, turn)
    return { ...page, rows: page.products.map((product) => stagedProduct(product, isSource)) }
  }
  const { accountId } = turn.connection
  const page = await ports.moysklad.listChanged(accountId, { since: BEGINNING, cursor }, turn)
  const name = (await ports.attributeNames.get(turn.lane))?.name ?? ATTRIBUTE_NAME
  return { ...page, rows: page.changed.map((good) => stagedGood(good, name, isSource)) }
}

export const stagedGood = (good: Good, attributeName: string, isSource: boolean): StagedRow => ({
  id: good.id,
  side: 'moysklad',
  cardId: good.kind === 'variant' ? good.productId : good.id,
  kind: good.kind,
  title: toName(good.name),
  sku: toName(good.article),
  age: good.updated,
  keys: good.archived && !isSource ? [] : keysOfGood(good, attributeName),
  ...(isSource ? { data: good } : {}),
})

export const stagedProduct = (product: ShopProduct, isSource: boolean): StagedRow => ({
  id: product.id,
  side: 'insales',
  cardId: product.id,
  kind: product.bundle ? 'bundle' : 'product',
  title: toName(product.title),
  sku: toName(product.variants[0]?.sku ?? ''),
  age: product.id,
  keys: product.archived && !isSource ? [] : keysOfShopProduct(product),
  ...(isSource ? { data: product } : {}),
})

/** Both trees in two requests. They are small: a shop has hundreds of collections, at most thousands. */
export async function prepareGroups(ports: LoadPorts, turn: ProductTurn, load: Load): Promise<void> {
  const { settings } = await ports.settings.get(turn.connection)
  const toShop = load.direction === 'moysklad-to-insales'
  if (toShop && !settings.collections && settings.filter.folderIds.length === 0) return
  const trees = await readTrees(ports, turn)
  await ports.staging.put(load.id, [toRow(trees)])
  const { folders, collections } = trees
  const links = await ports.folders.all(turn.lane)
  const items = toShop
    ? decideFolderItems(load.id, folders, collections, links)
    : decideCollectionItems(load.id, placeCollections(collections, folders, links))
  await ports.items.put(load.id, turn.lane, items)
}

export interface Trees {
  folders: Folder[]
  collections: Collection[]
}

export const readTrees = async (
  { moysklad, insales }: Pick<LoadPorts, 'moysklad' | 'insales'>,
  turn: ProductTurn,
): Promise<Trees> => ({
  folders: await moysklad.listFolders(turn.connection.accountId, turn),
  collections: await insales.listCollections(turn.connection, turn),
})

const toRow = (trees: Trees): StagedRow => ({
  id: TREES,
  side: TREES,
  cardId: '',
  kind: TREES,
  title: '',
  sku: '',
  age: '',
  keys: [],
  data: trees,
})

/**
 * Both trees for the first attempt to write them: as the preview read them a moment ago. Any later attempt reads them anew,
 * for the one before may have made some of it and died before it said so.
 */
export async function treesToWrite(
  ports: Pick<LoadPorts, 'moysklad' | 'insales' | 'staging'>,
  turn: ProductTurn,
  load: Load,
  link: ProductLink,
): Promise<Trees> {
  const isFirst = !link.phase
  const [kept] = isFirst ? await ports.staging.byIds(load.id, TREES, [TREES]) : []
  await turn.remember(link, { phase: 'groups' })
  return (kept?.data as Trees | undefined) ?? readTrees(ports, turn)
}
