import { AppError } from '@skladbridge/errors'
import type { insales } from '@skladbridge/proto'
import { z } from 'zod'
import { imageSchema, type TheirImage } from '../products/schema.js'
import type { Shop } from '../shop.js'

const aboutOf = (productId: string) => `изображение товара ${productId}`
const pathOf = (productId: string, imageId: string) => `/products/${productId}/images/${imageId}.json`

/**
 * Sent in the body: MoySklad's addresses live a minute and want its token (§2.6). The documents show title and position
 * only in a PUT, so where the new image does not have them they follow in one; the file name is taken over always.
 */
export async function addImage(shop: Shop, request: insales.AddImageRequest): Promise<TheirImage> {
  const { productId, filename, content, title, position } = request
  const attachment = Buffer.from(content).toString('base64')
  const wanted = { ...(title ? { title } : {}), ...(position > 0 ? { position } : {}) }
  const made = await shop.write(
    {
      operation: 'images.create',
      about: `${aboutOf(productId)} «${filename}»`,
      method: 'POST',
      path: `/products/${productId}/images.json`,
      body: { image: { filename, attachment, ...wanted } },
    },
    imageSchema,
  )
  const fits = made.title === title && (position === 0 || made.position === position)
  return fits ? made : changeImage(shop, productId, made.id, wanted)
}

export const moveImage = (
  shop: Shop,
  { productId, imageId, position }: insales.MoveImageRequest,
): Promise<TheirImage> => changeImage(shop, productId, imageId, { position })

const changeImage = (
  shop: Shop,
  productId: string,
  imageId: string,
  image: { title?: string; position?: number },
): Promise<TheirImage> =>
  shop.write(
    {
      operation: 'images.update',
      about: aboutOf(productId),
      method: 'PUT',
      path: pathOf(productId, imageId),
      body: { image },
    },
    imageSchema,
  )

/** What is not there is deleted. */
export async function deleteImage(shop: Shop, productId: string, imageId: string): Promise<void> {
  const call = { operation: 'images.delete', about: aboutOf(productId), path: pathOf(productId, imageId) }
  try {
    await shop.write({ ...call, method: 'DELETE' }, z.unknown())
  } catch (error) {
    if (!(error instanceof AppError && error.kind === 'missing')) throw error
  }
}
