import { describe, expect, it } from '@jest/globals'
import { AppError, type AppErrorFields } from '@skladbridge/errors'
import type { LinkFields, Outcome } from '@skladbridge/reconciler'
import { decideEntries, ofWholeConnection, type Ended } from './decide-entries.js'

const connection = { accountId: 'a', shopId: '1' }
const now = new Date('2026-01-01T10:30:00Z')

const error = (fields: Partial<AppErrorFields> = {}) =>
  new AppError({
    kind: 'invalid',
    code: 'TEST_BAD',
    message: 'm',
    text: 'Плохо.',
    advice: 'Исправьте.',
    ...fields,
  })

const failureOf = ({ kind, code, text, details }: AppError) => ({
  kind,
  code,
  text,
  details: { ...details },
  at: now,
})

const link = (more: Partial<LinkFields> = {}): LinkFields => ({
  _id: 'a.1/product/p1',
  lane: 'a.1',
  kind: 'product',
  key: 'p1',
  wanted: 3,
  done: 2,
  dirty: true,
  priority: 1,
  dueAt: now,
  touchedAt: new Date('2026-01-01T10:00:00Z'),
  attempts: 0,
  failure: null,
  parked: false,
  fence: 1,
  ...more,
})

const about = { subject: 'product', subjectId: 'p1', title: 'Чайник' } as const
const done: Outcome = { kind: 'done' }
const failed = (one: AppError): Outcome => ({ kind: 'failed', error: one })
const decide = (given: LinkFields, outcome: Outcome, more: Partial<Ended> = {}) =>
  decideEntries([{ link: given, outcome, about, ...more }], connection, now)

describe('a link that fails', () => {
  it('is told with what it is about, what happened and what to do', () => {
    expect(decide(link(), failed(error()))).toEqual([
      {
        connection,
        at: now,
        key: 'product/p1/2026-01-01T10:00:00.000Z/0/TEST_BAD',
        outcome: 'failed',
        ...about,
        code: 'TEST_BAD',
        text: 'Плохо.',
        advice: 'Исправьте.',
      },
    ])
  })

  it('tells the same key when the attempt died and is made again, another one after a success', () => {
    const [first] = decide(link(), failed(error()))
    const [again] = decide(link({ wanted: 9, fence: 7 }), failed(error()))
    const [later] = decide(link({ touchedAt: now }), failed(error()))
    expect(again!.key).toBe(first!.key)
    expect(later!.key).not.toBe(first!.key)
  })

  it.each(['unavailable', 'bug', 'invalid', 'missing'] as const)('%s: once, not per attempt', (kind) => {
    const failure = failureOf(error({ kind }))
    expect(decide(link({ attempts: 1, failure }), failed(error({ kind })))).toEqual([])
    expect(decide(link({ attempts: 2, failure }), failed(error({ kind, code: 'TEST_OTHER' })))).toHaveLength(
      1,
    )
  })

  it('is told anew when the merchant mended one thing and the next is wrong', () => {
    const failure = failureOf(error({ text: 'Нет товара «А».' }))
    expect(decide(link({ failure }), failed(error({ text: 'Нет товара «Б».' })))).toHaveLength(1)
  })

  it('throttled is no failure, and no recovery', () => {
    const throttled = error({ kind: 'throttled' })
    expect(decide(link(), failed(throttled))).toEqual([])
    expect(decide(link({ failure: failureOf(throttled) }), done)).toEqual([])
  })

  it('conflict: told only after the tries at once', () => {
    const conflict = error({ kind: 'conflict' })
    const failure = failureOf(conflict)
    const told = [0, 1, 2, 3, 4].map(
      (attempts) =>
        decide(link({ attempts, failure: attempts > 0 ? failure : null }), failed(conflict)).length,
    )
    expect(told).toEqual([0, 0, 0, 1, 0])
    const recovered = [1, 2, 3, 4].map((attempts) => decide(link({ attempts, failure }), done).length)
    expect(recovered).toEqual([0, 0, 0, 1])
  })

  it('bug: told again when it is parked, without the promise to try again', () => {
    const bug = error({ kind: 'bug', text: 'Повторим попытку сами.', advice: '' })
    const failure = failureOf(bug)
    expect(decide(link({ attempts: 3, failure }), failed(bug))).toEqual([])
    const [parked] = decide(link({ attempts: 4, failure }), failed(bug))
    expect(parked!.text).not.toContain('Повторим')
    expect(parked!.advice).toContain('Повторить')
  })

  it('without a sentence of its own still says something', () => {
    const [entry] = decide(link(), failed(error({ text: '', advice: '' })))
    expect(entry!.text).toMatch(/[а-яё]{3}/)
  })
})

