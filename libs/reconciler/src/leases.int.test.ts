import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { connectionId, type ConnectionKey } from '@skladbridge/contracts'
import { cuttableWay, waitFor, type CuttableWay } from '@skladbridge/testing'
import { aConnection, allEnd, gate, recordCalls, startRig, type Call, type Rig } from './testing/rig.js'

jest.setTimeout(30_000)

const leaseMs = 1_000
const tuning = { pollMs: 50, closeMs: 500 }

let rig: Rig
let connection: ConnectionKey
let wire: CuttableWay
beforeAll(async () => {
  rig = await startRig()
})
afterAll(() => rig.close())
beforeEach(async () => {
  connection = aConnection()
  await rig.lanes.open(connection)
  wire = await cuttableWay(rig.mongo.url)
})
afterEach(async () => {
  await wire.mend()
  await rig.closeReplicas()
  await rig.closeWires()
  await wire.close()
  await rig.lanes.remove(connection)
})

const kindOf = (reconcile: Parameters<typeof recordCalls>[0], batch = 10) => ({
  order: { batch, priority: 1, reconcile: reconcile! },
})
const touchOf = (key: string) => ({ connection, kind: 'order', key })
const clean = (key: string) =>
  waitFor(async () => (await rig.link(connection, 'order', key))?.dirty === false, { what: `${key} done` })

describe('two replicas', () => {
  it('never work on one lane at the same time, and leave nothing undone', async () => {
    const connections = Array.from({ length: 25 }, aConnection)
    await Promise.all(connections.map((each) => rig.lanes.open(each)))
    const work = recordCalls(async (links, turn) => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 15))
      return allEnd({ kind: 'done' })(links, turn)
    })
    const options = { kinds: kindOf(work.reconcile, 2), leaseMs, tuning, concurrency: 5 }
    const replicas = await Promise.all([1, 2, 3].map(() => rig.replica({ ...options })))
    const touches = Array.from({ length: 400 }, (_, i) => ({
      connection: connections[i % connections.length]!,
      kind: 'order',
      key: String(i % 7),
    }))
    await Promise.all(touches.map((touch, i) => replicas[i % 3]!.touch([touch])))
    await waitFor(async () => (await rig.links.countDocuments({ dirty: true })) === 0, { what: 'all done' })

    expect(overlaps(work.calls)).toEqual([])
    expect(await rig.links.countDocuments({ kind: 'order', $expr: { $lt: ['$done', '$wanted'] } })).toBe(0)
    for (const { lane } of work.calls) {
      const fences = work.calls.filter((call) => call.lane === lane).map(({ fence }) => fence)
      expect(fences).toEqual([...fences].sort((a, b) => a - b))
    }
  })

  it('one closes: it ends its turn, and the other takes over at once', async () => {
    const { opened, open } = gate()
    const first = recordCalls(async (links, turn) => {
      await opened
      return allEnd({ kind: 'done', remember: { note: 'first' } })(links, turn)
    })
    const a = await rig.replica({ kinds: kindOf(first.reconcile, 1), tuning: { ...tuning, closeMs: 5_000 } })
    await a.touch([touchOf('1'), touchOf('2')])
    await waitFor(() => first.calls.length === 1, { what: 'the turn to begin' })
    const closing = a.close()
    const second = recordCalls()
    await rig.replica({ kinds: kindOf(second.reconcile, 1), tuning })
    open()
    await closing
    const closedAt = performance.now()
    await clean('1')
    await clean('2')
    expect(first.calls).toHaveLength(1)
    expect(second.calls.flatMap(({ keys }) => keys)).toEqual(['2'])
    expect(second.calls[0]!.from - closedAt).toBeLessThan(10_000)
  })
})

