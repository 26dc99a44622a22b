import { Writable, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { createGunzip, gunzip, gunzipSync } from 'node:zlib'

export class TooLargeError extends Error {}
export class UnreadableError extends Error {}

export interface ReadBodyOptions {
  /** Both of what comes over the wire and of what it unpacks to. */
  maxBytes: number
  encoding: string | undefined
  signal: AbortSignal
  /** Takes the unpacked pieces as they come; then nothing is kept. */
  sink?: ((chunk: Buffer) => void | Promise<void>) | undefined
}

/**
 * Reads a body piece by piece, gunzips it, and stops at the first byte over the limit: a lying Content-Length or a
 * decompression bomb costs at most `maxBytes` of memory.
 */
export async function readBody(body: Readable, options: ReadBodyOptions): Promise<Buffer> {
  const { maxBytes, encoding, sink } = options
  const packed = encoding === 'gzip' || encoding === 'x-gzip'
  if (!packed && encoding !== undefined && encoding !== 'identity') {
    // undici reports its own abort as an error of the stream
    body.on('error', () => undefined).destroy()
    throw new UnreadableError(`content-encoding ${encoding}`)
  }
  if (sink) {
    await pour(body, packed, sink, options)
    return Buffer.alloc(0)
  }
  const bytes = await collect(body, maxBytes)
  return packed && bytes.length > 0 ? unpack(bytes, maxBytes) : bytes
}

/** Without pipelines, which cost more than the request itself: most answers are one piece. The request's signal cuts it. */
async function collect(body: Readable, maxBytes: number): Promise<Buffer> {
  const kept: Buffer[] = []
  let size = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) throw new TooLargeError()
    kept.push(chunk)
  }
  return kept.length === 1 ? kept[0]! : Buffer.concat(kept)
}

/** Packed bytes that are unpacked at once; more, and another thread does it. */
const SMALL_BYTES = 16 * 1024
const gunzipApart = promisify(gunzip)

async function unpack(bytes: Buffer, maxBytes: number): Promise<Buffer> {
  const options = { maxOutputLength: maxBytes }
  try {
    return bytes.length <= SMALL_BYTES ? gunzipSync(bytes, options) : await gunzipApart(bytes, options)
  } catch (thrown) {
    throw (thrown as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE' ? new TooLargeError() : thrown
  }
}

type Sink = NonNullable<ReadBodyOptions['sink']>

async function pour(
  body: Readable,
  packed: boolean,
  sink: Sink,
  { maxBytes, signal }: ReadBodyOptions,
): Promise<void> {
  let size = 0
  // async, so that what a sink throws at once fails the body like what it rejects with
  const take = async (chunk: Buffer) => sink(chunk)
  const into = new Writable({
    write(chunk: Buffer, _encoding, done) {
      size += chunk.length
      if (size > maxBytes) return done(new TooLargeError())
      take(chunk).then(() => done(), done)
    },
  })
  if (packed) await pipeline(body, counted(maxBytes), createGunzip(), into, { signal })
  else await pipeline(body, into, { signal })
}

/** Passes through at most `maxBytes` of packed bytes. */
function counted(maxBytes: number) {
  return async function* (source: AsyncIterable<Buffer>) {
    let size = 0
    for await (const chunk of source) {
      size += chunk.length
      if (size > maxBytes) throw new TooLargeError()
      yield chunk
    }
  }
}
