import { createHash } from 'node:crypto'
import type { InsalesOrder } from './types.js'

/**
 * What a shop's order looked like: its `updated_at`, which knows whole seconds only (api/insales.md §1.5), and what it says.
 * Two changes in one second have one `updated_at`, and the second of them would never be found by it.
 */
export const versionOf = (order: InsalesOrder): string =>
  `${order.updatedAt} ${createHash('sha256').update(JSON.stringify(order)).digest('base64url').slice(0, 16)}`

/** RFC 3339: the `updated_at` of a version; empty = never seen. */
export const momentOf = (version: string | undefined): string => version?.split(' ')[0] ?? ''
