import { z } from 'zod'
import { id, text } from '../values.js'

/** `/admin/product_fields.json` (§2.1): fields of a product that an application may add. */
export const productFieldSchema = z.object({ id, title: text, handle: text })
export const productFieldsSchema = z.array(productFieldSchema)
export type ProductField = z.output<typeof productFieldSchema>
