import { z } from 'zod'
import { refSchema } from '../hrefs.js'

const hook = z.object({
  id: z.string(),
  url: z.string(),
  enabled: z.boolean().catch(true),
  authorApplication: refSchema.optional().catch(undefined),
})

export const webhookSchema = hook.extend({ entityType: z.string(), action: z.string() })
export const stockWebhookSchema = hook.extend({ stockType: z.string(), reportType: z.string() })

/** One element of a bulk answer: an entity, or `{errors}`. */
export const bulkSchema = z.array(z.unknown())
