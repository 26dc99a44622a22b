import type { insales } from '@skladbridge/proto'
import { groupsOf } from '../../domain/groups.js'
import { decimalFromMinor } from '../../domain/money.js'
import { toExtraPrices, toStocks } from '../products/extra-fields.js'
import { theirId } from '../values.js'

/** More in one request integrators have seen refused (§2.4). */
const variantsAtOnce = 100

type TheirUpdate = { id: number } & Record<string, number>

const toUpdate = (update: insales.VariantUpdate): TheirUpdate => ({
  id: theirId(update.id),
  ...(update.priceMinor === undefined ? {} : { price: decimalFromMinor(update.priceMinor) }),
  ...(update.oldPriceMinor === undefined ? {} : { old_price: decimalFromMinor(update.oldPriceMinor) }),
  ...(update.costPriceMinor === undefined ? {} : { cost_price: decimalFromMinor(update.costPriceMinor) }),
  ...(update.quantity === undefined ? {} : { quantity: update.quantity }),
  ...toExtraPrices(update.extraPricesMinor),
  ...toStocks(update.quantityAtWarehouse),
})

/**
 * Bodies of the requests that write all updates. A variant is in one of them only: the platform queues them, and of two
 * updates of one variant nobody knows which comes last. What says nothing is left out.
 */
export function toVariantsBodies(updates: insales.VariantUpdate[]): { variants: TheirUpdate[] }[] {
  const merged = new Map<number, TheirUpdate>()
  for (const update of updates.map(toUpdate)) merged.set(update.id, { ...merged.get(update.id), ...update })
  const telling = [...merged.values()].filter((update) => Object.keys(update).length > 1)
  return groupsOf(telling, variantsAtOnce).map((variants) => ({ variants }))
}
