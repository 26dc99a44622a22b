import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { connectionId, type ConnectionKey } from '@skladbridge/contracts'
import { waitFor } from '@skladbridge/testing'
import { aConnection, allEnd, gate, recordCalls, startRig, type Rig } from './testing/rig.js'
import { touchContract } from './testing/touch-contract.js'

let rig: Rig
let connection: ConnectionKey
beforeAll(async () => {
  rig = await startRig()
})
afterAll(() => rig.close())
afterEach(() => rig.closeReplicas())
beforeEach(async () => {
  connection = aConnection()
  await rig.lanes.open(connection)
})

const clean = (kind: string, key: string) =>
  waitFor(async () => (await rig.link(connection, kind, key))?.dirty === false, {
    what: `${kind} ${key} done`,
  })

describe('touch, of links that nothing works on', () => {
  const idle = { batch: 10, reconcile: allEnd({ kind: 'done' as const }) }
  touchContract(async () => {
    const kinds = { order: { ...idle, priority: 5 }, product: { ...idle, priority: 7 } }
    const reconciler = await rig.replica({ kinds })
    return { reconciler: reconciler as never, link: rig.link as never }
  })
})

describe('touch', () => {
  it('is worked on at once, and the link is clean afterwards', async () => {
    const { calls, reconcile } = recordCalls(allEnd({ kind: 'done', remember: { note: '$written' } }))
    const tuning = { pollMs: 60_000 }
    const reconciler = await rig.replica({ kinds: { once: { batch: 10, priority: 1, reconcile } }, tuning })
    await reconciler.touch([{ connection, kind: 'once', key: '17', onInsert: { note: 'new' } }])
    await clean('once', '17')
    expect(calls.map(({ lane, keys }) => ({ lane, keys }))).toEqual([
      { lane: connectionId(connection), keys: ['17'] },
    ])
    expect(await rig.link(connection, 'once', '17')).toMatchObject({
      wanted: 1,
      done: 1,
      attempts: 0,
      failure: null,
      note: '$written',
    })
  })

  it('a hundred touches are one piece of work', async () => {
    const { calls, reconcile } = recordCalls()
    // before the replica is there: a turn begun earlier would still be reading, and work on the first half of the burst
    await rig.lanes.pause(connection, 'insales', 'test')
    const reconciler = await rig.replica({ kinds: { burst: { batch: 10, priority: 1, reconcile } } })
    const one = [{ connection, kind: 'burst', key: '1' }]
    await Promise.all(Array.from({ length: 100 }, () => reconciler.touch(one)))
    const { wanted } = (await rig.link(connection, 'burst', '1'))!
    expect(wanted).toBeLessThan(10) // those of one moment are stored as one
    await rig.lanes.resume(connection, 'insales')
    await clean('burst', '1')
    expect(calls).toHaveLength(1)
    expect(await rig.link(connection, 'burst', '1')).toMatchObject({ done: wanted })
  })

  it('during the work leaves the link dirty: it is worked on again', async () => {
    const { opened, open } = gate()
    const { calls, reconcile } = recordCalls(async (links, turn) => {
      if (calls.length === 1) await opened
      return allEnd({ kind: 'done', remember: { note: `wanted ${links[0]!.wanted}` } })(links, turn)
    })
    const reconciler = await rig.replica({ kinds: { busy: { batch: 10, priority: 1, reconcile } } })
    await reconciler.touch([{ connection, kind: 'busy', key: '1' }])
    await waitFor(() => calls.length === 1, { what: 'the work to begin' })
    await reconciler.touch([{ connection, kind: 'busy', key: '1' }])
    open()
    await clean('busy', '1')
    expect(calls).toHaveLength(2)
    expect(await rig.link(connection, 'busy', '1')).toMatchObject({ wanted: 2, done: 2, note: 'wanted 2' })
  })

  it('for later is worked on later', async () => {
    const { calls, reconcile } = recordCalls()
    const reconciler = await rig.replica({ kinds: { later: { batch: 10, priority: 1, reconcile } } })
    const asked = performance.now()
    await reconciler.touch([{ connection, kind: 'later', key: '1', dueAt: new Date(Date.now() + 400) }])
    await clean('later', '1')
    expect(calls[0]!.from - asked).toBeGreaterThan(380)
    expect(calls).toHaveLength(1)
  })

  it('before its lane is opened waits for it', async () => {
    const { reconcile } = recordCalls()
    const reconciler = await rig.replica({ kinds: { early: { batch: 10, priority: 1, reconcile } } })
    connection = aConnection()
    await reconciler.touch([{ connection, kind: 'early', key: '1' }])
    await rig.lanes.open(connection)
    await clean('early', '1')
  })

  it('in a turn reaches links of the same lane and of another', async () => {
    const other = aConnection()
    await rig.lanes.open(other)
    const { calls, reconcile } = recordCalls()
    const first = recordCalls(async (links, turn) => {
      await turn.touch([
        { connection, kind: 'inner', key: 'same' },
        { connection: other, kind: 'inner', key: 'other' },
      ])
      return allEnd({ kind: 'done' })(links, turn)
    })
    const inner = { batch: 10, priority: 2, reconcile }
    const outer = { batch: 10, priority: 1, reconcile: first.reconcile }
    const reconciler = await rig.replica({ kinds: { inner, outer }, tuning: { pollMs: 60_000 } })
    await reconciler.touch([{ connection, kind: 'outer', key: '1' }])
    await waitFor(() => calls.length === 2, { what: 'both' })
    expect(calls.flatMap(({ keys }) => keys).sort()).toEqual(['other', 'same'])
  })
})

