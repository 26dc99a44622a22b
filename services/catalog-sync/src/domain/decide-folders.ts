import { foldName, toName } from './text.js'

/** A product folder of MoySklad. */
export interface Folder {
  id: string
  name: string
  /** Empty = at the top. */
  parentId: string
  archived: boolean
}

/** A collection of the shop. */
export interface Collection {
  id: string
  title: string
  parentId: string
  /** Filled by the shop's own rules: nothing can be put into it. */
  isSmart: boolean
}

/** Which folder is which collection, and how that one was last written. Folders not in the shop have no collection. */
export interface FolderLink {
  folderId: string
  title: string
  /** The folder above it; empty = at the top. */
  parentFolderId: string
  collectionId: string
  /** The collection above it as last written. */
  parentCollectionId: string
}

export type FolderStep =
  | { kind: 'same' }
  | { kind: 'create'; title: string }
  | { kind: 'adopt'; collectionId: string }
  | { kind: 'update'; collectionId: string; title?: string; parentId?: string }

/**
 * The folders that can be seen, parents first. A parent that cannot be seen is none; of folders in a circle the first by
 * id stands at the top, so each has one place, and the same one at each look.
 */
export function orderFolders(folders: readonly Folder[]): Folder[] {
  const alive = new Map(folders.filter(({ archived }) => !archived).map((folder) => [folder.id, folder]))
  const children = new Map<string, Folder[]>()
  for (const folder of [...alive.values()].sort(byId)) {
    const parentId = parentOf(folder, alive)
    children.set(parentId, [...(children.get(parentId) ?? []), { ...folder, parentId }])
  }
  const ordered = [...(children.get('') ?? [])]
  for (const folder of ordered) ordered.push(...(children.get(folder.id) ?? []))
  return ordered
}

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

function parentOf(folder: Folder, alive: ReadonlyMap<string, Folder>): string {
  const parent = alive.get(folder.parentId)
  if (!parent) return ''
  const above = new Set<string>()
  for (let at: Folder | undefined = parent; at && !above.has(at.id); at = alive.get(at.parentId)) {
    above.add(at.id)
    if (at.id === folder.id) return isLeast(folder.id, above) ? '' : parent.id
  }
  return parent.id
}

const isLeast = (id: string, ids: ReadonlySet<string>): boolean => [...ids].every((other) => id <= other)

/** The folder and all above it, the nearest first. */
export function withAncestors(
  folderId: string,
  links: ReadonlyMap<string, Pick<FolderLink, 'parentFolderId'>>,
): string[] {
  const path: string[] = []
  for (let at = folderId; at !== '' && !path.includes(at); at = links.get(at)?.parentFolderId ?? '')
    path.push(at)
  return path
}

/** With a filter by folder only what it lets through is made in the shop, and what stands above. */
export function pickFolders(ordered: readonly Folder[], filterIds: readonly string[]): Folder[] {
  if (filterIds.length === 0) return [...ordered]
  const parents = new Map(ordered.map((folder) => [folder.id, { parentFolderId: folder.parentId }]))
  const wanted = new Set<string>()
  for (const { id } of ordered) {
    const path = withAncestors(id, parents)
    if (path.some((each) => filterIds.includes(each))) for (const each of path) wanted.add(each)
  }
  return ordered.filter(({ id }) => wanted.has(id))
}

export interface FolderTerms {
  link: FolderLink | undefined
  /** Where the folder above it stands in the shop; empty = at the top. */
  parentId: string
  collections: readonly Collection[]
  /** Those that are another folder's already. */
  taken: ReadonlySet<string>
}

/**
 * One folder, its parents being done. A collection of that name at that place that is nobody's yet is taken over: one that
 * the merchant made, or ours whose answer was lost. Folders of one name side by side get a collection each.
 */
export function decideFolder(
  folder: Folder,
  { link, parentId, collections, taken }: FolderTerms,
): FolderStep {
  const title = toName(folder.name) || 'Без названия'
  const mine = collections.find(({ id }) => id === link?.collectionId)
  if (mine) {
    const change = {
      ...(mine.title === title ? {} : { title }),
      ...(mine.parentId === parentId ? {} : { parentId }),
    }
    return Object.keys(change).length > 0
      ? { kind: 'update', collectionId: mine.id, ...change }
      : { kind: 'same' }
  }
  const [found] = collections
    .filter((each) => !each.isSmart && !taken.has(each.id) && each.parentId === parentId)
    .filter((each) => foldName(each.title) === foldName(title))
    .sort((a, b) => Number(a.id) - Number(b.id))
  return found ? { kind: 'adopt', collectionId: found.id } : { kind: 'create', title }
}

/** Told from MoySklad's side alone: is there anything for which the shop's collections have to be read? */
export function haveFoldersMoved(
  folders: readonly Folder[],
  links: ReadonlyMap<string, FolderLink>,
  inShop: boolean,
): boolean {
  return (
    folders.some((folder) => {
      const link = links.get(folder.id)
      return (
        !link ||
        (inShop && link.collectionId === '') ||
        link.title !== (toName(folder.name) || 'Без названия') ||
        link.parentFolderId !== folder.parentId
      )
    }) || [...links.keys()].some((id) => !folders.some((folder) => folder.id === id))
  )
}
