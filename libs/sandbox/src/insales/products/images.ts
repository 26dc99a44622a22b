import { request } from 'undici'
import { Refusal, notFound, wholeSecond } from '../answers.js'
import { has, id, text, type Input } from '../input.js'
import type { Image, Product, Shop } from '../shop/types.js'
import { editProduct } from './edit.js'

const FETCH_DEADLINE_MS = 5000
const LARGEST_BYTES = 20_000_000
const PROCESSING_MS = 1500

const notFetched = () =>
  new Refusal(422, { image: ['Не заполнены обязательные поля'], src: ['Недопустимый URL'] })

/** From a public address or as an attachment; it can be fetched once it has been processed. */
export async function createImage(shop: Shop, product: Product, input: Input): Promise<Image> {
  const { bytes, filename } = has(input, 'src') ? await fetched(text(input['src']) ?? '') : attached(input)
  const image: Image = {
    id: shop.nextId('image'),
    product_id: product.id,
    position: product.images.length + 1,
    created_at: wholeSecond(shop.kit.clock.now()),
    filename,
    title: shop.behaviour.imageTakesTitle ? text(input['title']) : null,
    external_id: text(input['external_id']),
    processing: true,
    bytes,
  }
  const wanted = shop.behaviour.imageTakesTitle ? id(input['position']) : NaN
  editProduct(shop, product, () => {
    product.images.push(image)
    if (wanted > 0) place(product, image, wanted)
  })
  shop.later(
    shop.kit.clock.sleep(PROCESSING_MS).then(() => {
      editProduct(shop, product, () => (image.processing = false))
    }),
  )
  return image
}

function attached(input: Input): { bytes: Buffer; filename: string } {
  const attachment = text(input['attachment'])
  const filename = text(input['filename'])
  const bytes = Buffer.from(attachment ?? '', 'base64')
  if (!filename || bytes.length === 0) {
    throw new Refusal(422, { image: ['Не заполнены обязательные поля'] })
  }
  return { bytes, filename }
}

async function fetched(src: string): Promise<{ bytes: Buffer; filename: string }> {
  try {
    const url = new URL(src)
    const answer = await request(url, { signal: AbortSignal.timeout(FETCH_DEADLINE_MS) })
    const bytes = Buffer.from(await answer.body.arrayBuffer())
    if (answer.statusCode !== 200 || bytes.length === 0 || bytes.length > LARGEST_BYTES) throw notFetched()
    return { bytes, filename: decodeURIComponent(url.pathname.split('/').at(-1) || 'image') }
  } catch {
    throw notFetched()
  }
}

export function updateImage(shop: Shop, product: Product, imageId: number, input: Input): Image {
  const image = findImage(product, imageId)
  editProduct(shop, product, () => {
    if (has(input, 'position')) place(product, image, id(input['position']))
    if (has(input, 'title')) image.title = text(input['title'])
    if (has(input, 'external_id')) image.external_id = text(input['external_id'])
  })
  return image
}

/** A list in order, as of Rails' acts_as_list: whoever stood there moves down. */
function place(product: Product, image: Image, position: number): void {
  const others = product.images.filter((other) => other !== image)
  others.splice(Math.max(0, position - 1), 0, image)
  product.images = others
  others.forEach((one, at) => (one.position = at + 1))
}

export function deleteImage(shop: Shop, product: Product, imageId: number): void {
  const image = findImage(product, imageId)
  editProduct(shop, product, () => {
    product.images = product.images.filter((other) => other !== image)
    for (const variant of product.variants) {
      variant.image_ids = variant.image_ids.filter((other) => other !== imageId)
    }
  })
}

export function findImage(product: Product, imageId: number): Image {
  const image = product.images.find((candidate) => candidate.id === imageId)
  if (!image) throw notFound()
  return image
}
