import { orderFolders, pickFolders } from '../../domain/decide-folders.js'
import type { Load, LoadItem } from '../../domain/load-types.js'
import { catalogErrors } from '../../errors.js'
import { kinds, type ProductLink } from '../ports.js'
import { followInShop } from '../reconcile-folders.js'
import type { ProductOutcome, ProductTurn } from '../products/product-ports.js'
import { treesToWrite } from './prepare-load.js'
import { endLoad } from './end-load.js'
import { linkCards } from './link-cards.js'
import type { ItemEnd, LoadPorts } from './load-ports.js'

/** So many cards are under way at most, and topped up when half of them are through. */
const WINDOW = 200
/** The next look at those under way: a batch of a hundred takes the shop a minute. */
const LOOK_MS = 200

/**
 * The tree first, then the cards: this hands them out, a few hundred at a time, and the links of the cards do the work
 * (`birth: load`), with all that they know of intents, refusals and repeats. Dies anywhere: what was handed out is on the
 * items, how it went on the links.
 */
export async function loadToShop(
  ports: LoadPorts,
  turn: ProductTurn,
  link: ProductLink,
  load: Load,
): Promise<ProductOutcome> {
  if ((link.phase ?? 'groups') === 'groups') {
    const phase = (await makeTree(ports, turn, load, link)) ? 'cards' : 'groups'
    return { kind: 'again', afterMs: 0, remember: { phase } }
  }
  const underWay = await ports.items.taken(load.id, WINDOW)
  const ends = await endsOf(ports, turn, underWay)
  await ports.items.end(load.id, ends)
  const busy = underWay.length - ends.length
  const next = busy > WINDOW / 2 ? [] : await ports.items.untaken(load.id, WINDOW - busy)
  if (next.length === 0 && busy === 0)
    return endLoad(ports, turn, load, (failed) => endsOf(ports, turn, failed))
  await handOut(ports, turn, load, next)
  return { kind: 'again', afterMs: LOOK_MS }
}

async function makeTree(
  ports: LoadPorts,
  turn: ProductTurn,
  load: Load,
  link: ProductLink,
): Promise<boolean> {
  const groups = (await ports.items.groups(load.id)).filter(({ state }) => state === 'waiting')
  if (groups.length === 0) return true
  const { settings } = await ports.settings.get(turn.connection)
  if (settings.collections) {
    const { folders, collections } = await treesToWrite(ports, turn, load, link)
    const ordered = orderFolders(folders)
    const known = new Map((await ports.folders.all(turn.lane)).map((each) => [each.folderId, each]))
    const picked = pickFolders(ordered, settings.filter.folderIds)
    if (!(await followInShop(ports, turn, picked, known, collections))) return false
  }
  const places = new Map(
    (await ports.folders.all(turn.lane)).map((each) => [each.folderId, each.collectionId]),
  )
  const ends = groups.map(({ id, sourceId }): ItemEnd => ({
    id,
    state: 'done',
    targetId: places.get(sourceId) ?? '',
  }))
  await ports.items.end(load.id, ends)
  return true
}

/** First the links, then the items: a card handed out twice is looked at twice, one forgotten would never be made. */
async function handOut(ports: LoadPorts, turn: ProductTurn, load: Load, items: LoadItem[]): Promise<void> {
  const { connection, lane } = turn
  const toLink = items.filter(({ action }) => action === 'link')
  await ports.items.end(load.id, await linkCards(ports, turn, toLink))
  const toMake = items.filter(({ action }) => action === 'create')
  const keys = toMake.map(({ sourceId }) => sourceId)
  for (const known of await ports.links.find(lane, keys))
    await turn.remember(known, { birth: 'load', skipped: null, unlinked: false })
  await turn.touch(
    toMake.map(({ sourceId, bundle }) => ({
      connection,
      kind: kinds.product,
      key: sourceId,
      onInsert: { assortmentKind: bundle ? 'bundle' : 'product', birth: 'load' as const },
    })),
  )
  await ports.items.take(
    load.id,
    toMake.map(({ id }) => id),
  )
}

/** How those under way have ended; what is still being tried is not among them. */
async function endsOf(ports: LoadPorts, { lane }: ProductTurn, items: LoadItem[]): Promise<ItemEnd[]> {
  const keys = items.map(({ sourceId }) => sourceId)
  const links = new Map((await ports.links.find(lane, keys)).map((link) => [link.key, link]))
  return items.flatMap(({ id, sourceId, title }): ItemEnd[] => {
    const link = links.get(sourceId)
    // made, and all that belongs to it
    if (link?.insalesProductId && link.birth !== 'load')
      return [{ id, state: 'done', targetId: link.insalesProductId }]
    if (link?.dirty && !link.parked) return []
    const failure = link?.failure ?? catalogErrors.CATALOG_LOAD_NOT_MADE({ title, reason: reasonOf(link) })
    return [{ id, state: 'failed', failure: { code: failure.code, text: failure.text } }]
  })
}

const reasons: Partial<Record<string, string>> = {
  archived: 'он в архиве',
  filtered: 'он не проходит фильтр из настроек товаров',
  bundle: 'комплекты не выбраны в настройках товаров',
  gone: 'он удалён в МоемСкладе',
}

const reasonOf = (link: ProductLink | undefined): string =>
  reasons[link?.skipped ?? 'gone'] ?? 'он изменился после подготовки загрузки'
