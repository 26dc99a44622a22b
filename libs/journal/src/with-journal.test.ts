import { beforeEach, describe, expect, it } from '@jest/globals'
import { AppError, type ErrorKind } from '@skladbridge/errors'
import type { KindOptions, LinkFields } from '@skladbridge/reconciler'
import { fakeTurn } from '@skladbridge/reconciler/testing'
import type { NewEntry } from './types.js'
import { withJournal, type WithJournal } from './with-journal.js'

interface Own {
  title?: string
}
type Link = LinkFields & Own

const link = (key: string): Link => ({
  _id: `a.1/product/${key}`,
  lane: 'a.1',
  kind: 'product',
  key,
  wanted: 1,
  done: 0,
  dirty: true,
  priority: 1,
  dueAt: new Date(0),
  touchedAt: new Date(0),
  attempts: 0,
  failure: null,
  parked: false,
  fence: 0,
})
const error = (kind: ErrorKind) => new AppError({ kind, code: 'TEST_BAD', message: 'm', text: 'Плохо.' })

let told: NewEntry[]
let turn: ReturnType<typeof fakeTurn<Own>>
beforeEach(() => {
  told = []
  turn = fakeTurn<Own>({ accountId: 'a', shopId: '1' })
})

const journal = { write: async (entries: readonly NewEntry[]) => void told.push(...entries) }
const describeLink: WithJournal<Own>['describe'] = ({ key, title = '' }) => ({
  subject: 'product',
  subjectId: key,
  title,
})
function run(reconcile: KindOptions<Own>['reconcile'], keys: string[], more: Partial<WithJournal<Own>> = {}) {
  const kind = { batch: 7, priority: 3, reconcile }
  const kinds = withJournal<Own>({ product: kind }, { journal, describe: describeLink, ...more })
  expect(kinds['product']).toMatchObject({ batch: 7, priority: 3 })
  return kinds['product']!.reconcile(keys.map(link), turn)
}

describe('withJournal', () => {
  it('answers what the work answered, and describes a link by what it will hold', async () => {
    const remember = { title: 'Чайник' }
    const outcomes = await run(
      async (links) =>
        new Map(links.map(({ _id }) => [_id, { kind: 'failed', error: error('invalid'), remember }])),
      ['1', '2'],
    )
    expect(outcomes.size).toBe(2)
    expect(told.map(({ subjectId, title }) => [subjectId, title])).toEqual([
      ['1', 'Чайник'],
      ['2', 'Чайник'],
    ])
  })

  it('a link that the work said nothing about has failed', async () => {
    await run(async () => new Map(), ['1'])
    expect(told).toEqual([expect.objectContaining({ code: 'RECONCILER_UNANSWERED', subjectId: '1' })])
  })

  it.each(['invalid', 'missing', 'bug', 'throttled', 'conflict'] as const)(
    '%s thrown for many: the reconciler finds out whose it is, nothing is told yet',
    async (kind) => {
      const thrown = error(kind)
      const work = run(async () => Promise.reject(thrown), ['1', '2'])
      await expect(work).rejects.toBe(thrown)
      expect(told).toEqual([])
    },
  )

  it('thrown for one alone it is told of that one', async () => {
    await expect(run(async () => Promise.reject(error('invalid')), ['1'])).rejects.toMatchObject({
      kind: 'invalid',
    })
    expect(told).toEqual([expect.objectContaining({ subjectId: '1', outcome: 'failed' })])
  })

  it('unavailable for many stays unavailable with all it says, and is told once', async () => {
    const thrown = new AppError({ ...error('unavailable'), message: 'm', retryAfterMs: 7 })
    await expect(run(async () => Promise.reject(thrown), ['1', '2'])).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'TEST_BAD',
      retryAfterMs: 7,
      details: { scope: 'connection' },
    })
    expect(told).toEqual([expect.objectContaining({ subject: 'connection' })])
  })

  it('tells nothing of an attempt that lost its lease', async () => {
    const work = run(
      async (links) => {
        turn.loseLease()
        await turn.remember(links[0]!, {})
        return new Map()
      },
      ['1'],
    )
    await expect(work).rejects.toMatchObject({ code: 'RECONCILER_LEASE_LOST' })
    await run(
      async (links) => new Map(links.map(({ _id }) => [_id, { kind: 'failed', error: error('bug') }])),
      ['1'],
    )
    expect(told).toEqual([])
  })

  it('a describe that trips fails no work', async () => {
    const outcomes = await run(
      async (links) => new Map(links.map(({ _id }) => [_id, { kind: 'done' }])),
      ['1'],
      {
        describe: () => {
          throw new TypeError('no title')
        },
      },
    )
    expect([...outcomes.values()]).toEqual([{ kind: 'done' }])
  })
})
