import { z } from 'zod'
import { id, text } from '../values.js'

/** §2.11. */
export const webhookSchema = z.object({ id, address: text, topic: text, format_type: text })
export const webhooksSchema = z.array(webhookSchema)