describe('a replica that dies in the middle', () => {
  it('is replaced when its lease runs out; the work is done once more, and remembered once', async () => {
    const { opened, open } = gate()
    const first = recordCalls(async (links, turn) => {
      await opened
      return allEnd({ kind: 'done', remember: { note: 'first' } })(links, turn)
    })
    const second = recordCalls(allEnd({ kind: 'done', remember: { note: 'second' } }))
    const a = await rig.replica({ kinds: kindOf(first.reconcile), leaseMs, tuning, wire })
    await a.touch([touchOf('1')])
    await waitFor(() => first.calls.length === 1, { what: 'the turn to begin' })
    await wire.away() // as far as the database and the others can tell, it is dead
    const died = performance.now()
    await rig.replica({ kinds: kindOf(second.reconcile), leaseMs, tuning })
    await clean('1')
    expect(second.calls).toHaveLength(1)
    expect(second.calls[0]!.fence).toBeGreaterThan(first.calls[0]!.fence)
    expect(second.calls[0]!.from - died).toBeGreaterThan(leaseMs / 2)
    expect(second.calls[0]!.from - died).toBeLessThan(leaseMs + 10_000)
    // and if it was not dead, it changes nothing any more
    await wire.mend()
    open()
    await waitFor(() => a.isReady(), { what: 'the first to be back' })
    expect(await rig.link(connection, 'order', '1')).toMatchObject({
      note: 'second',
      fence: second.calls[0]!.fence,
    })
  })
})

describe('a worker that wakes after its lease has ended', () => {
  it('may remember nothing, neither an intent nor an outcome, and is told so', async () => {
    const { opened, open } = gate()
    const woken: { code: unknown; aborted: boolean; deadlineIsOver: boolean }[] = []
    const first = recordCalls(async (links, turn) => {
      await opened
      const error = await turn.remember(links[0]!, { intent: 'stale' }).catch((thrown: unknown) => thrown)
      woken.push({
        code: (error as { code?: unknown }).code,
        aborted: turn.signal.aborted,
        deadlineIsOver: turn.deadline.getTime() <= Date.now(),
      })
      return allEnd({ kind: 'done', remember: { note: 'stale' } })(links, turn)
    })
    const second = recordCalls(allEnd({ kind: 'again', afterMs: 60_000, remember: { note: 'fresh' } }))
    const a = await rig.replica({ kinds: kindOf(first.reconcile), leaseMs, tuning, wire })
    await a.touch([touchOf('1')])
    await waitFor(() => first.calls.length === 1, { what: 'the turn to begin' })
    wire.freeze() // it sleeps: not even the loss of its connection is seen
    await rig.replica({ kinds: kindOf(second.reconcile), leaseMs, tuning })
    await waitFor(async () => (await rig.link(connection, 'order', '1'))?.note === 'fresh', {
      what: 'the second',
    })
    wire.cut()
    open()
    await waitFor(() => woken.length === 1, { what: 'the first to wake' })
    expect(woken[0]).toEqual({ code: 'RECONCILER_LEASE_LOST', aborted: true, deadlineIsOver: true })
    await waitFor(() => a.isReady(), { what: 'the first to be back' })
    expect(await rig.link(connection, 'order', '1')).toMatchObject({
      note: 'fresh',
      dirty: true,
      fence: second.calls[0]!.fence,
    })
    expect((await rig.link(connection, 'order', '1'))!.intent ?? null).toBeNull()
  })

  it('whose own clocks stood still meanwhile is stopped by the database', async () => {
    const { opened, open } = gate()
    let thrown: unknown
    // as in a virtual machine that was paused: it believes that no time has passed, and renews nothing
    const frozen = { ...tuning, now: () => 0 }
    const first = recordCalls(async (links, turn) => {
      await opened
      thrown = await turn.remember(links[0]!, { intent: 'stale' }).catch((error: unknown) => error)
      return allEnd({ kind: 'done', remember: { note: 'stale' } })(links, turn)
    })
    const a = await rig.replica({
      kinds: kindOf(first.reconcile),
      leaseMs,
      tuning: { ...frozen, monotonic: () => 0, maxTurnMs: -1 },
    })
    await a.touch([touchOf('1')])
    await waitFor(() => first.calls.length === 1, { what: 'the turn to begin' })
    const second = recordCalls(allEnd({ kind: 'again', afterMs: 60_000, remember: { note: 'fresh' } }))
    await rig.replica({ kinds: kindOf(second.reconcile), leaseMs, tuning })
    await waitFor(async () => (await rig.link(connection, 'order', '1'))?.note === 'fresh', {
      what: 'the second',
    })
    open()
    await waitFor(() => thrown, { what: 'the first to wake' })
    expect(thrown).toMatchObject({ code: 'RECONCILER_LEASE_LOST' })
    const link = await rig.link(connection, 'order', '1')
    expect(link).toMatchObject({ note: 'fresh', fence: second.calls[0]!.fence })
    expect(link!.intent ?? null).toBeNull()
  })
})

