import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { account, day, subscription } from '../testing/builders.js'
import { decideAccess, sameAccess, trialEndsAt } from './decide-access.js'

const paid = (expiryMoment: Date | null = null) => subscription({ trial: false, expiryMoment })

describe('decideAccess', () => {
  it('a trial lasts seven days from the first install, to the millisecond', () => {
    const until = day(7)
    expect(decideAccess(account(), day(0))).toEqual({ allowed: true, reason: 'trial', until })
    expect(decideAccess(account(), new Date(until.getTime() - 1))).toMatchObject({ allowed: true })
    expect(decideAccess(account(), until)).toEqual({ allowed: false, reason: 'trial-ended', until })
  })

  it('an account without a subscription is on trial', () => {
    expect(decideAccess(account({ subscription: null }), day(1))).toMatchObject({ reason: 'trial' })
    expect(decideAccess(account({ subscription: null }), day(8))).toMatchObject({ reason: 'trial-ended' })
  })

  it('MoySklad may extend a trial, but does not cut ours short', () => {
    const extended = account({ subscription: subscription({ expiryMoment: day(14) }) })
    expect(decideAccess(extended, day(13))).toEqual({ allowed: true, reason: 'trial', until: day(14) })
    expect(decideAccess(extended, day(14))).toMatchObject({ allowed: false })
    const shorter = account({ subscription: subscription({ expiryMoment: day(3) }) })
    expect(decideAccess(shorter, day(5))).toEqual({ allowed: true, reason: 'trial', until: day(7) })
  })

  it('a payment opens at once, long after the trial, and its end is MoySklad’s to judge', () => {
    expect(decideAccess(account({ subscription: paid() }), day(100))).toEqual({
      allowed: true,
      reason: 'paid',
      until: null,
    })
    const lapsed = account({ subscription: paid(day(30)) })
    expect(decideAccess(lapsed, day(31))).toEqual({ allowed: true, reason: 'paid', until: day(30) })
  })

  it.each(['suspended', 'uninstalled'] as const)('%s stops everything, trial or paid', (state) => {
    for (const given of [subscription(), paid()]) {
      expect(decideAccess(account({ state, subscription: given }), day(1))).toEqual({
        allowed: false,
        reason: state,
        until: null,
      })
    }
  })

  it('time alone never opens what was closed', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.nat(40), fc.option(fc.nat(40)), (sooner, more, named) => {
        const given = account({
          subscription: subscription({ expiryMoment: named === null ? null : day(named) }),
        })
        const closed = !decideAccess(given, day(sooner)).allowed
        if (closed) expect(decideAccess(given, day(sooner + more)).allowed).toBe(false)
      }),
    )
  })
})

describe('sameAccess', () => {
  const access = { allowed: true, reason: 'trial' as const, until: trialEndsAt(account()) }
  it('is about the three facts, not about objects', () => {
    expect(sameAccess(access, { ...access, until: new Date(access.until) })).toBe(true)
    expect(sameAccess({ ...access, until: null }, { ...access, until: null })).toBe(true)
  })
  it.each([{ allowed: false }, { reason: 'paid' as const }, { until: day(9) }, { until: null }])(
    'sees %j',
    (change) => {
      expect(sameAccess(access, { ...access, ...change })).toBe(false)
    },
  )
})
