import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import type { ConnectionKey } from '@skladbridge/contracts'
import { cuttableWay, waitFor, type CuttableWay } from '@skladbridge/testing'
import { aConnection, allEnd, gate, recordCalls, startRig, type Rig } from './testing/rig.js'

jest.setTimeout(60_000)

let rig: Rig
let wire: CuttableWay
let connection: ConnectionKey
beforeEach(async () => {
  rig = await startRig()
  wire = await cuttableWay(rig.mongo.url)
  connection = aConnection()
  await rig.lanes.open(connection)
})
afterEach(async () => {
  await wire.mend()
  await rig.close()
  await wire.close()
})

const touchOf = (key: string) => ({ connection, kind: 'order', key })
const clean = (key: string) =>
  waitFor(async () => (await rig.link(connection, 'order', key))?.dirty === false, {
    what: `${key} done`,
    timeoutMs: 40_000,
  })

describe('while the database is away', () => {
  it('it is not ready, refuses touches, looks seldom; and goes on by itself afterwards', async () => {
    const { calls, reconcile } = recordCalls()
    const kinds = { order: { batch: 10, priority: 1, reconcile } }
    const reconciler = await rig.replica({ kinds, wire, tuning: { pollMs: 100 } })
    await reconciler.touch([touchOf('1')])
    await clean('1')
    expect(reconciler.isReady()).toBe(true)

    await wire.away()
    await waitFor(() => !reconciler.isReady(), { what: 'not ready' })
    await expect(reconciler.touch([touchOf('2')])).rejects.toMatchObject({
      name: 'AppError',
      kind: 'unavailable',
    })
    expect(calls).toHaveLength(1)

    await wire.mend()
    await waitFor(() => reconciler.isReady(), { what: 'ready again', timeoutMs: 40_000 })
    await reconciler.touch([touchOf('3')])
    await clean('3')
  })

  it('between the effect and the remembering: the work is done again, by whoever is next', async () => {
    const { opened, open } = gate()
    const { calls, reconcile } = recordCalls(async (links, turn) => {
      if (calls.length === 1) await opened
      return allEnd({ kind: 'done', remember: { note: `call ${calls.length}` } })(links, turn)
    })
    const kinds = { order: { batch: 10, priority: 1, reconcile } }
    const reconciler = await rig.replica({ kinds, wire, leaseMs: 1_000, tuning: { pollMs: 100 } })
    await reconciler.touch([touchOf('1')])
    await waitFor(() => calls.length === 1, { what: 'the work' })
    await wire.away()
    open()
    await waitFor(() => !reconciler.isReady() || calls[0]!.to < Infinity, { what: 'the effect' })
    expect(await rig.link(connection, 'order', '1')).toMatchObject({ dirty: true, done: 0 })
    await wire.mend()
    await clean('1')
    expect(await rig.link(connection, 'order', '1')).toMatchObject({ done: 1, note: 'call 2', attempts: 0 })
  })

  it('does not start, and says why', async () => {
    const { reconcile } = recordCalls()
    const kinds = { order: { batch: 10, priority: 1, reconcile } }
    const first = await rig.replica({ kinds, wire })
    await first.close()
    await wire.away()
    await expect(rig.replica({ kinds, wire })).rejects.toMatchObject({ kind: 'unavailable' })
  })
})
