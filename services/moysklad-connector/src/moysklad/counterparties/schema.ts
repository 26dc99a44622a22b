import { z } from 'zod'

export const counterpartySchema = z.object({
  id: z.string(),
  name: z.string(),
  phone: z.string().optional(),
  email: z.string().optional(),
  inn: z.string().optional(),
  created: z.string().optional(),
})
export type Counterparty = z.infer<typeof counterpartySchema>
