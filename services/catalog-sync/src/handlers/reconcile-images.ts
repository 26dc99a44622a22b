import { AppError, toAppError } from '@skladbridge/errors'
import {
  cameFromShop,
  decideImages,
  IMAGE_MAX_BYTES,
  inWantedOrder,
  observeImages,
  tooLarge,
  type BoundImage,
  type WantedImage,
} from '../domain/decide-images.js'
import type { ShopProduct } from '../domain/types.js'
import { catalogErrors } from '../errors.js'
import type { JournalNote, ProductLink } from './ports.js'
import type { ProductOutcome, ProductPorts, ProductTurn, Remember } from './products/product-ports.js'

type Ports = Pick<ProductPorts, 'moysklad' | 'insales' | 'links' | 'pairs' | 'settings' | 'journal' | 'now'>

/** One card's pictures: what its own link asks for, and what the shop has of it. */
interface Pictures {
  link: ProductLink
  card: ProductLink
  productId: string
  wanted: WantedImage[]
  bound: BoundImage[]
  refused: Set<string>
  notes: JournalNote[]
}

/**
 * Pictures of a few cards. Each upload is remembered by itself: dies between an upload and that, the next attempt finds the
 * picture in the shop by our marker.
 */
export function reconcileImages(ports: Ports) {
  return async (links: ProductLink[], turn: ProductTurn): Promise<Map<string, ProductOutcome>> => {
    const outcomes = new Map<string, ProductOutcome>(links.map((link) => [link._id, { kind: 'done' }]))
    const { settings } = await ports.settings.get(turn.connection)
    if (!settings.syncProducts || !settings.syncImages) return outcomes
    const keys = links.map(({ key }) => key)
    const cards = new Map((await ports.links.find(turn.lane, keys)).map((card) => [card.key, card]))
    const all = links.flatMap((link) => picturesOf(link, cards.get(link.key)))
    const shops = await lookAt(ports, turn, all)
    for (const pictures of all) {
      const outcome = await reconcileOne(ports, turn, pictures, shops.get(pictures.productId)).catch(
        (thrown: unknown): ProductOutcome => ({
          kind: 'failed',
          error: toAppError(thrown),
          remember: { title: pictures.card.title ?? '' },
        }),
      )
      outcomes.set(pictures.link._id, outcome)
      if (turn.signal.aborted) throw turn.signal.reason
    }
    return outcomes
  }
}

/** A card that was linked to another product since then has nothing bound there. */
function picturesOf(link: ProductLink, card: ProductLink | undefined): Pictures[] {
  const productId = card?.insalesProductId
  if (!card || !productId || !card.wantedImages) return []
  const bound = link.insalesProductId === productId ? (link.images ?? []) : []
  const refused = new Set(link.refusedImages ?? [])
  return [{ link, card, productId, wanted: card.wantedImages, bound, refused, notes: [] }]
}

const needsLook = ({ link, wanted, bound }: Pictures): boolean =>
  cameFromShop(wanted, bound) ||
  link.intent?.kind === 'images' ||
  (link.observeWanted ?? 0) > (link.observeDone ?? 0)

const lookAt = async ({ insales }: Ports, turn: ProductTurn, all: Pictures[]) => {
  const ids = all.filter(needsLook).map(({ productId }) => productId)
  return ids.length > 0 ? insales.getMany(turn.connection, ids, turn) : new Map<string, ShopProduct>()
}

