import { describe, expect, it } from '@jest/globals'
import { notificationSettingsSchema, waitingKinds } from '@skladbridge/contracts'
import { day } from '../testing/builders.js'
import { decideDigest, HOUR_MS, switchedOn, waitFor } from './decide-digest.js'
import { describeWaiting, waitingKey, waitingOf, type Waiting } from './waiting.js'

const parked = (count: number): Waiting => ({
  what: 'parked',
  shopId: '42',
  source: 'orders',
  count,
  since: day(1),
})
const paused: Waiting = { what: 'insales-paused', shopId: '42', source: '', count: 1, since: day(0) }
const everything = { about: [...waitingKinds] }

describe('a digest', () => {
  it('names all that waits, the oldest first, and is news while it was not told', () => {
    const { waiting, isNews, told } = decideDigest([parked(3), paused], everything, {})
    expect(waiting).toEqual([paused, parked(3)])
    expect(isNews).toBe(true)
    expect(decideDigest([parked(3), paused], everything, told).isNews).toBe(false)
  })

  it('is news again when there are more of it, not when there are fewer', () => {
    const { told } = decideDigest([parked(3)], everything, {})
    expect(decideDigest([parked(4)], everything, told).isNews).toBe(true)
    expect(decideDigest([parked(2)], everything, told).isNews).toBe(false)
  })

  it('forgets what waits no more, so that it is news when it comes again', () => {
    const { told } = decideDigest([paused], everything, {})
    const none = decideDigest([{ ...paused, count: 0 }], everything, told)
    expect(none).toMatchObject({ isNews: false, waiting: [], told: {} })
    expect(decideDigest([paused], everything, none.told).isNews).toBe(true)
  })

  it('leaves out what the merchant does not want to hear of', () => {
    expect(decideDigest([paused], { about: ['parked'] }, {})).toMatchObject({ isNews: false, waiting: [] })
  })

  it('goes at most once an hour', () => {
    expect(waitFor(null, day(0))).toBe(0)
    expect(waitFor(day(0), new Date(day(0).getTime() + HOUR_MS - 1))).toBe(1)
    expect(waitFor(day(0), day(1))).toBe(0)
  })
})

it('a channel is on when it is switched on', () => {
  const settings = notificationSettingsSchema.parse({ webhook: { on: true, url: 'https://a.example/' } })
  expect(switchedOn(settings)).toEqual(['webhook'])
})

it.each(waitingKinds)('%s is told in Russian', (what) => {
  expect(describeWaiting({ what, shopId: '42', source: '', count: 2 })).toMatch(/^[А-Я].*\.$/)
})

describe('what access makes wait', () => {
  it('is the end of a trial from two days before on', () => {
    const access = { allowed: true, reason: 'trial' as const, until: day(7) }
    expect(waitingOf(access, day(4, 23))['trial-ending']).toBe(0)
    expect(waitingOf(access, day(5))['trial-ending']).toBe(2)
    expect(waitingOf({ allowed: false, reason: 'trial-ended', until: day(7) }, day(8))).toEqual({
      ...{ 'trial-ending': 0, 'trial-ended': 1, suspended: 0 },
    })
  })
})

it('keys tell shops and sources apart', () => {
  expect(new Set([paused, parked(1), { ...parked(1), source: 'stock' as const }].map(waitingKey)).size).toBe(
    3,
  )
})
