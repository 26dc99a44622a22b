import { setTimeout as pause } from 'node:timers/promises'
import { Trouble } from '../scope.mjs'

const LIMIT_MS = 30_000
const POLL_MS = 100

/** What `look` returns once it is truthy. Throws `Trouble` when it is not within 30 s. */
export async function until(what, look, limitMs = LIMIT_MS) {
  for (const deadline = Date.now() + limitMs; Date.now() < deadline; await pause(POLL_MS)) {
    const seen = await look()
    if (seen) return seen
  }
  throw new Trouble(`not seen within ${limitMs / 1000} s: ${what}`)
}
