import type { OrderSettings } from '@skladbridge/contracts'
import { amountOf, readInsalesLines, type LineValue } from './line-value.js'
import { orderName } from './map-new-order.js'
import { takeEqual } from './pair-lines.js'
import type { BaseLine, InsalesOrder, LineTerms, MoyskladOrder, OrderBase, Position } from './types.js'

/** An order of MoySklad as a search shows it: without its positions. */
export interface Candidate {
  id: string
  name: string
  externalCode: string
  moment: string
  sumMinor: number
}

/** Under which codes and names an earlier integration may have made the order. */
export const earlierKeys = (settings: OrderSettings, { id, number }: InsalesOrder) => ({
  externalCodes: [id],
  names: [...new Set([number, orderName(settings, number)])],
})

const nearMs = 3 * 86_400_000

/**
 * The order that an earlier integration has made, oldest first: by external code; or by its number, when it is of the same
 * days and the same sum, for numbers of several shops coincide (api/insales.md §2.7).
 */
export function pickEarlier(
  candidates: readonly Candidate[],
  settings: OrderSettings,
  order: InsalesOrder,
): Candidate | undefined {
  const { externalCodes, names } = earlierKeys(settings, order)
  const byCode = candidates.find(({ externalCode }) => externalCodes.includes(externalCode))
  if (byCode) return byCode
  return candidates.find(
    ({ name, moment, sumMinor }) =>
      names.includes(name) &&
      sumMinor === order.totalPriceMinor &&
      Math.abs(Date.parse(moment) - Date.parse(order.createdAt)) <= nearMs,
  )
}

/** May an earlier integration have made it? Only what was placed before we were switched on. */
export const mayBeEarlier = ({ switchedOnAt }: OrderSettings, order: InsalesOrder): boolean =>
  switchedOnAt !== undefined && Date.parse(order.createdAt) < Date.parse(switchedOnAt)

/**
 * The base of an adopted order: both sides as they are, agreed. Lines are paired by content, then by goods; where they
 * differ they differ by agreement, until somebody changes one.
 */
export function adoptedBase(insales: InsalesOrder, moysklad: MoyskladOrder, terms: LineTerms): OrderBase {
  const left = [...moysklad.positions]
  const { lines } = readInsalesLines(insales, terms)
  const equal = lines.map((line) => takeEqual(left, line))
  const paired = lines.map((line, at) => agreedLine(line, equal[at] ?? takeGoods(left, line)))
  return {
    insalesStatus: insales.status,
    insalesPayment: insales.financialStatus,
    moyskladStateId: moysklad.stateId,
    lines: [...paired, ...left.map(onlyInMoysklad)],
  }
}

/** The first position of the line's goods. */
function takeGoods(left: Position[], { assortment }: LineValue): Position[] {
  const at = left.findIndex((position) => position.assortment.id === assortment.id)
  return at < 0 ? [] : left.splice(at, 1)
}

const nothing = { quantity: 0, totalMinor: 0 }

function agreedLine(line: LineValue, positions: Position[]): BaseLine {
  // a bundle that was not taken apart is one position
  const parts =
    line.parts && !positions.some((p) => p.assortment.id === line.assortment.id) ? line.parts : undefined
  return {
    lineId: line.lineId,
    positionIds: positions.map(({ id }) => id),
    prices: positions.map(({ priceMinor }) => priceMinor),
    assortment: line.assortment,
    ...(parts ? { parts } : {}),
    insales: { quantity: line.quantity, totalMinor: line.totalMinor },
    moysklad: positions.length > 0 ? amountOf(positions, parts) : nothing,
  }
}

const onlyInMoysklad = (position: Position): BaseLine => ({
  lineId: '',
  positionIds: [position.id],
  assortment: position.assortment,
  insales: nothing,
  moysklad: amountOf([position]),
})
