import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { connectionId, type ConnectionKey } from '@skladbridge/contracts'
import { AppError, type ErrorKind } from '@skladbridge/errors'
import { waitFor } from '@skladbridge/testing'
import { aConnection, allEnd, recordCalls, startRig, type Reconcile, type Rig } from './testing/rig.js'
import type { Tuning } from './reconciler.js'
import type { PauseCause } from './types.js'

jest.setTimeout(20_000)

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

const error = (kind: ErrorKind, more: object = {}) =>
  new AppError({
    kind,
    code: `TEST_${kind.toUpperCase()}`,
    message: 'on purpose',
    text: 'Нарочно.',
    advice: 'Подождать.',
    details: { field: 'name' },
    ...more,
  })

/** The first `times` calls fail for every link; then all goes right. */
const failing = (times: number, thrown: AppError) =>
  recordCalls(
    (() => {
      let left = times
      return (links, turn) => {
        const fails = left > 0
        left -= 1
        return allEnd(fails ? { kind: 'failed', error: thrown } : { kind: 'done' })(links, turn)
      }
    })() as Reconcile,
  )

let kinds = 0
/** A replica with a kind that no other test has. */
async function working(reconcile: Reconcile, tuning: Partial<Tuning> = {}, more: object = {}) {
  const kind = `kind-${(kinds += 1)}`
  const backoff = { stepsMs: [60, 250, 1_000_000], jitter: 0 }
  const reconciler = await rig.replica({
    kinds: { [kind]: { batch: 10, priority: 1, reconcile } },
    tuning: { backoff, pollMs: 30, ...tuning },
    ...more,
  })
  return {
    reconciler,
    touch: (...keys: string[]) => reconciler.touch(keys.map((key) => ({ connection, kind, key }))),
    link: (key: string) => rig.link(connection, kind, key),
    clean: (key: string) =>
      waitFor(async () => (await rig.link(connection, kind, key))?.dirty === false, { what: `${key} done` }),
  }
}

