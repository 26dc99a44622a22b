import { toShopQuantity } from './sum-stock.js'
import type { SentQuantity, Sums } from './types.js'

export interface LinkedVariant {
  assortmentId: string
  insalesVariantId: string
}

export interface QuantityInput {
  linked: readonly LinkedVariant[]
  sums: Sums
  /** By variant id: what the shop was last told. */
  sent: ReadonlyMap<string, number>
  /** Does an assortment without a row have none left? Only a full report says so. */
  absentIsZero: boolean
}

/**
 * Which quantities to send: only differences from what was last sent. To zero first (nothing sold that is not there), then
 * from zero, then the rest.
 */
export function decideQuantities({ linked, sums, sent, absentIsZero }: QuantityInput): SentQuantity[] {
  const changes = linked.flatMap(({ assortmentId, insalesVariantId }) => {
    const sum = sums.has(assortmentId) ? sums.get(assortmentId) : absentIsZero ? 0 : undefined
    if (sum === undefined) return []
    const quantity = toShopQuantity(sum)
    const before = sent.get(insalesVariantId)
    return quantity === before ? [] : [{ assortmentId, insalesVariantId, quantity, before: before ?? 0 }]
  })
  const rank = (change: (typeof changes)[number]) => (change.quantity === 0 ? 0 : change.before === 0 ? 1 : 2)
  return changes
    .sort((a, b) => rank(a) - rank(b))
    .map(({ assortmentId, insalesVariantId, quantity }) => ({ assortmentId, insalesVariantId, quantity }))
}
