import { sellables } from './map-card.js'
import type { Card, MoyskladImage, ShopImage } from './types.js'

/** What a shop takes at most; its own limit is not documented, this is what the connector sends. */
export const IMAGE_MAX_BYTES = 10 * 1024 * 1024

/** A picture of MoySklad that the shop should show. */
export interface WantedImage {
  id: string
  filename: string
  sizeBytes: number
  /** Whose picture it is: where it is downloaded from. */
  owner: { kind: string; id: string }
  /** Modifications that show it as theirs. */
  variantIds: string[]
}

/** A picture of ours in the shop. */
export interface BoundImage {
  moyskladImageId: string
  insalesImageId: string
}

/** The card's own pictures in their order, then the first of each modification. The first of all is the main one. */
export function wantedImages({ good, variants }: Card): WantedImage[] {
  const wanted = new Map<string, WantedImage>()
  const add = (image: MoyskladImage, owner: WantedImage['owner'], variantIds: string[]) => {
    const known = wanted.get(image.id)
    if (known) known.variantIds.push(...variantIds)
    else wanted.set(image.id, { ...image, owner, variantIds })
  }
  for (const image of good.images) add(image, { kind: good.kind, id: good.id }, [])
  for (const { id, images } of sellables({ good, variants }).filter((each) => each !== good))
    for (const image of images.slice(0, 1)) add(image, { kind: 'variant', id }, [id])
  return [...wanted.values()]
}

export interface ImagePlan {
  remove: BoundImage[]
  /** With the place each is to have, 1 = the main picture. */
  add: { image: WantedImage; position: number }[]
  /** Ours that stand in another order than MoySklad's. */
  move: { insalesImageId: string; position: number }[]
}

/**
 * Pictures are compared by MoySklad's id, which changes with the content: the same id is never sent twice. Those that the
 * merchant put there by hand are left alone, behind ours.
 */
export function decideImages(
  wanted: readonly WantedImage[],
  bound: readonly BoundImage[],
  refused: ReadonlySet<string>,
): ImagePlan {
  const show = wanted.filter(({ id, sizeBytes }) => !refused.has(id) && sizeBytes <= IMAGE_MAX_BYTES)
  const wantedIds = new Set(show.map(({ id }) => id))
  const kept = bound.filter(({ moyskladImageId }) => wantedIds.has(moyskladImageId))
  const insalesId = new Map(kept.map((image) => [image.moyskladImageId, image.insalesImageId]))
  const order = show.map(({ id }) => id)
  const before = kept.map(({ moyskladImageId }) => moyskladImageId)
  const inOrder = isSubsequence(before, order)
  return {
    remove: bound.filter(({ moyskladImageId }) => !wantedIds.has(moyskladImageId)),
    add: show.flatMap((image, at) => (insalesId.has(image.id) ? [] : [{ image, position: at + 1 }])),
    move: inOrder
      ? []
      : order.flatMap((id, at) =>
          insalesId.has(id) ? [{ insalesImageId: insalesId.get(id)!, position: at + 1 }] : [],
        ),
  }
}

const isSubsequence = (some: readonly string[], all: readonly string[]): boolean => {
  let at = -1
  return some.every((one) => {
    const next = all.indexOf(one, at + 1)
    if (next < 0) return false
    at = next
    return true
  })
}

export const tooLarge = (wanted: readonly WantedImage[]): WantedImage[] =>
  wanted.filter(({ sizeBytes }) => sizeBytes > IMAGE_MAX_BYTES)

const MARK = /^insales-(\d+)-/

/** A picture that a load takes over: its name in MoySklad says which picture of the shop it is, whatever becomes of our memory. */
export const importedName = (insalesImageId: string, filename: string): string =>
  `insales-${insalesImageId}-${(filename || 'image.jpg').slice(-200)}`

const importedFrom = ({ filename }: WantedImage): string | undefined => MARK.exec(filename)?.[1]

/** Pictures that came from the shop and are not known to stand there: it is to be asked before they are sent back to it. */
export const cameFromShop = (wanted: readonly WantedImage[], bound: readonly BoundImage[]): boolean =>
  wanted.some(
    (image) => importedFrom(image) && !bound.some(({ moyskladImageId }) => moyskladImageId === image.id),
  )

/** What the shop has of ours, told by our marker: an upload whose answer was lost is found again, not repeated. */
export function observeImages(
  wanted: readonly WantedImage[],
  bound: readonly BoundImage[],
  shop: readonly ShopImage[],
): BoundImage[] {
  const byPlace = [...shop].sort((a, b) => a.position - b.position)
  const ours = new Map(bound.map((image) => [image.insalesImageId, image.moyskladImageId]))
  const wantedIds = new Set(wanted.map(({ id }) => id))
  const imported = new Map(wanted.map((image) => [importedFrom(image), image.id]))
  const found = byPlace.flatMap(({ id, title }) => {
    const moyskladImageId = ours.get(id) ?? (wantedIds.has(title) ? title : imported.get(id))
    return moyskladImageId === undefined ? [] : [{ moyskladImageId, insalesImageId: id }]
  })
  return found
}

/** As MoySklad orders them: what is remembered is compared by its order, too. */
export function inWantedOrder(bound: readonly BoundImage[], wanted: readonly WantedImage[]): BoundImage[] {
  const place = new Map(wanted.map(({ id }, at) => [id, at]))
  const at = ({ moyskladImageId }: BoundImage) => place.get(moyskladImageId) ?? wanted.length
  return [...bound].sort((a, b) => at(a) - at(b))
}
