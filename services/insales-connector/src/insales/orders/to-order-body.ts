import type { insales } from '@skladbridge/proto'
import { decimalFromMinor } from '../../domain/money.js'
import { theirId } from '../values.js'

/**
 * The smallest body (§2.8): what is not named stays, so the edits of others to other lines survive. undefined = there is
 * nothing to write.
 */
export function toOrderBody(
  request: insales.UpdateOrderRequest,
): { order: Record<string, unknown> } | undefined {
  const lines = request.lines.map(toLineAttributes)
  const order = {
    ...(request.customStatusPermalink === undefined
      ? {}
      : { custom_status_permalink: request.customStatusPermalink }),
    ...(request.fulfillmentStatus === undefined ? {} : { fulfillment_status: request.fulfillmentStatus }),
    ...(request.financialStatus === undefined ? {} : { financial_status: request.financialStatus }),
    ...(lines.length === 0 ? {} : { order_lines_attributes: lines }),
    // an upsert by field (§2.8)
    ...(request.fields.length === 0 ? {} : { fields_values_attributes: request.fields }),
  }
  return Object.keys(order).length === 0 ? undefined : { order }
}

function toLineAttributes(line: insales.LineChange): Record<string, unknown> {
  if (line.remove) return { id: theirId(line.id), _destroy: true }
  return {
    // never by variant alone: one variant may stand in several lines (§2.8)
    ...(line.id === '' ? { variant_id: theirId(line.variantId) } : { id: theirId(line.id) }),
    ...(line.quantity === undefined ? {} : { quantity: line.quantity }),
    ...(line.salePriceMinor === undefined ? {} : { sale_price: decimalFromMinor(line.salePriceMinor) }),
  }
}
