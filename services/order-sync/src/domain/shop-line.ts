import { orderErrors } from '../errors.js'
import { amountOf, type LineValue } from './line-value.js'
import type { InsalesLineChange, LineSides, Step } from './line-merge.js'
import type { Amount, AssortmentRef, BaseLine, PendingLine, Position } from './types.js'
import { lineKey } from './types.js'

const pendingFor = (
  lineId: string,
  positions: readonly Position[],
  { assortment, parts }: Pick<BaseLine, 'assortment' | 'parts'>,
  amount: Amount,
): PendingLine => ({
  target: 'insales',
  lineId,
  positionIds: positions.map((position) => position.id),
  assortment,
  ...(parts ? { parts } : {}),
  prices: positions.map(({ priceMinor }) => priceMinor),
  amount,
})

export function removeFromShop(base: BaseLine): Step {
  const pending = {
    ...pendingFor(base.lineId, [], base, { quantity: 0, totalMinor: 0 }),
    positionIds: base.positionIds,
  }
  return { positions: [], pending, insales: { id: base.lineId, variantId: '', remove: true } }
}

/** Quantity and price of the shop's line as `old` has them; a line that is gone there is added again. */
export function changeInShop(sides: LineSides, base: BaseLine, old: Position[]): Step {
  const now = amountOf(old, base.parts)
  const known = sides.order.lines.find((line) => line.id === base.lineId)
  const line = sides.lines.find((candidate) => candidate.lineId === base.lineId)
  const order = sides.order.number
  if (Number.isNaN(now.quantity)) {
    const title = known?.title ?? base.assortment.id
    return { problem: orderErrors.ORDERS_BUNDLE_TAKEN_APART({ order, line: title }) }
  }
  if (!known || !line) return add(sides, base, now, old)
  const insales: InsalesLineChange = { id: known.id, variantId: '', remove: false }
  if (now.quantity !== line.quantity) insales.quantity = now.quantity
  const problem = pricesStand(base, old)
    ? undefined
    : setPrice(insales, line, now, {
        order,
        // a discount or margin works on it: what the line costs is not what can be written
        isBare: line.totalMinor === Math.round(known.salePriceMinor * known.quantity),
      })
  return problem ?? { positions: old, pending: pendingFor(known.id, old, base, now), insales }
}

/** Nobody touched a price: each position has one of those that were agreed on. */
const pricesStand = ({ prices = [] }: BaseLine, old: readonly Position[]): boolean =>
  old.every(({ priceMinor, discount }) => discount === 0 && prices.includes(priceMinor))

/** The price of a unit, where it changed and can be said in the shop. */
function setPrice(
  change: InsalesLineChange,
  line: LineValue,
  now: Amount,
  { order, isBare }: { order: string; isBare: boolean },
): Step | undefined {
  const unit = now.totalMinor / now.quantity
  // the kopecks that do not divide are the shop's own
  if (Math.abs(unit - line.totalMinor / line.quantity) < 1e-9) return undefined
  const about = { order, line: line.title }
  if (!Number.isInteger(unit)) return { problem: orderErrors.ORDERS_PRICE_NOT_WHOLE(about) }
  if (!isBare) return { problem: orderErrors.ORDERS_PRICE_WITH_MARGIN(about) }
  change.salePriceMinor = unit
  return undefined
}

/** A position that only MoySklad has. */
export const addToShop = (sides: LineSides, position: Position): Step =>
  add(sides, { assortment: position.assortment }, amountOf([position]), [position])

function add(
  sides: LineSides,
  goods: Pick<BaseLine, 'assortment' | 'parts'>,
  amount: Amount,
  positions: Position[],
): Step {
  const { number: order } = sides.order
  const { assortment } = goods
  const variantId = variantOf(sides, assortment)
  if (!variantId) {
    return { problem: orderErrors.ORDERS_POSITION_NOT_LINKED({ order, position: assortment.id }) }
  }
  const unit = amount.totalMinor / amount.quantity
  if (!Number.isInteger(unit)) {
    return { problem: orderErrors.ORDERS_PRICE_NOT_WHOLE({ order, line: assortment.id }) }
  }
  return {
    positions,
    pending: pendingFor('', positions, goods, amount),
    insales: { id: '', variantId, quantity: amount.quantity, salePriceMinor: unit, remove: false },
  }
}

/** Linked, or found for a line of this very order. */
function variantOf({ terms, order }: LineSides, { id }: AssortmentRef): string | undefined {
  const linked = terms.links.byAssortment.get(id)
  if (linked) return linked
  return order.lines.find((line) => line.variantId && terms.found.get(lineKey(line))?.id === id)?.variantId
}
