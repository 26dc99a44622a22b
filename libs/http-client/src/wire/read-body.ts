import { Writable, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'

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
  const { maxBytes, encoding, signal, sink } = options
  const kept: Buffer[] = []
  let size = 0
  // async, so that what a sink throws at once fails the body like what it rejects with
  const take = async (chunk: Buffer) => (sink ? sink(chunk) : void kept.push(chunk))
  const into = new Writable({
    write(chunk: Buffer, _encoding, done) {
      size += chunk.length
      if (size > maxBytes) return done(new TooLargeError())
      take(chunk).then(() => done(), done)
    },
  })
  if (encoding === undefined || encoding === 'identity') await pipeline(body, into, { signal })
  else if (encoding === 'gzip' || encoding === 'x-gzip') {
    await pipeline(body, counted(maxBytes), createGunzip(), into, { signal })
  } else {
    // undici reports its own abort as an error of the stream
    body.on('error', () => undefined).destroy()
    throw new UnreadableError(`content-encoding ${encoding}`)
  }
  return Buffer.concat(kept)
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