describe('a link that is well again', () => {
  it('says so once, with what it was', () => {
    const failure = failureOf(error())
    const [entry, ...more] = decide(link({ attempts: 2, failure }), done)
    expect(entry).toMatchObject({
      outcome: 'done',
      code: 'recovered',
      text: 'Снова в порядке. Было: Плохо.',
      ...about,
    })
    expect(more).toEqual([])
    expect(decide(link(), done)).toEqual([])
  })

  it('a sweep that goes on is well too', () => {
    const again: Outcome = { kind: 'again', afterMs: 1 }
    const failure = failureOf(error({ kind: 'unavailable' }))
    const [entry] = decide(link({ attempts: 1, failure }), again, { about: undefined })
    expect(entry).toMatchObject({ outcome: 'done', subject: 'connection', subjectId: '' })
  })

  it('what was told before it was throttled is taken back', () => {
    const failure = failureOf(error({ kind: 'throttled' }))
    expect(decide(link({ attempts: 1, failure }), done)).toHaveLength(1)
  })
})

describe('what the whole connection has', () => {
  const links = Array.from({ length: 100 }, (_, i) => link({ _id: `a.1/product/p${i}`, key: `p${i}` }))
  const all = (outcome: Outcome, more: Partial<LinkFields> = {}) =>
    decideEntries(
      links.map((one) => ({ link: { ...one, ...more }, outcome, about })),
      connection,
      now,
    )

  it.each([
    ['denied', error({ kind: 'denied', code: 'TEST_DENIED' })],
    ['unavailable for the whole batch', ofWholeConnection(error({ kind: 'unavailable', code: 'TEST_DOWN' }))],
  ])('%s: one entry for a hundred links, and one when it is over', (_, wide) => {
    expect(all(failed(wide))).toEqual([
      expect.objectContaining({ subject: 'connection', title: '', code: wide.code, outcome: 'failed' }),
    ])
    expect(all(done, { failure: failureOf(wide), attempts: 1 })).toEqual([
      expect.objectContaining({ subject: 'connection', code: 'recovered', outcome: 'done' }),
    ])
  })

  it('once an hour at most while other links meet it too', () => {
    const denied = error({ kind: 'denied' })
    const keys = ['10:31', '10:59', '11:00'].map(
      (at) =>
        decideEntries(
          [{ link: link(), outcome: failed(denied), about }],
          connection,
          new Date(`2026-01-01T${at}Z`),
        )[0]!.key,
    )
    expect(keys[0]).toBe(keys[1])
    expect(keys[2]).not.toBe(keys[0])
  })

  it('unavailable for one link alone names that link', () => {
    const [entry] = decide(link(), failed(error({ kind: 'unavailable' })))
    expect(entry).toMatchObject(about)
  })

  it('marks the error and keeps all that it says', () => {
    const wide = ofWholeConnection(
      error({ kind: 'unavailable', details: { side: 'insales' }, retryAfterMs: 5 }),
    )
    expect(wide).toMatchObject({
      kind: 'unavailable',
      code: 'TEST_BAD',
      text: 'Плохо.',
      advice: 'Исправьте.',
      details: { side: 'insales', scope: 'connection' },
      retryAfterMs: 5,
    })
  })
})

describe('what to do', () => {
  it('is nothing while we try again by ourselves, and what only the merchant can do', () => {
    const advice = (kind: AppErrorFields['kind']) =>
      decide(link({ attempts: 3 }), failed(error({ kind })))[0]!.advice
    expect([advice('unavailable'), advice('bug'), advice('conflict')]).toEqual(['', '', ''])
    expect([advice('invalid'), advice('missing'), advice('denied')]).toEqual(Array(3).fill('Исправьте.'))
  })
})
