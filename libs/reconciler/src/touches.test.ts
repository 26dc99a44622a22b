import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { planBatches } from './plan-batches.js'
import { mergePlans, planTouches, type TouchesPlanned } from './plan-touches.js'
import { createTouchQueue } from './touch-queue.js'

const kinds = { order: { priority: 5 }, product: { priority: 7 } }
const connection = { accountId: 'a', shopId: '1' }
const now = { db: 1_000_000, wall: 1_060_000 }
const plan = (...keys: string[]) =>
  planTouches(
    keys.map((key) => ({ connection, kind: 'order', key })),
    kinds,
    now,
  )

describe('planTouches', () => {
  it('keeps due moments by the database’s clock, though the process’s is a minute ahead', () => {
    const dueAt = new Date(now.wall + 5_000)
    const { plans, lanesDue } = planTouches([{ connection, kind: 'order', key: '1', dueAt }], kinds, now)
    expect(plans[0]!.dueAt).toEqual(new Date(now.db + 5_000))
    expect(lanesDue.get('a.1')).toEqual(new Date(now.db + 5_000))
  })

  it('what was due in the past is due now', () => {
    const { plans, lanesDue } = planTouches(
      [{ connection, kind: 'order', key: '1', dueAt: new Date(0) }],
      kinds,
      now,
    )
    expect(plans[0]!.dueAt).toEqual(new Date(now.db))
    expect(lanesDue.has('a.1')).toBe(true)
    expect(lanesDue.get('a.1')).toBeUndefined()
  })

  it('a lane is due when its first link is', () => {
    const touches = [30_000, 10_000, 20_000].map((ms, i) => ({
      connection,
      kind: 'order',
      key: String(i),
      dueAt: new Date(now.wall + ms),
    }))
    expect(planTouches(touches, kinds, now).lanesDue.get('a.1')).toEqual(new Date(now.db + 10_000))
    const withOneNow = [...touches, { connection, kind: 'product', key: 'x' }]
    expect(planTouches(withOneNow, kinds, now).lanesDue.get('a.1')).toBeUndefined()
  })

  it('gives every writer the same order of links', () => {
    const keys = fc.uniqueArray(fc.string(), { minLength: 1 })
    fc.assert(
      fc.property(keys, (all) => {
        expect(plan(...all)).toEqual(plan(...[...all].reverse()))
        expect(mergePlans(all.map((key) => plan(key)))).toEqual(plan(...all))
      }),
    )
  })
})

describe('the touch queue', () => {
  const controlled = () => {
    const writes: { planned: TouchesPlanned; done: () => void; fail: (error: Error) => void }[] = []
    const touch = createTouchQueue(
      (planned) => new Promise((done, fail) => writes.push({ planned, done, fail })),
    )
    const keysOf = (i: number) => writes[i]!.planned.plans.map(({ key }) => key)
    return { writes, touch, keysOf }
  }
  const settled = () => new Promise((resolve) => setImmediate(resolve))

  it('what comes in during a write goes with the next one, together', async () => {
    const { writes, touch, keysOf } = controlled()
    const all = [touch(plan('1')), touch(plan('2')), touch(plan('3', '2'))]
    expect(writes).toHaveLength(1)
    writes[0]!.done()
    await all[0]
    await settled()
    expect(keysOf(1)).toEqual(['2', '3'])
    writes[1]!.done()
    await Promise.all(all)
    expect(writes).toHaveLength(2)
  })

  it('the first waits for others, so that a burst is one write', async () => {
    const writes: TouchesPlanned[] = []
    const touch = createTouchQueue(async (planned) => void writes.push(planned), 10)
    const early = touch(plan('1'))
    await settled()
    expect(writes).toEqual([])
    await Promise.all([early, touch(plan('1', '2'))])
    expect(writes.map(({ plans }) => plans.map(({ key }) => key))).toEqual([['1', '2']])
  })

  it('a write that fails fails only those whose own touches fail', async () => {
    const { writes, touch } = controlled()
    const first = touch(plan('1'))
    const good = touch(plan('2'))
    const bad = touch(plan('3')).catch((error: Error) => error.message)
    writes[0]!.done()
    await first
    await settled()
    writes[1]!.fail(new Error('too large'))
    await settled()
    writes[2]!.done()
    await good
    await settled()
    writes[3]!.fail(new Error('too large'))
    expect(await bad).toBe('too large')
    const after = touch(plan('4'))
    await settled()
    writes[4]!.done()
    await after
  })

  it('keeps writes to a thousand links, unless one call has more', async () => {
    const { writes, touch, keysOf } = controlled()
    const many = Array.from({ length: 600 }, (_, i) => `k${i}`)
    const all = [touch(plan('0')), touch(plan(...many)), touch(plan(...many.map((key) => `x${key}`)))]
    for (let i = 0; i < 3; i += 1) {
      writes[i]!.done()
      await all[i]
      await settled()
    }
    expect([0, 1, 2].map((i) => keysOf(i).length)).toEqual([1, 600, 600])
  })
})

describe('planBatches', () => {
  it('one kind each, the kind of the most urgent first, nothing lost, nothing twice', () => {
    const links = fc.array(fc.record({ kind: fc.constantFrom('a', 'b', 'c'), key: fc.nat() }))
    fc.assert(
      fc.property(links, fc.integer({ min: 0, max: 4 }), (due, size) => {
        const batches = planBatches(due, () => size)
        expect(batches.every(({ kind, links }) => links.every((link) => link.kind === kind))).toBe(true)
        expect(batches.every(({ links }) => links.length >= 1 && links.length <= Math.max(1, size))).toBe(
          true,
        )
        expect(new Set(batches.flatMap(({ links }) => links))).toEqual(new Set(due))
        expect(batches.flatMap(({ links }) => links)).toHaveLength(due.length)
        expect(batches[0]?.kind).toBe(due[0]?.kind)
      }),
    )
  })
})
