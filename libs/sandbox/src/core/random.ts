import { randomBytes } from 'node:crypto'

/** mulberry32: small, good enough for choosing faults, and the same on every machine for the same seed. */
export function createRandom(seed?: number): () => number {
  if (seed === undefined) return Math.random
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** UUIDs of version 4 form; out of the seed when there is one, so that two runs have the same ids. */
export function createUuid(seed?: number): () => string {
  const random = createRandom(seed === undefined ? undefined : seed ^ 0x5eed)
  return () => {
    const bytes =
      seed === undefined ? randomBytes(16) : Buffer.from(Array.from({ length: 16 }, () => random() * 256))
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
    return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  }
}
