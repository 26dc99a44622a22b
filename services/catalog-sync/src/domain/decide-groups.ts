import { catalogErrors } from '../errors.js'
import {
  decideFolder,
  orderFolders,
  type Collection,
  type Folder,
  type FolderLink,
} from './decide-folders.js'
import type { LoadItem } from './load-types.js'
import { foldName, toName } from './text.js'

const NO_NAME = 'Без названия'

const groupItem = (
  loadId: string,
  id: string,
  parentId: string,
  title: string,
  known: { targetId: string; isLinked: boolean },
): LoadItem => {
  const linked = catalogErrors.CATALOG_LOAD_LINKED({ title })
  return {
    id: `${loadId}/group/${id}`,
    kind: 'group',
    sourceId: id,
    bundle: false,
    parentId,
    title,
    sku: '',
    variants: 0,
    images: 0,
    action: known.isLinked ? 'skip' : known.targetId === '' ? 'create' : 'link',
    reason: known.isLinked ? linked.code : known.targetId === '' ? '' : 'name',
    reasonText: known.isLinked ? linked.text : '',
    candidates: [],
    targetId: known.targetId,
    state: 'waiting',
    failure: null,
  }
}

/** What the folders of MoySklad would become in the shop: the steps of `decideFolder`, nothing being written. */
export function decideFolderItems(
  loadId: string,
  folders: readonly Folder[],
  collections: readonly Collection[],
  links: readonly FolderLink[],
): LoadItem[] {
  const known = new Map(links.map((link) => [link.folderId, link]))
  const taken = new Set(links.map(({ collectionId }) => collectionId).filter(Boolean))
  const places = new Map<string, string>()
  return orderFolders(folders).map((folder) => {
    // what is not there yet has nothing below it: no collection has such an id
    const parentId = folder.parentId === '' ? '' : places.get(folder.parentId) || `new:${folder.parentId}`
    const link = known.get(folder.id)
    const step = decideFolder(folder, { link, parentId, collections, taken })
    const standing =
      step.kind === 'create' ? '' : step.kind === 'same' ? link!.collectionId : step.collectionId
    places.set(folder.id, standing)
    if (standing !== '') taken.add(standing)
    const isLinked = step.kind === 'same' || step.kind === 'update'
    return groupItem(loadId, folder.id, folder.parentId, toName(folder.name) || NO_NAME, {
      targetId: standing,
      isLinked,
    })
  })
}

export interface PlacedCollection extends Collection {
  /** The folder it is already; empty = none yet. */
  folderId: string
  isLinked: boolean
}

/**
 * The shop's collections, parents first, each with the folder that it is: remembered, or of the same name at the same place.
 * Smart ones are filled by rules and are no place for a product.
 */
export function placeCollections(
  collections: readonly Collection[],
  folders: readonly Folder[],
  links: readonly FolderLink[],
): PlacedCollection[] {
  const plain = collections.filter(({ isSmart }) => !isSmart)
  const ordered = orderFolders(
    plain.map(({ id, title, parentId }) => ({ id, name: title, parentId, archived: false })),
  )
  const byId = new Map(plain.map((collection) => [collection.id, collection]))
  const known = new Map(
    links.filter(({ collectionId }) => collectionId).map((link) => [link.collectionId, link.folderId]),
  )
  const alive = new Set(folders.filter(({ archived }) => !archived).map(({ id }) => id))
  const taken = new Set(known.values())
  const places = new Map<string, string>()
  return ordered.map(({ id, parentId }) => {
    const collection = byId.get(id)!
    const linked = known.get(id)
    const isLinked = linked !== undefined && alive.has(linked)
    const above = parentId === '' ? '' : places.get(parentId) || undefined
    const title = toName(collection.title) || NO_NAME
    const same = folders.find(
      (folder) =>
        !taken.has(folder.id) &&
        alive.has(folder.id) &&
        folder.parentId === above &&
        foldName(folder.name) === foldName(title),
    )
    const folderId = isLinked ? linked : (same?.id ?? '')
    if (folderId !== '') taken.add(folderId)
    places.set(id, folderId)
    return { ...collection, title, parentId, folderId, isLinked }
  })
}

export const decideCollectionItems = (loadId: string, placed: readonly PlacedCollection[]): LoadItem[] =>
  placed.map(({ id, parentId, title, folderId, isLinked }) =>
    groupItem(loadId, id, parentId, title, { targetId: folderId, isLinked }),
  )

/** Of the collections a product is in, the one that lies deepest; of several the oldest. */
export function pickCollection(ids: readonly string[], parents: ReadonlyMap<string, string>): string {
  const depth = (id: string): number => {
    const seen = new Set<string>()
    for (let at = id; at !== '' && !seen.has(at); at = parents.get(at) ?? '') seen.add(at)
    return seen.size
  }
  const [deepest] = ids
    .filter((id) => parents.has(id))
    .sort((a, b) => depth(b) - depth(a) || Number(a) - Number(b))
  return deepest ?? ''
}
