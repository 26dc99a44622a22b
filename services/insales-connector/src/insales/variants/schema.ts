import { z } from 'zod'
import { id, text } from '../values.js'

/**
 * What `variants_group_update` answers (§2.4): since 2026 `[]`, the update is queued; before, one row for each variant.
 */
export const groupUpdateSchema = z.array(z.object({ id, status: text }))
