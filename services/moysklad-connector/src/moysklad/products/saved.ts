import type { AppError } from '@skladbridge/errors'
import type { z } from 'zod'
import { assortmentSchema } from './schema.js'

/** Of the answer only what tells whether it was written just now. */
export const savedSchema = assortmentSchema.pick({
  id: true,
  updated: true,
  name: true,
  description: true,
  article: true,
  code: true,
  externalCode: true,
})

/** `began`: when the request began, by MoySklad's clock. */
export interface Saved {
  row: z.infer<typeof savedSchema>
  began: number
  adopted?: boolean
}
export type SaveResult = Saved | { refusal: AppError }
