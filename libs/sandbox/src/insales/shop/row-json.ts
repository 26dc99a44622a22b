import { stamp } from '../answers.js'
import type { Row } from './types.js'

/** A dictionary's row as the API shows it. */
export function rowJson(row: Row): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, value instanceof Date ? stamp(value) : value]),
  )
}
