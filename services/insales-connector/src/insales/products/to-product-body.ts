import type { insales } from '@skladbridge/proto'
import { decimalFromMinor } from '../../domain/money.js'
import { theirId } from '../values.js'

/** The least a product needs (§2.1), with our mark. `external_id` would be refused here. */
export function toCreateBody(request: insales.CreateProductRequest, markFieldId: string): unknown {
  const { mark, title, description, sku, barcode, priceMinor } = request
  return {
    product: {
      title,
      ...(description ? { description } : {}),
      product_field_values_attributes: [{ product_field_id: theirId(markFieldId), value: mark }],
      variants_attributes: [
        { price: decimalFromMinor(priceMinor), ...(sku ? { sku } : {}), ...(barcode ? { barcode } : {}) },
      ],
    },
  }
}

/** Only what was given: the platform keeps the rest, and the last write of an attribute wins (§3). */
export function toUpdateBody({ title, description, isHidden }: insales.UpdateProductRequest): unknown {
  return {
    product: {
      ...(title === undefined ? {} : { title }),
      ...(description === undefined ? {} : { description }),
      ...(isHidden === undefined ? {} : { is_hidden: isHidden }),
    },
  }
}
