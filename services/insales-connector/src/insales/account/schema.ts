import { z } from 'zod'
import { id, text } from '../values.js'

/** `/admin/account.json` (§2.10): what we use of it. */
export const accountSchema = z.object({
  id,
  title: text,
  main_host: text,
  blocked: z
    .boolean()
    .nullish()
    .transform((blocked) => blocked === true),
})
