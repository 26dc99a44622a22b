import { withAncestors } from '../../domain/decide-folders.js'
import type { WrittenCard } from '../../domain/types.js'
import type { Batch, CardCase, ProductPorts, ProductTurn } from './product-ports.js'

export interface Placed {
  collections: string[]
  /** A folder that is no collection yet. */
  waitsFor: string | undefined
}

/**
 * Puts a product into the collection of its folder and takes it out of the one it was put into before. Collections that the
 * merchant chose by hand are none of ours. Both calls may be repeated.
 */
export async function placeCard(
  { insales }: Pick<ProductPorts, 'insales'>,
  turn: ProductTurn,
  { link, card, shop }: CardCase,
  written: WrittenCard,
  { settings, folders }: Batch,
): Promise<Placed> {
  const before = written.collections ?? []
  const same: Placed = { collections: before, waitsFor: undefined }
  const productId = link.insalesProductId
  // kept from the first time on: a new product has to lie somewhere
  const isKept = settings.keep.includes('collections') && written.collections !== undefined
  if (!card || !productId || !settings.collections || isKept) return same
  const { folderId } = card.good
  const wanted = folderId === '' ? undefined : folders.get(folderId)?.collectionId
  if (folderId !== '' && !wanted) return { ...same, waitsFor: `folder:${folderId}` }
  if (wanted && !before.includes(wanted) && !shop?.collectionIds.includes(wanted))
    await insales.addToCollection(turn.connection, productId, wanted, turn)
  for (const id of before)
    if (id !== wanted) await insales.removeFromCollection(turn.connection, productId, id, turn)
  return { collections: wanted ? [wanted] : [], waitsFor: undefined }
}

/** The card's folder and all above it, as far as they are known. */
export const foldersOf = (folderId: string, folders: Batch['folders']): string[] =>
  withAncestors(folderId, folders)