describe('a link that fails', () => {
  it('unavailable: again with growing delay; the failure is kept until it goes right', async () => {
    const { calls, reconcile } = failing(2, error('unavailable'))
    const { touch, link, clean } = await working(reconcile)
    await touch('1')
    await waitFor(() => calls.length === 2, { what: 'the second attempt' })
    await waitFor(async () => (await link('1'))?.attempts === 2, { what: 'the second failure' })
    expect((await link('1'))!.failure).toMatchObject({
      kind: 'unavailable',
      code: 'TEST_UNAVAILABLE',
      text: 'Нарочно.',
      advice: 'Подождать.',
      gist: 'Нарочно.',
      details: { field: 'name' },
      at: expect.any(Date),
    })
    await clean('1')
    expect(calls[1]!.from - calls[0]!.to).toBeGreaterThanOrEqual(55)
    expect(calls[2]!.from - calls[1]!.to).toBeGreaterThanOrEqual(245)
    expect(await link('1')).toMatchObject({ attempts: 0, failure: null })
  })

  it.each(['invalid', 'missing'] as const)('%s: parked until it is touched', async (kind) => {
    const { calls, reconcile } = failing(1, error(kind))
    const { touch, link, clean, reconciler } = await working(reconcile)
    await touch('1')
    await waitFor(async () => (await link('1'))?.parked, { what: 'parked' })
    expect(await link('1')).toMatchObject({ dirty: true, attempts: 1, failure: { kind } })
    expect(await reconciler.state(connection)).toEqual({ dirty: 0, parked: 1, oldestTouchedAt: undefined })
    expect(calls).toHaveLength(1)
    await touch('1')
    await clean('1')
    expect(await link('1')).toMatchObject({ parked: false, failure: null })
  })

  it('parked: tried again when the merchant says so, alone or with its kind', async () => {
    const { calls, reconcile } = failing(1, error('invalid'))
    const { touch, link, clean, reconciler } = await working(reconcile)
    await touch('1', '2')
    await waitFor(async () => (await reconciler.state(connection)).parked === 2, { what: 'parked' })
    const { kind } = (await link('1'))!
    expect(await reconciler.retry({ connection, kind, key: 'none' })).toBe(0)
    expect(await reconciler.retry({ connection, kind, key: '1' })).toBe(1)
    await clean('1')
    expect(await link('2')).toMatchObject({ parked: true })
    expect(await reconciler.retry({ connection })).toBe(1)
    await clean('2')
    expect(calls).toHaveLength(3)
  })

  it('parked: tried again with all that failed by the same code', async () => {
    let codes: Record<string, string> = { 1: 'TEST_ONE', 2: 'TEST_OTHER' }
    const { touch, link, clean, reconciler } = await working(
      async (links) =>
        new Map(
          links.map(({ _id, key }) => {
            const code = codes[key]
            return [_id, code ? { kind: 'failed', error: error('invalid', { code }) } : { kind: 'done' }]
          }),
        ),
    )
    await touch('1', '2')
    await waitFor(async () => (await reconciler.state(connection)).parked === 2, { what: 'parked' })
    codes = { 2: 'TEST_OTHER' }
    expect(await reconciler.retry({ connection, code: 'TEST_NONE' })).toBe(0)
    expect(await reconciler.retry({ connection, code: 'TEST_ONE' })).toBe(1)
    await clean('1')
    expect(await link('2')).toMatchObject({ parked: true })
  })

  it('conflict: at once three times, then as unavailable', async () => {
    const { calls, reconcile } = failing(99, error('conflict'))
    const anHour = 3_600_000
    const { touch, link } = await working(reconcile, { backoff: { stepsMs: [anHour], jitter: 0 } })
    await touch('1')
    // any but the last would have waited for an hour
    await waitFor(async () => (await link('1'))?.attempts === 4, { what: 'four attempts', timeoutMs: 25_000 })
    expect((await link('1'))!.dueAt.getTime() - Date.now()).toBeGreaterThan(anHour / 2)
    expect(calls).toHaveLength(4)
  })

  it('bug: as unavailable, parked after the fifth', async () => {
    const { calls, reconcile } = failing(99, error('bug'))
    const { touch, link } = await working(reconcile, { backoff: { stepsMs: [20], jitter: 0 } })
    await touch('1')
    await waitFor(async () => (await link('1'))?.parked, { what: 'parked' })
    expect(calls).toHaveLength(5)
    expect(await link('1')).toMatchObject({ attempts: 5, failure: { kind: 'bug' } })
  })

  it('anything thrown that nobody recognises is a bug, with its neighbours unharmed', async () => {
    const { reconcile } = recordCalls(async (links, turn) => {
      if (links.some(({ key }) => key === 'poison')) throw new TypeError('x is not a function')
      return allEnd({ kind: 'done' })(links, turn)
    })
    const { touch, link, clean } = await working(reconcile)
    await touch('1', 'poison', '2')
    await clean('1')
    await clean('2')
    await waitFor(async () => (await link('poison'))?.failure, { what: 'a failure' })
    expect(await link('poison')).toMatchObject({
      dirty: true,
      attempts: expect.any(Number),
      failure: { kind: 'bug', code: 'INTERNAL_BUG' },
    })
  })

  it('a link that reconcile says nothing about has failed by a bug', async () => {
    const { reconcile } = recordCalls(async () => new Map())
    const { touch, link } = await working(reconcile)
    await touch('1')
    await waitFor(async () => (await link('1'))?.failure, { what: 'a failure' })
    expect((await link('1'))!.failure).toMatchObject({ kind: 'bug', code: 'RECONCILER_UNANSWERED' })
  })

  it('something the database refuses to remember is a failure of that link alone', async () => {
    const { reconcile } = recordCalls(async (links) => {
      const tooLarge = 'x'.repeat(17 * 1024 * 1024)
      return new Map(
        links.map(({ _id, key }) => [
          _id,
          { kind: 'done', remember: { note: key === 'large' ? tooLarge : 'small' } } as const,
        ]),
      )
    })
    const { touch, link, clean } = await working(reconcile, { backoff: { stepsMs: [1_000_000], jitter: 0 } })
    await touch('1', 'large')
    await clean('1')
    await waitFor(async () => (await link('large'))?.failure, { what: 'a failure' })
    expect(await link('large')).toMatchObject({ dirty: true, attempts: 1, failure: { kind: 'bug' } })
  })

  it('touched while it waits is due sooner, but does not hammer; its failures stay counted', async () => {
    const { calls, reconcile } = failing(99, error('unavailable'))
    const { touch, link } = await working(reconcile, { backoff: { stepsMs: [300, 1_000_000], jitter: 0 } })
    await touch('1')
    await waitFor(async () => (await link('1'))?.attempts === 2, { what: 'the second failure' })
    const secondAt = calls[1]!.to
    for (let i = 0; i < 10; i += 1) await touch('1')
    // on a slow machine the last touches come after the third failure, and are answered by a fourth
    await waitFor(async () => (await link('1'))!.attempts >= 3, { what: 'the third failure' })
    const ends = [secondAt, ...calls.slice(2).map(({ to }) => to)]
    for (const [i, { from }] of calls.slice(2).entries()) expect(from - ends[i]!).toBeGreaterThanOrEqual(290)
  })
})

