import { z } from 'zod'
import { shopParams } from './schemas.js'

export const journalSources = ['catalog', 'orders', 'stock'] as const

const outcome = z.enum(['done', 'failed', 'conflict', 'note'])
const subject = z.enum(['product', 'order', 'stock', 'load', 'connection'])
const cursor = z.string().max(300).default('')
const limit = z.coerce.number().int().min(1).max(200).default(50)
const code = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/)
  .optional()

export const journalParams = shopParams
export const journalFilter = z.object({
  /** Часть названия, номера, артикула или идентификатора. */
  search: z.string().max(100).default(''),
  outcome: outcome.optional(),
  subject: subject.optional(),
})
export const journalQuery = journalFilter.extend({ cursor, limit })
export const failedQuery = z.object({ code, cursor, limit })

/** Какие службы сейчас не ответили: их строк здесь нет. */
const silent = z.array(z.enum(journalSources))

export const journalReply = z.object({
  entries: z.array(
    z.object({
      id: z.string(),
      source: z.enum(journalSources),
      at: z.string(),
      outcome: z.string(),
      subject: z.string(),
      subjectId: z.string(),
      subjectTitle: z.string(),
      code: z.string(),
      text: z.string(),
      advice: z.string(),
    }),
  ),
  cursor: z.string(),
  silent,
})

export const failedReply = z.object({
  failed: z.array(
    z.object({
      source: z.enum(journalSources),
      kind: z.string(),
      key: z.string(),
      subject: z.string(),
      subjectTitle: z.string(),
      code: z.string(),
      text: z.string(),
      advice: z.string(),
      parked: z.boolean(),
      attempts: z.int(),
      failedAt: z.string(),
      nextAttemptAt: z.string(),
    }),
  ),
  cursor: z.string(),
  /** Только на первой странице. */
  counts: z.array(z.object({ code: z.string(), text: z.string(), count: z.int(), parked: z.int() })),
  silent,
})

export const retryBody = z
  .object({
    source: z.enum(journalSources).optional(),
    kind: z.string().max(64).optional(),
    key: z.string().max(128).optional(),
    code,
  })
  .refine(({ kind, key, source }) => !key || (kind && source), { message: 'для key нужны kind и source' })
export const retryReply = z.object({ retried: z.int() })
