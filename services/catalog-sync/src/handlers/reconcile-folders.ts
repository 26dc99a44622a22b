import { eachLink } from './each-link.js'
import {
  decideFolder,
  haveFoldersMoved,
  orderFolders,
  pickFolders,
  type Collection,
  type Folder,
  type FolderLink,
  type FolderStep,
} from '../domain/decide-folders.js'
import { toName } from '../domain/text.js'
import { kinds, type ProductLink } from './ports.js'
import type { ProductOutcome, ProductPorts, ProductTurn } from './products/product-ports.js'

type Ports = Pick<ProductPorts, 'moysklad' | 'insales' | 'links' | 'folders' | 'settings'>

/** So many collections are made or changed before other work of the connection has its turn. */
const STEPS = 40

/**
 * Both trees in two requests, and only MoySklad's where nothing has moved. Folders that are new, renamed or moved are
 * followed, parents first; each is remembered before the next one, so that an attempt that dies goes on where it was.
 */
export const reconcileFolders = (ports: Ports & { foldersIntervalMs: number }) =>
  eachLink((link, turn) => reconcileOnce(ports, turn, link))

async function reconcileOnce(
  ports: Ports & { foldersIntervalMs: number },
  turn: ProductTurn,
  link: ProductLink,
): Promise<ProductOutcome> {
  const { settings } = await ports.settings.get(turn.connection)
  const inShop = settings.collections
  const filtered = settings.filter.folderIds.length > 0
  // a load makes its own tree; here only what the running sync needs
  if (!settings.syncProducts || (!inShop && !filtered)) return { kind: 'done' }
  const ordered = orderFolders(await ports.moysklad.listFolders(turn.connection.accountId, turn))
  const folders = inShop ? pickFolders(ordered, settings.filter.folderIds) : ordered
  const known = new Map((await ports.folders.all(turn.lane)).map((each) => [each.folderId, each]))
  const isAsked = (link.observeWanted ?? 0) > (link.observeDone ?? 0)
  const waiting = await ports.links.waitingFor(
    turn.lane,
    folders.map(({ id }) => `folder:${id}`),
  )
  const later: ProductOutcome = {
    kind: 'again',
    afterMs: ports.foldersIntervalMs,
    remember: { observeDone: link.observeWanted ?? 0 },
  }
  if (!isAsked && waiting.length === 0 && !haveFoldersMoved(folders, known, inShop)) return later
  const isDone = inShop
    ? await followInShop(ports, turn, folders, known)
    : await rememberTree(ports, turn, folders, known)
  if (!isDone) return { kind: 'again', afterMs: 0 }
  await forgetGone(ports, turn, ordered, known)
  const connection = turn.connection
  await turn.touch(waiting.map(({ key }) => ({ connection, kind: kinds.product, key })))
  return later
}

/** Collections are left alone when their folder goes: the merchant may have products of his own in them. */
async function forgetGone(
  { folders }: Pick<Ports, 'folders'>,
  { lane }: ProductTurn,
  alive: Folder[],
  known: ReadonlyMap<string, FolderLink>,
): Promise<void> {
  const ids = new Set(alive.map(({ id }) => id))
  await folders.remove(
    lane,
    [...known.keys()].filter((id) => !ids.has(id)),
  )
}

async function rememberTree(
  { folders }: Pick<Ports, 'folders'>,
  { lane }: ProductTurn,
  all: Folder[],
  known: ReadonlyMap<string, FolderLink>,
): Promise<boolean> {
  await folders.put(
    lane,
    all.map((folder) => toLink(folder, known.get(folder.id)?.collectionId ?? '', '')),
  )
  return true
}

const toLink = (folder: Folder, collectionId: string, parentCollectionId: string): FolderLink => ({
  folderId: folder.id,
  title: toName(folder.name) || 'Без названия',
  parentFolderId: folder.parentId,
  collectionId,
  parentCollectionId,
})

/** Collections for these folders, parents first, a few at a time; says whether all are there. */
export async function followInShop(
  ports: Pick<Ports, 'insales' | 'folders'>,
  turn: ProductTurn,
  all: Folder[],
  known: Map<string, FolderLink>,
  seen?: readonly Collection[],
): Promise<boolean> {
  let collections = seen ?? (await ports.insales.listCollections(turn.connection, turn))
  const taken = new Set([...known.values()].map(({ collectionId }) => collectionId).filter(Boolean))
  let left = STEPS
  for (const folder of all) {
    const link = known.get(folder.id)
    const parentId = known.get(folder.parentId)?.collectionId ?? ''
    const step = decideFolder(folder, { link, parentId, collections, taken })
    if (step.kind === 'create' || step.kind === 'update') {
      if (left === 0 || turn.signal.aborted) return false
      left -= 1
    }
    const made = await takeStep(ports, turn, step, link, parentId)
    collections = [
      ...collections.filter(({ id }) => id !== made.id),
      { ...found(collections, made.id), ...made },
    ]
    taken.add(made.id)
    const next = toLink(folder, made.id, parentId)
    if (JSON.stringify(next) !== JSON.stringify(link)) await ports.folders.put(turn.lane, [next])
    known.set(folder.id, next)
  }
  return true
}

const found = (collections: readonly Collection[], id: string): Collection =>
  collections.find((each) => each.id === id) ?? { id, title: '', parentId: '', isSmart: false }

/** The collection that the folder is now, with what was changed of it. */
async function takeStep(
  { insales }: Pick<Ports, 'insales'>,
  turn: ProductTurn,
  step: FolderStep,
  link: FolderLink | undefined,
  parentId: string,
): Promise<Partial<Collection> & { id: string }> {
  switch (step.kind) {
    case 'same':
      return { id: link!.collectionId }
    case 'adopt':
      return { id: step.collectionId }
    case 'create':
      return insales.createCollection(turn.connection, { title: step.title, parentId }, turn)
    case 'update': {
      const { collectionId, kind: _kind, ...change } = step
      await insales.updateCollection(turn.connection, collectionId, change, turn)
      return { id: collectionId, ...change }
    }
  }
}