describe('a lane', () => {
  it('throttled: waits for Retry-After without an attempt counted, while others run', async () => {
    const other = aConnection()
    await rig.lanes.open(other)
    let throttle = true
    const { calls, reconcile } = recordCalls(async (links, turn) => {
      if (turn.lane === connectionId(connection) && throttle) {
        throttle = false
        throw error('throttled', { retryAfterMs: 3_000 })
      }
      return allEnd({ kind: 'done' })(links, turn)
    })
    const { touch, link, clean, reconciler } = await working(reconcile)
    await touch('1', '2')
    await waitFor(async () => (await link('1'))?.failure?.kind === 'throttled', { what: 'throttled' })
    expect(await link('1')).toMatchObject({ attempts: 0, parked: false })
    // neither a touch nor another lane's work wakes it
    await touch('3')
    const { kind } = (await link('1'))!
    await reconciler.touch([{ connection: other, kind, key: '1' }])
    await waitFor(() => calls.length === 2, { what: 'the other lane' })
    expect(calls[1]!.lane).toBe(connectionId(other))
    await clean('3')
    expect(calls[2]).toMatchObject({ keys: ['1', '2', '3'] })
    expect(calls[2]!.from - calls[0]!.to).toBeGreaterThanOrEqual(2_990)
  })

  it.each([
    ['moysklad', {}],
    ['insales', { side: 'insales' }],
  ] as [PauseCause, Record<string, string>][])(
    'denied by %s: rests until resumed, and says so',
    async (cause, details) => {
      const denials: string[] = []
      const { calls, reconcile } = failing(1, error('denied', { details }))
      const onDenied = (lane: { _id: string }, { code }: AppError) => denials.push(`${lane._id} ${code}`)
      const { touch, link, clean } = await working(reconcile, {}, { onDenied })
      await touch('1')
      await waitFor(async () => (await rig.lanes.get(connection))?.pauses[cause], { what: 'the pause' })
      expect((await rig.lanes.get(connection))!.pauses).toEqual({
        [cause]: { reason: 'Нарочно. Подождать.', since: expect.any(Date) },
      })
      expect(denials).toEqual([`${connectionId(connection)} TEST_DENIED`])
      await touch('1')
      expect(await link('1')).toMatchObject({ dirty: true, attempts: 0, parked: false })
      expect(calls).toHaveLength(1)
      await rig.lanes.resume({ accountId: connection.accountId }, cause)
      await clean('1')
      expect((await rig.lanes.get(connection))!.pauses).toEqual({})
    },
  )

  it('denied, but mended while the refusal was on its way: goes on at once', async () => {
    const { calls, reconcile } = recordCalls(async (links, turn) => {
      if (calls.length > 1) return allEnd({ kind: 'done' })(links, turn)
      await rig.lanes.resume({ accountId: connection.accountId }, 'moysklad')
      throw error('denied')
    })
    const { touch, clean } = await working(reconcile)
    await touch('1')
    await clean('1')
    expect((await rig.lanes.get(connection))!.pauses).toEqual({})
  })

  it('denied, and nobody tells that it is mended: tries again after a while', async () => {
    const { reconcile } = failing(1, error('denied'))
    const { touch, clean } = await working(reconcile, { probeMs: 200 })
    await touch('1')
    await clean('1')
    await waitFor(async () => Object.keys((await rig.lanes.get(connection))!.pauses).length === 0, {
      what: 'the pause to end',
    })
  })

  it('whose other side is down does not run through all its links in vain', async () => {
    let down = true
    const { calls, reconcile } = recordCalls(async (links, turn) => {
      if (down) throw error('unavailable')
      return allEnd({ kind: 'done' })(links, turn)
    })
    const { touch, reconciler } = await working(reconcile, { backoff: { stepsMs: [300, 300], jitter: 0 } })
    await touch(...Array.from({ length: 100 }, (_, i) => String(i)))
    await waitFor(() => calls.length === 2, { what: 'the second attempt' })
    expect(calls[1]!.from - calls[0]!.to).toBeGreaterThanOrEqual(290)
    down = false
    await waitFor(async () => (await reconciler.state(connection)).dirty === 0, { what: 'all done' })
  })

  it('after a long outage: tries one link though none is due, and then all of them at once', async () => {
    let down = true
    const { calls, reconcile } = recordCalls(async (links, turn) => {
      if (down) throw error('unavailable')
      return allEnd({ kind: 'done' })(links, turn)
    })
    const backoff = { stepsMs: [20, 20, 20, 1_000_000], jitter: 0 }
    const { touch, link, reconciler } = await working(reconcile, { backoff, lookAgainMs: 200 })
    await touch('1', '2', '3')
    await waitFor(async () => (await link('1'))?.attempts === 4, { what: 'the links to wait for long' })
    await waitFor(() => calls.length >= 6, { what: 'single tries' })
    expect(calls.slice(4).every(({ keys }) => keys.length === 1)).toBe(true)
    down = false
    await waitFor(async () => (await reconciler.state(connection)).dirty === 0, { what: 'all done' })
  })
})
