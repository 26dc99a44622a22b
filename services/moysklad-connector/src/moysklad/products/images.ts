import { AppError } from '@skladbridge/errors'
import type { OutsideAnswer } from '@skladbridge/http-client'
import type { moysklad } from '@skladbridge/proto'
import { moyskladErrors, side } from '../../errors.js'
import type { MoyskladApi } from '../api.js'
import { mostImageBytes } from '../upstream.js'

const bytesInChunk = 256 * 1024

/**
 * A picture's bytes, at most 10 MB of them; `api` goes through the upstream for files. Throws `missing`
 * MOYSKLAD_IMAGE_GONE and `invalid` MOYSKLAD_IMAGE_TOO_LARGE.
 */
export async function* downloadImage(api: MoyskladApi, imageId: string): AsyncGenerator<moysklad.ImageChunk> {
  const { body } = await fetchImage(api, imageId)
  const filename = `${imageId}.${extensionOf(body)}`
  for (let from = 0; from === 0 || from < body.length; from += bytesInChunk) {
    yield { filename: from === 0 ? filename : '', bytes: body.subarray(from, from + bytesInChunk) }
  }
}

async function fetchImage(api: MoyskladApi, image: string): Promise<OutsideAnswer> {
  try {
    return await api.send({ operation: 'images.download', path: `download/${image}` })
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    const options = { cause: thrown }
    if (thrown.code === 'HTTP_ANSWER_TOO_LARGE') {
      const mostMegabytes = mostImageBytes / 1024 / 1024
      throw moyskladErrors.MOYSKLAD_IMAGE_TOO_LARGE({ side, image, mostMegabytes, field: 'images' }, options)
    }
    const { status = '', number } = thrown.details
    if (thrown.code === 'MOYSKLAD_NOT_FOUND')
      throw moyskladErrors.MOYSKLAD_IMAGE_GONE({ side, image, status }, options)
    if (isOfStorage(thrown.code, number))
      throw moyskladErrors.MOYSKLAD_IMAGE_UNAVAILABLE({ side, image, status }, options)
    throw thrown
  }
}

/** MoySklad's refusals have a number; without one it is the storage that says no, as when its minute is over. */
const isOfStorage = (code: string, number: string | undefined): boolean =>
  number === '0' && (code === 'MOYSKLAD_NO_RIGHT' || code === 'MOYSKLAD_REFUSED')

/** MoySklad takes jpg and png (api/moysklad.md §2.5); whatever else lies there is left to the shop. */
const extensionOf = (bytes: Buffer): string => (bytes[0] === 0x89 && bytes[1] === 0x50 ? 'png' : 'jpg')