async function reconcileOne(
  ports: Ports,
  turn: ProductTurn,
  given: Pictures,
  shop: ShopProduct | undefined,
): Promise<ProductOutcome> {
  const pictures = shop ? { ...given, bound: observeImages(given.wanted, given.bound, shop.images) } : given
  const { link, productId, wanted, refused, notes } = pictures
  const plan = decideImages(wanted, pictures.bound, refused)
  const images = [...pictures.bound]
  const remember = (): Remember => ({ images: inWantedOrder(images, wanted), insalesProductId: productId })
  if (plan.add.length > 0 && link.intent?.kind !== 'images')
    await turn.remember(link, { intent: { kind: 'images', at: ports.now() } })
  for (const { image, position } of plan.add) {
    const insalesImageId = await upload(ports, turn, pictures, image, position)
    if (insalesImageId === undefined) continue
    images.push({ moyskladImageId: image.id, insalesImageId })
    await turn.remember(link, remember())
  }
  for (const { insalesImageId, position } of plan.move)
    await ports.insales.moveImage(turn.connection, productId, insalesImageId, position, turn)
  await bindVariants(ports, turn, pictures, images)
  // the new ones first: the shop's page is never without pictures
  for (const { insalesImageId } of plan.remove) {
    await ports.insales.deleteImage(turn.connection, productId, insalesImageId, turn)
    images.splice(
      images.findIndex((image) => image.insalesImageId === insalesImageId),
      1,
    )
  }
  noteTooLarge(pictures)
  if (notes.length > 0) await ports.journal(turn.connection, notes)
  const ended = {
    title: pictures.card.title ?? '',
    intent: null,
    observeDone: link.observeWanted ?? 0,
    refusedImages: [...refused],
  }
  return { kind: 'done', remember: { ...remember(), ...ended } }
}

/** Undefined: the picture is gone from MoySklad (its card will be touched), or the shop does not take it (told once). */
async function upload(
  { moysklad, insales }: Ports,
  turn: ProductTurn,
  { productId, card, refused, notes }: Pictures,
  image: WantedImage,
  position: number,
): Promise<string | undefined> {
  try {
    const { accountId } = turn.connection
    const { filename, content } = await moysklad.downloadImage(accountId, image.owner, image.id, turn)
    const named = { filename: filename || image.filename, content, title: image.id, position }
    return (await insales.addImage(turn.connection, productId, named, turn)).id
  } catch (thrown) {
    if (!(thrown instanceof AppError) || (thrown.kind !== 'invalid' && thrown.kind !== 'missing'))
      throw thrown
    if (thrown.kind === 'invalid') {
      refused.add(image.id)
      const reason = thrown.text || thrown.code
      const error = catalogErrors.CATALOG_IMAGE_REFUSED({
        file: image.filename,
        title: card.title ?? '',
        reason,
      })
      notes.push({ outcome: 'note', subjectId: card.key, subjectTitle: card.title ?? '', said: error })
    }
    return undefined
  }
}

function noteTooLarge({ wanted, refused, card, notes }: Pictures): void {
  for (const { id, filename } of tooLarge(wanted)) {
    if (refused.has(id)) continue
    refused.add(id)
    const limit = IMAGE_MAX_BYTES / 1024 / 1024
    const title = card.title ?? ''
    const error = catalogErrors.CATALOG_IMAGE_TOO_LARGE({ file: filename, title, limit })
    notes.push({ outcome: 'note', subjectId: card.key, subjectTitle: title, said: error })
  }
}

/** A modification shows its own picture: all of a card in one request. */
async function bindVariants(
  ports: Ports,
  turn: ProductTurn,
  { card, productId, wanted }: Pictures,
  images: readonly BoundImage[],
): Promise<void> {
  const pairs = (await ports.pairs.ofCards(turn.lane, [card.key])).get(card.key) ?? []
  const imageOf = new Map(
    images.map(({ moyskladImageId, insalesImageId }) => [moyskladImageId, insalesImageId]),
  )
  const owner = new Map(
    wanted.flatMap(({ id, variantIds }) => variantIds.map((each) => [each, imageOf.get(id)])),
  )
  const changed = pairs.flatMap((pair) => {
    const imageId = owner.get(pair.assortmentId) ?? ''
    return imageId === (pair.written.imageId ?? '') ? [] : [{ pair, imageId }]
  })
  if (changed.length === 0) return
  const variants = changed.map(({ pair, imageId }) => ({ id: pair.insalesVariantId, imageId }))
  await ports.insales.update(turn.connection, productId, { values: {}, variants, newOptions: [] }, turn)
  await ports.pairs.put(
    turn.lane,
    changed.map(({ pair, imageId }) => ({ ...pair, written: { ...pair.written, imageId } })),
  )
}
