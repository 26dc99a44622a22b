import type { OrderSettings } from '@skladbridge/contracts'
import type { InsalesOrder } from './types.js'

type StatusMap = OrderSettings['statusMap']

/** What the shop says of an order besides its lines. */
export type ShopStatus = Pick<
  InsalesOrder,
  'status' | 'systemStatus' | 'statusChangedAt' | 'financialStatus' | 'financialChangedAt'
>

export interface StatusSides {
  base: { insalesStatus: string; insalesPayment?: string; moyskladStateId: string } | null
  insales: ShopStatus
  moysklad: { stateId: string; updated: string }
}

/** What to set in the shop. */
export interface ShopChange {
  status?: string
  /** `status` is a system status: the shop chooses a custom one for it. */
  bySystem?: boolean
  payment?: string
}

/** What to write where; neither = agreed, or nothing that the map speaks of. */
export interface StatusMerge {
  setInsales?: ShopChange
  setMoysklad?: string
  /** Both sides changed to different statuses: what was overridden. */
  conflict?: { overridden: 'insales' | 'moysklad'; from: string; to: string }
}

/** A change in the shop that the map knows a state for. */
interface Lead {
  stateId: string
  from: string
  at: number
}

/**
 * Three-way: the side that changed since the base leads; both changed differently → the later change wins. A status that
 * the map does not name changes nothing (design §3, «Orders: a three-way merge»).
 */
export function mergeStatus(map: StatusMap, { base, insales, moysklad }: StatusSides): StatusMerge {
  if (base === null) return {}
  const statusChanged = insales.status !== base.insalesStatus
  const paymentChanged = insales.financialStatus !== (base.insalesPayment ?? insales.financialStatus)
  const shop = later([
    statusChanged && !agrees(map, insales, moysklad.stateId, false) ? statusLead(map, insales) : undefined,
    paymentChanged && !agrees(map, insales, moysklad.stateId, true) ? paymentLead(map, insales) : undefined,
  ])
  const change =
    moysklad.stateId === base.moyskladStateId ? undefined : shopChange(map, insales, moysklad.stateId)
  if (!shop) return change ? { setInsales: change } : {}
  if (!change) return { setMoysklad: shop.stateId }
  const to = change.status ?? change.payment ?? ''
  return shop.at > Date.parse(moysklad.updated)
    ? {
        setMoysklad: shop.stateId,
        conflict: { overridden: 'moysklad', from: moysklad.stateId, to: shop.stateId },
      }
    : { setInsales: change, conflict: { overridden: 'insales', from: shop.from, to } }
}

/** The state of an order that is born: by its status or by its payment, whichever changed later. Empty = MoySklad's own. */
export function bornState(map: StatusMap, insales: ShopStatus, createdAt: string): string {
  const payment = paymentLead(map, {
    ...insales,
    financialChangedAt: insales.financialChangedAt || createdAt,
  })
  const status = statusLead(map, { ...insales, statusChangedAt: insales.statusChangedAt || createdAt })
  // not paid is how every order begins: that says less than its status
  if (status && insales.financialStatus === 'pending') return status.stateId
  return later([payment, status])?.stateId ?? ''
}

/** The latest; the first of those at one moment. */
const later = (leads: (Lead | undefined)[]): Lead | undefined =>
  leads.filter((lead) => lead !== undefined).sort((a, b) => b.at - a.at)[0]

const lead = (stateId: string | undefined, from: string, at: string): Lead | undefined =>
  stateId === undefined ? undefined : { stateId, from, at: Date.parse(at) || 0 }

/** A row of the very status goes before one of the system status that it belongs to. */
function statusLead(map: StatusMap, { status, systemStatus, statusChangedAt }: ShopStatus): Lead | undefined {
  const row =
    map.find(({ of, insalesStatus }) => of === 'status' && insalesStatus === status) ??
    map.find(({ of, insalesStatus }) => of === 'system' && insalesStatus === systemStatus)
  return lead(row?.moyskladStateId, status, statusChangedAt)
}

function paymentLead(map: StatusMap, { financialStatus, financialChangedAt }: ShopStatus): Lead | undefined {
  const row = map.find(({ of, insalesStatus }) => of === 'payment' && insalesStatus === financialStatus)
  return lead(row?.moyskladStateId, financialStatus, financialChangedAt)
}

type Row = StatusMap[number]

const fits = ({ of, insalesStatus }: Row, shop: ShopStatus): boolean =>
  insalesStatus === { status: shop.status, system: shop.systemStatus, payment: shop.financialStatus }[of]

const rowsOf = (map: StatusMap, stateId: string, payment: boolean): Row[] =>
  map.filter((row) => row.moyskladStateId === stateId && (row.of === 'payment') === payment)

/** Does the shop's status (or payment) say what this state stands for? Several of the shop's may stand for one state. */
const agrees = (map: StatusMap, shop: ShopStatus, stateId: string, payment: boolean): boolean =>
  rowsOf(map, stateId, payment).some((row) => fits(row, shop))

/** What the shop has to be told so that it says the same as this state; undefined when the map does not name it. */
function shopChange(map: StatusMap, shop: ShopStatus, stateId: string): ShopChange | undefined {
  const open = (payment: boolean): Row | undefined =>
    agrees(map, shop, stateId, payment) ? undefined : rowsOf(map, stateId, payment)[0]
  const [toStatus, toPayment] = [open(false), open(true)]
  if (!toStatus && !toPayment) return undefined
  return {
    ...(toStatus ? { status: toStatus.insalesStatus } : {}),
    ...(toStatus?.of === 'system' ? { bySystem: true } : {}),
    ...(toPayment ? { payment: toPayment.insalesStatus } : {}),
  }
}
