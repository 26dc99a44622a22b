import { z } from 'zod'
import { id, text } from '../values.js'

// §2.9, §2.10: only what a merchant chooses by. Payment gateways carry a password: it ends here.

const titled = z.object({ id, title: text })

export const dictionarySchemas = {
  customStatuses: z.array(
    z.object({ permalink: text, title: text, system_status: text, is_default: z.boolean().nullish() }),
  ),
  priceKinds: z.array(z.object({ title: text, variant_price_method_name: text })),
  warehouses: z.array(
    z.object({ title: text, name: text, array_index: id, is_default: z.boolean().nullish() }),
  ),
  titled: z.array(titled),
  properties: z.array(z.object({ id, title: text, permalink: text })),
  orderFields: z.array(
    z.object({ id, title: text, office_title: text, handle: text, destiny: id.nullish() }),
  ),
}
