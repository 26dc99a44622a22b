import { describe, expect, it } from '@jest/globals'
import { accessReasons } from '@skladbridge/contracts'
import { day } from '../testing/builders.js'
import { daysLeft, describeSubscription, inDays } from './describe-subscription.js'

it.each([
  [0, '0 дней'],
  [1, '1 день'],
  [2, '2 дня'],
  [5, '5 дней'],
  [11, '11 дней'],
  [14, '14 дней'],
  [21, '21 день'],
  [112, '112 дней'],
])('%i is «%s»', (count, text) => {
  expect(inDays(count)).toBe(text)
})

it.each([
  [day(7), day(0), 7],
  [day(7), day(6, 1), 1],
  [day(7), day(7), 0],
  [day(7), day(9), 0],
  [null, day(0), -1],
])('until %p it is at %p that many days: %i', (until, now, days) => {
  expect(daysLeft(until, now)).toBe(days)
})

describe('how a subscription stands', () => {
  it.each(accessReasons)('is told in Russian for «%s»', (reason) => {
    const { text } = describeSubscription({ reason, until: day(7) }, day(5))
    expect(text).toMatch(/^[А-Я].*\.$/)
  })

  it('counts the days of the trial, and says how to pay wherever paying helps', () => {
    expect(describeSubscription({ reason: 'trial', until: day(7) }, day(5))).toMatchObject({
      text: 'Идёт пробный период: до конца 2 дня.',
      advice: expect.stringContaining('1 000 ₽'),
    })
    for (const reason of ['trial-ended', 'suspended'] as const) {
      expect(describeSubscription({ reason, until: null }, day(9)).advice).toContain('Купить')
    }
  })

  it('that is paid asks for nothing', () => {
    expect(describeSubscription({ reason: 'paid', until: day(30) }, day(9))).toEqual({
      text: 'Подписка оплачена до 1 декабря 2026 г..',
      advice: '',
    })
  })
})
