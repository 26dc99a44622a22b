import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { ConnectionKey } from '@skladbridge/contracts'
import { AppError } from '@skladbridge/errors'
import type { Closable } from '@skladbridge/runtime'
import { captureLogger, waitFor } from '@skladbridge/testing'
import type { LaneSources } from './hydrate-lanes.js'
import { startKeepingLanes, type KeepLanesOptions } from './keep-lanes.js'
import { fakeLanes } from './testing/fake-lanes.js'
import type { Lanes } from './types.js'

const shop: ConnectionKey = { accountId: 'acc', shopId: '1' }
const anHour = 3_600_000
const soon = { stepsMs: [5], jitter: 0 }
const failed = 'the lists of connections were not read: going on with the lanes there are'

let lanes: Lanes
let opened: ConnectionKey[]
let captured: ReturnType<typeof captureLogger>
let keeping: Closable | undefined
let readings: number
beforeEach(() => {
  lanes = fakeLanes()
  opened = []
  readings = 0
  captured = captureLogger()
})
afterEach(() => keeping?.close())

async function* list<T>(...items: T[]) {
  yield* items
}
const sources: LaneSources = {
  listAccess: () => list({ accountId: 'acc', allowed: true, reason: 'paid' }),
  listAccounts: () => list({ accountId: 'acc', state: 'active' as const }),
  async *listConnections() {
    readings += 1
    yield { ...shop, state: 'active' as const }
  },
}
/** Billing is away until `back`. */
const awayUntil = (back: () => boolean): LaneSources => ({
  ...sources,
  async *listAccess() {
    if (!back()) throw new AppError({ kind: 'unavailable', code: 'T', message: 'away' })
  },
})

function start(more: Partial<KeepLanesOptions> = {}) {
  const onOpened = async (connection: ConnectionKey) => void opened.push(connection)
  const defaults = { lanes, sources, onOpened, everyMs: anHour, backoff: soon, log: captured.log }
  keeping = startKeepingLanes({ ...defaults, ...more })
}
const said = (msg: string) => captured.lines().filter((line) => line.msg === msg)

describe('keeping lanes', () => {
  it('opens what the owners list, and tells whoever sweeps', async () => {
    start()
    await waitFor(() => said('lanes are what their owners list').length === 1, { what: 'the first reading' })
    expect(await lanes.ofAccount('acc')).toHaveLength(1)
    expect(opened).toEqual([shop])
    expect(said('lanes are what their owners list')).toMatchObject([{ level: 'info', connected: 1 }])
  })

  it('reads again and again: a connection whose event was lost is found later', async () => {
    start({ everyMs: 5 })
    await waitFor(() => readings >= 2, { what: 'a second reading' })
    await lanes.remove(shop, { at: new Date(0), late: false })
    const before = readings
    await waitFor(async () => !(await lanes.get(shop))!.removed && readings > before, { what: 'the lane' })
  })

  it('an owner that is away is asked again; the lanes there are stay, and it is said', async () => {
    const other = { accountId: 'acc', shopId: '2' }
    await lanes.open(other)
    let back = false
    start({ sources: awayUntil(() => back) })
    await waitFor(() => said(failed).length >= 2, { what: 'two readings in vain' })
    expect(
      said(failed)
        .map(({ level, attempt }) => [level, attempt])
        .slice(0, 2),
    ).toEqual([
      ['warn', 1],
      ['warn', 2],
    ])
    expect(await lanes.ofAccount('acc')).toMatchObject([other])
    expect(opened).toEqual([])
    back = true
    await waitFor(() => opened.length === 1, { what: 'the owner to be heard' })
    expect(await lanes.ofAccount('acc')).toHaveLength(2)
  })

  it('a sweep that could not be touched is touched by the next reading', async () => {
    let times = 0
    start({
      onOpened: async () => {
        times += 1
        if (times === 1) throw new Error('database away')
      },
    })
    await waitFor(() => times === 2, { what: 'the second try' })
    expect(said(failed)).toHaveLength(1)
  })

  it('a later event wins over an older list', async () => {
    let release = () => {}
    const eventCame = new Promise<void>((resolve) => (release = resolve))
    start({
      sources: {
        ...sources,
        async *listConnections() {
          readings += 1
          // the page was answered before the event
          await eventCame
          yield { ...shop, state: 'active' as const }
        },
      },
    })
    await waitFor(() => readings === 1, { what: 'the list to be on its way' })
    await lanes.remove(shop, { at: new Date(), late: false })
    release()
    await waitFor(() => said('lanes are what their owners list').length === 1, { what: 'the reading' })
    expect(await lanes.get(shop)).toMatchObject({ removed: true })
  })

  it('closing ends a reading that hangs, and says nothing', async () => {
    let asked = false
    start({
      sources: {
        ...sources,
        async *listAccess(signal) {
          asked = true
          await new Promise((_resolve, reject) =>
            signal.addEventListener('abort', () => reject(signal.reason)),
          )
        },
      },
    })
    await waitFor(() => asked, { what: 'the reading' })
    await keeping!.close()
    expect(captured.lines()).toEqual([])
  })
})
