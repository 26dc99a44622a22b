import { AppError } from '@skladbridge/errors'
import type { Upstream } from '@skladbridge/http-client'
import type { insales } from '@skladbridge/proto'
import { insalesErrors } from '../../errors.js'
import { mostImageBytes } from '../upstream.js'

const bytesInChunk = 256 * 1024

/** Of one connection, within these bounds. */
export interface Download {
  account: string
  url: string
  deadline?: Date | undefined
  signal?: AbortSignal | undefined
}

/** A picture's bytes. Throws `missing` INSALES_PICTURE_GONE and `invalid` INSALES_PICTURE_TOO_LARGE. */
export async function* downloadImage(
  files: Upstream,
  { account, url, deadline, signal }: Download,
): AsyncGenerator<insales.ImageChunk> {
  const body = await fetchImage(files, { account, url, deadline, ...(signal ? { signal } : {}) })
  for (let from = 0; from < body.length; from += bytesInChunk)
    yield { bytes: body.subarray(from, from + bytesInChunk) }
}

async function fetchImage(files: Upstream, where: Omit<Download, 'signal'> & { signal?: AbortSignal }) {
  const request = { ...where, method: 'GET', priority: 'background', operation: 'images.download' } as const
  try {
    const { status, body } = await files.request(request)
    if (status === 200) return body
    if (status >= 500) throw insalesErrors.INSALES_PICTURE_UNAVAILABLE({ status })
    throw insalesErrors.INSALES_PICTURE_GONE({ status })
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'HTTP_ANSWER_TOO_LARGE')
      throw insalesErrors.INSALES_PICTURE_TOO_LARGE({ mostMegabytes: mostImageBytes / 1024 / 1024 })
    throw thrown
  }
}
