import type { StockSettings } from '@skladbridge/contracts'
import { decideQuantity } from './decide-quantity.js'
import { amountsOf, roundQuantity, type Sums } from './sum-stock.js'
import type { Bundles, Level, LinkedVariant, VariantLevel } from './types.js'

export interface LevelsInput {
  /** All links of the products concerned. */
  linked: readonly LinkedVariant[]
  /** Whole: what is not in it has none left. */
  sums: Sums
  bundles: Bundles
  settings: StockSettings
  /** The inSales warehouse of each place of the sums; empty = the total. */
  warehouses: readonly string[]
}

/** What each variant concerned has to be told. A variant that hangs on something not known yet is left out. */
export function decideLevels(input: LevelsInput): VariantLevel[] {
  return groupsOf(input).flatMap(({ to, from }) => {
    const amounts = from.map((link) => amountsOfLink(link, input))
    if (amounts.some((each) => each === undefined)) return []
    const level = toLevel(addUp(amounts as number[][]), input)
    const { assortmentId, insalesProductId, insalesVariantId } = to
    return [{ assortmentId, insalesProductId, insalesVariantId, level }]
  })
}

/** Which variant takes the stock of which links. */
function groupsOf({ linked, settings }: LevelsInput): { to: LinkedVariant; from: LinkedVariant[] }[] {
  const counted = linked.filter(({ kind }) => kind !== 'bundle' || settings.bundles === 'components')
  if (settings.target === 'per-variant') return counted.map((link) => ({ to: link, from: [link] }))
  const products = new Map<string, LinkedVariant[]>()
  for (const link of counted) {
    const product = products.get(link.insalesProductId)
    if (product) product.push(link)
    else products.set(link.insalesProductId, [link])
  }
  return [...products.values()].flatMap((from) => {
    const to = from.find(({ first }) => first)
    return to ? [{ to, from }] : []
  })
}

const addUp = (amounts: readonly number[][]): number[] =>
  amounts.reduce((sum, each) => sum.map((amount, place) => roundQuantity(amount + (each[place] ?? 0))))

function amountsOfLink({ assortmentId, kind }: LinkedVariant, input: LevelsInput): number[] | undefined {
  if (kind !== 'bundle') return amountsOf(input.sums, assortmentId)
  const components = input.bundles.get(assortmentId)
  if (!components || components.length === 0) return undefined
  const each = components.map((component) => {
    const amounts = amountsOf(input.sums, component.assortmentId)
    return amounts?.map((amount) => Math.floor(amount / component.quantity + 1e-6))
  })
  if (each.some((amounts) => amounts === undefined)) return undefined
  // in each place as many as the scarcest component allows
  return input.sums.places.map((_, place) => Math.min(...each.map((amounts) => amounts![place]!)))
}

function toLevel(amounts: readonly number[], { settings, warehouses }: LevelsInput): Level {
  const shown = amounts.map((amount) => decideQuantity(amount, settings))
  const quantity = roundQuantity(shown.reduce((sum, each) => sum + each, 0))
  if (warehouses.length === 0) return { quantity: quantity === 0 ? settings.zeroAs : quantity }
  // «под заказ» is said once for the whole variant, in its first warehouse
  if (quantity === 0) shown[0] = settings.zeroAs
  return {
    quantity: quantity === 0 ? settings.zeroAs : quantity,
    at: Object.fromEntries(warehouses.map((index, place) => [index, shown[place]!])),
  }
}

/** Assortments whose amounts the links hang on. */
export const neededFor = (linked: readonly LinkedVariant[], bundles: Bundles): string[] => [
  ...new Set(
    linked.flatMap(({ assortmentId, kind }) =>
      kind === 'bundle' ? (bundles.get(assortmentId) ?? []).map((each) => each.assortmentId) : [assortmentId],
    ),
  ),
]