describe('a lease', () => {
  it('is renewed while a turn runs long: nobody else takes the lane', async () => {
    const { opened, open } = gate()
    const deadlines: number[] = []
    const first = recordCalls(async (links, turn) => {
      const began = turn.deadline.getTime()
      await waitFor(() => turn.deadline.getTime() - began > leaseMs, { what: 'the deadline to move' })
      deadlines.push(turn.deadline.getTime() - Date.now())
      await opened
      await turn.remember(links[0]!, { intent: 'still mine' })
      return allEnd({ kind: 'done' })(links, turn)
    })
    const a = await rig.replica({ kinds: kindOf(first.reconcile), leaseMs, tuning })
    await a.touch([touchOf('1')])
    await waitFor(() => first.calls.length === 1, { what: 'the turn to begin' })
    const second = recordCalls()
    await rig.replica({ kinds: kindOf(second.reconcile), leaseMs, tuning })
    await waitFor(() => deadlines.length === 1, { what: 'more than a lease to pass' })
    open()
    await clean('1')
    expect(second.calls).toEqual([])
    expect(deadlines[0]).toBeGreaterThan(0)
    expect(deadlines[0]).toBeLessThan(leaseMs)
    expect(await rig.link(connection, 'order', '1')).toMatchObject({ intent: 'still mine' })
  })

  it('of a reconcile that hangs is not renewed for ever', async () => {
    const hangs = recordCalls(() => new Promise(() => {}))
    const a = await rig.replica({
      kinds: kindOf(hangs.reconcile),
      leaseMs,
      tuning: { ...tuning, maxTurnMs: 500 },
    })
    await a.touch([touchOf('1')])
    await waitFor(() => hangs.calls.length === 1, { what: 'the turn to begin' })
    const second = recordCalls()
    await rig.replica({ kinds: kindOf(second.reconcile), leaseMs, tuning, concurrency: 1 })
    await waitFor(() => second.calls.length > 0 || hangs.calls.length > 1, { what: 'another turn' })
  })

  it('of a turn cut short by closing is given back when the work heeds the signal; nothing is held against the link', async () => {
    const first = recordCalls(
      (_links, turn) =>
        new Promise((_, reject) => turn.signal.addEventListener('abort', () => reject(new Error('aborted')))),
    )
    const a = await rig.replica({
      kinds: kindOf(first.reconcile),
      leaseMs: 20_000,
      tuning: { ...tuning, closeMs: 50 },
    })
    await a.touch([touchOf('1')])
    await waitFor(() => first.calls.length === 1, { what: 'the turn to begin' })
    await a.close()
    expect(await rig.link(connection, 'order', '1')).toMatchObject({
      dirty: true,
      attempts: 0,
      failure: null,
    })
    await rig.replica({ kinds: kindOf(allEnd({ kind: 'done' })), leaseMs, tuning })
    await clean('1')
  })

  it('and what is due do not depend on a process whose clock is a minute off', async () => {
    const off = (ms: number) => ({ ...tuning, now: () => Date.now() + ms })
    const work = recordCalls(async (links, turn) => {
      const left = turn.deadline.getTime() - Date.now()
      return allEnd({ kind: 'done', remember: { note: String(Math.round(left / 30_000)) } })(links, turn)
    })
    const ahead = await rig.replica({ kinds: kindOf(work.reconcile), leaseMs, tuning: off(60_000) })
    await ahead.touch([touchOf('1')])
    await clean('1')
    // its deadline is by its own clock, as gRPC takes it
    expect(await rig.link(connection, 'order', '1')).toMatchObject({ note: '2' })
    await ahead.close()
    const behind = await rig.replica({ kinds: kindOf(work.reconcile), leaseMs, tuning: off(-60_000) })
    await behind.touch([touchOf('2')])
    await clean('2')
    const { dueAt } = (await rig.link(connection, 'order', '2'))!
    expect(Math.abs(dueAt.getTime() - Date.now())).toBeLessThan(10_000)
    expect(connectionId(connection)).toBe(work.calls[0]!.lane)
  })
})

/** Pairs of calls for one lane that ran at the same time. */
function overlaps(calls: readonly Call[]): [Call, Call][] {
  return calls.flatMap((a, i) =>
    calls
      .slice(i + 1)
      .filter((b) => a.lane === b.lane && a.from < b.to && b.from < a.to)
      .map((b): [Call, Call] => [a, b]),
  )
}
