import { beforeEach, expect, it } from '@jest/globals'
import type { ConnectionKey } from '@skladbridge/contracts'
import { uniqueName } from '@skladbridge/testing'
import type { LinkFields, Reconciler } from '../types.js'

export interface TouchSubject {
  /** Kinds `order` (priority 5) and `product` (priority 7). Works on nothing: no lane is open. */
  reconciler: Reconciler<{ note: string }>
  link(connection: ConnectionKey, kind: string, key: string): Promise<(LinkFields & { note: string }) | null>
}

/** What `touch` does to links, in the real reconciler and the fake. */
export function touchContract(create: () => Promise<TouchSubject>): void {
  let subject: TouchSubject
  let connection: ConnectionKey
  const touch = (key: string, more: object = {}) =>
    subject.reconciler.touch([{ connection, kind: 'order', key, ...more }])
  const link = (key: string) => subject.link(connection, 'order', key)

  beforeEach(async () => {
    subject = await create()
    connection = { accountId: uniqueName('a'), shopId: '1' }
  })

  it('makes a link with its first own fields', async () => {
    await touch('1', { onInsert: { note: '$first' } })
    await touch('1', { onInsert: { note: 'second' } })
    expect(await link('1')).toMatchObject({
      kind: 'order',
      key: '1',
      wanted: 2,
      done: 0,
      dirty: true,
      priority: 5,
      attempts: 0,
      failure: null,
      parked: false,
      note: '$first',
    })
  })

  it('counts several touches of one call as one, the most urgent', async () => {
    await subject.reconciler.touch([
      { connection, kind: 'order', key: '1', priority: 9, dueAt: new Date(Date.now() + 60_000) },
      { connection, kind: 'order', key: '1', priority: 3 },
      { connection, kind: 'product', key: '1' },
    ])
    expect(await link('1')).toMatchObject({ wanted: 1, priority: 3 })
    expect((await link('1'))!.dueAt.getTime()).toBeLessThan(Date.now() + 5_000)
    expect(await subject.link(connection, 'product', '1')).toMatchObject({ priority: 7 })
  })

  it('makes a waiting link more urgent, never less', async () => {
    await touch('1', { priority: 3 })
    const { touchedAt, dueAt } = (await link('1'))!
    await touch('1', { priority: 9, dueAt: new Date(Date.now() + 60_000) })
    expect(await link('1')).toMatchObject({ wanted: 2, priority: 3, touchedAt, dueAt })
  })

  it('counts what waits', async () => {
    await touch('1')
    await touch('2')
    expect(await subject.reconciler.state(connection)).toMatchObject({
      dirty: 2,
      parked: 0,
      oldestTouchedAt: (await link('1'))!.touchedAt,
    })
    expect(await subject.reconciler.state({ accountId: 'none', shopId: '1' })).toEqual({
      dirty: 0,
      parked: 0,
      oldestTouchedAt: undefined,
    })
  })

  it('refuses a kind that nothing works on, and stores nothing of that call', async () => {
    const call = subject.reconciler.touch([
      { connection, kind: 'order', key: '1' },
      { connection, kind: 'unheard-of', key: '2' },
    ])
    await expect(call).rejects.toMatchObject({ kind: 'bug', code: 'RECONCILER_UNKNOWN_KIND' })
    expect((await link('1')) ?? null).toBeNull()
  })

  it('takes keys and fields that look like operators as they are', async () => {
    await touch('$where.a', { onInsert: { note: '$$ROOT' } })
    expect(await link('$where.a')).toMatchObject({ key: '$where.a', note: '$$ROOT' })
  })
}
