import { z } from 'zod'

export const entrySchema = z.object({
  id: z.string(),
  name: z.string(),
  archived: z.boolean().optional(),
  default: z.boolean().optional(),
  /** Currencies. */
  isoCode: z.string().optional(),
  rate: z.number().optional(),
  multiplicity: z.number().optional(),
  indirect: z.boolean().optional(),
})
export type Entry = z.infer<typeof entrySchema>

export const orderMetadataSchema = z.object({
  states: z
    .array(z.object({ id: z.string(), name: z.string(), stateType: z.string().optional() }))
    .optional(),
})

export const priceTypesSchema = z.array(z.object({ id: z.string(), name: z.string() }))
