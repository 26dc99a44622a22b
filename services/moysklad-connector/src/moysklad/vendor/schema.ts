import { z } from 'zod'

export const employeeSchema = z.object({
  id: z.string(),
  uid: z.string().catch(''),
  name: z.string().optional(),
  shortFio: z.string().optional(),
  fullName: z.string().optional(),
  accountId: z.string(),
  permissions: z
    .object({ admin: z.object({ view: z.string().optional() }).optional() })
    .optional()
    .catch(undefined),
})
export type Employee = z.infer<typeof employeeSchema>
