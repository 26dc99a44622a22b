import type { OrderSettings } from '@skladbridge/contracts'

export interface StatusSides {
  base: { insalesStatus: string; moyskladStateId: string } | null
  insales: { status: string; changedAt: string }
  moysklad: { stateId: string; updated: string }
}

/** What to write where; neither = agreed, or nothing that the map speaks of. */
export interface StatusMerge {
  setInsales?: string
  setMoysklad?: string
  /** Both sides changed to different statuses: what was overridden. */
  conflict?: { overridden: 'insales' | 'moysklad'; from: string; to: string }
}

type StatusMap = OrderSettings['statusMap']

export const mapToState = (map: StatusMap, insalesStatus: string): string | undefined =>
  map.find((row) => row.insalesStatus === insalesStatus)?.moyskladStateId

const mapToStatus = (map: StatusMap, stateId: string): string | undefined =>
  map.find((row) => row.moyskladStateId === stateId)?.insalesStatus

/**
 * Three-way: the side that changed since the base leads; both changed differently → the later change wins. A status that
 * the map does not name changes nothing (design §3, «Orders: a three-way merge»).
 */
export function mergeStatus(map: StatusMap, { base, insales, moysklad }: StatusSides): StatusMerge {
  const insalesChanged = base !== null && insales.status !== base.insalesStatus
  const moyskladChanged = base !== null && moysklad.stateId !== base.moyskladStateId
  if (agree(map, insales.status, moysklad.stateId)) return {}
  if (insalesChanged && moyskladChanged) return mergeBoth(map, insales, moysklad)
  if (insalesChanged) return toMoysklad(map, insales.status)
  if (moyskladChanged) return toInsales(map, moysklad.stateId)
  return {}
}

/** Several shop statuses may stand for one state: any of them agrees with it. */
const agree = (map: StatusMap, status: string, stateId: string): boolean =>
  map.some((row) => row.insalesStatus === status && row.moyskladStateId === stateId)

function toMoysklad(map: StatusMap, status: string): StatusMerge {
  const state = mapToState(map, status)
  return state === undefined ? {} : { setMoysklad: state }
}

function toInsales(map: StatusMap, stateId: string): StatusMerge {
  const status = mapToStatus(map, stateId)
  return status === undefined ? {} : { setInsales: status }
}

function mergeBoth(
  map: StatusMap,
  insales: StatusSides['insales'],
  moysklad: StatusSides['moysklad'],
): StatusMerge {
  const state = mapToState(map, insales.status)
  const status = mapToStatus(map, moysklad.stateId)
  if (state === undefined) return toInsales(map, moysklad.stateId)
  if (status === undefined) return toMoysklad(map, insales.status)
  const insalesIsLater = Date.parse(insales.changedAt) > Date.parse(moysklad.updated)
  return insalesIsLater
    ? { setMoysklad: state, conflict: { overridden: 'moysklad', from: moysklad.stateId, to: state } }
    : { setInsales: status, conflict: { overridden: 'insales', from: insales.status, to: status } }
}