describe('batches', () => {
  it('are of one kind, no larger than asked, the most urgent first', async () => {
    const { calls, reconcile } = recordCalls()
    const kinds = {
      order: { batch: 2, priority: 1, reconcile },
      image: { batch: 50, priority: 9, reconcile },
      price: { batch: 50, priority: 5, reconcile },
    }
    await rig.lanes.pause(connection, 'insales', 'test')
    const reconciler = await rig.replica({ kinds, concurrency: 1 })
    const touches = Array.from({ length: 5 }, (_, i) =>
      ['image', 'price', 'order'].map((kind) => ({ connection, kind, key: String(i) })),
    ).flat()
    await reconciler.touch([...touches, { connection, kind: 'image', key: 'stock-out', priority: 0 }])
    await rig.lanes.resume(connection, 'insales')
    await waitFor(async () => (await reconciler.state(connection)).dirty === 0, { what: 'all done' })
    expect(calls.map(({ kind, keys }) => `${kind}×${keys.length}`)).toEqual([
      'image×6',
      'order×2',
      'order×2',
      'order×1',
      'price×5',
    ])
    expect(calls[0]!.keys[0]).toBe('stock-out')
  })

  it('a sweep stays dirty, keeps its cursor and comes again', async () => {
    const { calls, reconcile } = recordCalls(async (links) => {
      const note = `cursor ${calls.length}`
      const outcome = { kind: 'again', afterMs: 100, remember: { note } } as const
      return new Map(links.map((link) => [link._id, outcome]))
    })
    const reconciler = await rig.replica({ kinds: { sweep: { batch: 1, priority: 1, reconcile } } })
    await reconciler.touch([{ connection, kind: 'sweep', key: 'orders' }])
    await waitFor(() => calls.length >= 3, { what: 'three sweeps' })
    expect(calls[2]!.from - calls[1]!.to).toBeGreaterThan(90)
    expect(await rig.link(connection, 'sweep', 'orders')).toMatchObject({ dirty: true, attempts: 0 })
    await rig.lanes.remove(connection)
  })
})

describe('lanes', () => {
  it('a paused lane keeps what is touched and works on it when it is resumed', async () => {
    const { calls, reconcile } = recordCalls()
    const other = aConnection()
    await rig.lanes.open(other)
    // a turn begun before the pause would go on for its slice of time
    await rig.lanes.pause({ accountId: connection.accountId }, 'access', 'trial-ended')
    const reconciler = await rig.replica({ kinds: { paused: { batch: 10, priority: 1, reconcile } } })
    await reconciler.touch(
      [connection, other].map((each) => ({ connection: each, kind: 'paused', key: '1' })),
    )
    await waitFor(() => calls.length === 1, { what: 'the lane that is not paused' })
    await reconciler.touch([{ connection: other, kind: 'paused', key: '2' }])
    await waitFor(() => calls.length === 2, { what: 'it again' })
    expect(new Set(calls.map(({ lane }) => lane))).toEqual(new Set([connectionId(other)]))
    await rig.lanes.resume({ accountId: connection.accountId }, 'access')
    await clean('paused', '1')
  })

  it('a removed lane does not run; opened again, it goes on with its links', async () => {
    const { calls, reconcile } = recordCalls()
    const other = aConnection()
    await rig.lanes.open(other)
    await rig.lanes.remove(connection)
    const reconciler = await rig.replica({ kinds: { removed: { batch: 10, priority: 1, reconcile } } })
    await reconciler.touch([{ connection, kind: 'removed', key: '1' }])
    await reconciler.touch([{ connection: other, kind: 'removed', key: '1' }])
    await waitFor(() => calls.length === 1, { what: 'the other lane' })
    expect(calls[0]!.lane).toBe(connectionId(other))
    await rig.lanes.open(connection)
    await clean('removed', '1')
  })

  it('a lane whose wake-up was lost is looked at all the same', async () => {
    const { reconcile } = recordCalls()
    const tuning = { lookAgainMs: 300, pollMs: 50 }
    const reconciler = await rig.replica({ kinds: { lost: { batch: 10, priority: 1, reconcile } }, tuning })
    await reconciler.touch([{ connection, kind: 'lost', key: '1' }])
    await clean('lost', '1')
    // as a process would leave it that died between the two writes of a touch that nobody repeats
    await rig.links.updateOne(
      { lane: connectionId(connection), kind: 'lost' },
      { $set: { dirty: true, wanted: 2 } },
    )
    await clean('lost', '1')
  })
})
