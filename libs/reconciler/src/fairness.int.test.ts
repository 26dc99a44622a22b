import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { connectionId } from '@skladbridge/contracts'
import { waitFor } from '@skladbridge/testing'
import { aConnection, allEnd, gate, recordCalls, startRig, type Rig } from './testing/rig.js'

jest.setTimeout(30_000)

let rig: Rig
beforeAll(async () => {
  rig = await startRig()
})
afterEach(() => rig.closeReplicas())
afterAll(() => rig.close())

describe('fairness', () => {
  it('a lane with 5 000 links keeps one with a single link waiting for one turn at most', async () => {
    const [heavy, small] = [aConnection(), aConnection()]
    await rig.lanes.open(heavy)
    await rig.lanes.open(small)
    const { calls, reconcile } = recordCalls()
    const kinds = { product: { batch: 50, priority: 1, reconcile } }
    const tuning = { sliceMs: 1 } // a turn is one batch
    await rig.lanes.pause(heavy, 'insales', 'test')
    const reconciler = await rig.replica({ kinds, tuning, concurrency: 1 })
    await reconciler.touch(
      Array.from({ length: 5_000 }, (_, i) => ({ connection: heavy, kind: 'product', key: String(i) })),
    )
    await rig.lanes.resume(heavy, 'insales')
    await waitFor(() => calls.length > 3, { what: 'the heavy lane to be under way' })
    for (let i = 0; i < 5; i += 1) {
      await reconciler.touch([{ connection: small, kind: 'product', key: String(i) }])
      const before = calls.length
      await waitFor(() => calls.slice(before - 1).some(({ lane }) => lane === connectionId(small)), {
        what: 'the small lane’s turn',
      })
      const ahead = calls.slice(before).findIndex(({ lane }) => lane === connectionId(small))
      expect(ahead).toBeLessThanOrEqual(1)
    }
    expect((await reconciler.state(heavy)).dirty).toBeGreaterThan(1_000)
    await rig.lanes.remove(heavy)
  })

  it('lanes that always have work take turns', async () => {
    const connections = Array.from({ length: 5 }, aConnection)
    for (const each of connections) await rig.lanes.open(each)
    const { calls, reconcile } = recordCalls()
    const kinds = { endless: { batch: 2, priority: 1, reconcile } }
    for (const each of connections) await rig.lanes.pause(each, 'insales', 'test')
    const reconciler = await rig.replica({ kinds, tuning: { sliceMs: 1 }, concurrency: 1 })
    await reconciler.touch(
      connections.flatMap((connection) =>
        Array.from({ length: 20 }, (_, i) => ({ connection, kind: 'endless', key: String(i) })),
      ),
    )
    for (const each of connections) await rig.lanes.resume(each, 'insales')
    await waitFor(() => calls.length >= 50, { what: 'all done' })
    const steady = calls.slice(10, 40).map(({ lane }) => lane)
    for (let i = 0; i + 5 <= steady.length; i += 5) expect(new Set(steady.slice(i, i + 5)).size).toBe(5)
  })

  it('runs as many lanes at once as it may, not more', async () => {
    const connections = Array.from({ length: 12 }, aConnection)
    for (const each of connections) await rig.lanes.open(each)
    const { opened, open } = gate()
    let now = 0
    let most = 0
    const { calls, reconcile } = recordCalls(async (links, turn) => {
      now += 1
      most = Math.max(most, now)
      await opened
      now -= 1
      return allEnd({ kind: 'done' })(links, turn)
    })
    const kinds = { wide: { batch: 1, priority: 1, reconcile } }
    const reconciler = await rig.replica({ kinds, concurrency: 4 })
    await reconciler.touch(connections.map((connection) => ({ connection, kind: 'wide', key: '1' })))
    await waitFor(() => now === 4, { what: 'four at once' })
    open()
    await waitFor(() => calls.length === 12 && calls.every(({ to }) => to < Infinity), { what: 'all done' })
    expect(most).toBe(4)
  })
})
