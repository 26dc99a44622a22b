import { connectionId, type ConnectionKey } from '@skladbridge/contracts'
import { causes } from '../lane-doc.js'
import type { Lane, LaneScope, Lanes, PauseCause, Told } from '../types.js'

interface Switch {
  paused: boolean
  reason: string
  at: Date
}

type Switches = Map<PauseCause, Switch>

interface FakeLane extends ConnectionKey {
  presence: { removed: boolean; at: Date }
  own: Switches
}

const isNewer = (known: { at: Date } | undefined, told: Told | undefined): boolean =>
  told?.late === true && known !== undefined && known.at > told.at

/** Lanes in memory; passes the tests of the real ones. */
export function fakeLanes(): Lanes {
  const lanes = new Map<string, FakeLane>()
  const accounts = new Map<string, Switches>()
  const laneOf = ({ accountId, shopId }: ConnectionKey): FakeLane => {
    const id = connectionId({ accountId, shopId })
    const none = { accountId, shopId, presence: { removed: true, at: new Date(0) }, own: new Map() }
    const lane = lanes.get(id) ?? none
    lanes.set(id, lane)
    return lane
  }
  const accountOf = (accountId: string): Switches => {
    const account = accounts.get(accountId) ?? new Map()
    accounts.set(accountId, account)
    return account
  }
  const setPresence = (connection: ConnectionKey, removed: boolean, told?: Told) => {
    const lane = laneOf(connection)
    if (!isNewer(lane.presence, told)) lane.presence = { removed, at: told?.at ?? new Date() }
  }
  const turn = ({ accountId, shopId }: LaneScope, cause: PauseCause, to: Omit<Switch, 'at'>, told?: Told) => {
    const switches = shopId === undefined ? accountOf(accountId) : laneOf({ accountId, shopId }).own
    if (!isNewer(switches.get(cause), told)) switches.set(cause, { ...to, at: told?.at ?? new Date() })
    if (shopId !== undefined || switches.get(cause)?.paused) return
    for (const lane of lanes.values()) if (lane.accountId === accountId) lane.own.delete(cause)
  }
  const view = ({ accountId, shopId, presence, own }: FakeLane): Lane => {
    const told = causes.flatMap((cause) => {
      const found = [accountOf(accountId).get(cause), own.get(cause)].find((each) => each?.paused)
      return found ? [[cause, { reason: found.reason, since: found.at }] as const] : []
    })
    const pauses = Object.fromEntries(told)
    return { _id: connectionId({ accountId, shopId }), accountId, shopId, pauses, removed: presence.removed }
  }
  return {
    open: async (connection, told) => setPresence(connection, false, told),
    remove: async (connection, told) => setPresence(connection, true, told),
    pause: async (where, cause, reason, told) => turn(where, cause, { paused: true, reason }, told),
    resume: async (where, cause, told) => turn(where, cause, { paused: false, reason: '' }, told),
    async get(connection) {
      const lane = lanes.get(connectionId(connection))
      return lane && view(lane)
    },
    isBackSince: async (accountId, moment) => {
      const access = accountOf(accountId).get('access')
      return access?.paused === false && access.at > moment
    },
    ofAccount: async (accountId) =>
      [...lanes.values()].filter((lane) => lane.accountId === accountId && !lane.presence.removed).map(view),
  }
}
