import type { Good } from './types.js'

/**
 * Everything of a good that a decision looks at, in a few characters: a sweep tells by it whether anything happened that
 * matters, also after our own write moved `updated`. Not for security: FNV-1a, 53 bits.
 */
export function fingerprint(good: Good): string {
  const { updated: _updated, images: _images, components: _components, ...rest } = good
  const text = JSON.stringify(rest, (_key, value: unknown) => (value === undefined ? null : value))
  return `${hash(text, 0x811c9dc5)}${hash(text, 0x1000193)}`
}

function hash(text: string, seed: number): string {
  let state = seed >>> 0
  for (let at = 0; at < text.length; at += 1) {
    state ^= text.charCodeAt(at)
    state = Math.imul(state, 0x01000193) >>> 0
  }
  return state.toString(36)
}
