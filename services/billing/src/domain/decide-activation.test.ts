import { describe, expect, it } from '@jest/globals'
import { account, day, subscription } from '../testing/builders.js'
import { decideActivation, decideDeactivation, type Activation } from './decide-activation.js'

const activation = (over: Partial<Activation> = {}): Activation => ({
  accountId: 'account-a',
  accountName: 'chaylavka',
  appUid: 'skladbridge.vendor',
  cause: 'Install',
  subscription: subscription(),
  ...over,
})
const causes = ['Install', 'Resume', 'TariffChanged', 'Autoprolongation']

describe('decideActivation', () => {
  it('the first install starts the trial', () => {
    expect(decideActivation(undefined, activation(), day(3))).toEqual(account({ trialStartedAt: day(3) }))
  })

  it.each(causes)('%s does not start another, not even after an uninstall', (cause) => {
    for (const state of ['active', 'suspended', 'uninstalled'] as const) {
      const { trialStartedAt } = decideActivation(account({ state }), activation({ cause }), day(30))
      expect(trialStartedAt).toEqual(day(0))
    }
  })

  it.each(causes)('%s said twice is said once', (cause) => {
    const once = decideActivation(account({ state: 'suspended' }), activation({ cause }), day(2))
    expect(decideActivation(once, activation({ cause }), day(3))).toEqual(once)
  })

  it.each([
    ['Install', 'uninstalled', 'active'],
    ['Install', 'suspended', 'active'],
    ['Resume', 'suspended', 'active'],
    ['TariffChanged', 'suspended', 'suspended'],
    ['Autoprolongation', 'suspended', 'suspended'],
    ['TariffChanged', 'uninstalled', 'uninstalled'],
    ['TariffChanged', 'active', 'active'],
  ] as const)('%s makes of %s: %s', (cause, before, after) => {
    expect(decideActivation(account({ state: before }), activation({ cause }), day(1)).state).toBe(after)
  })

  it('an account whose install was lost is active from the first word of it', () => {
    expect(decideActivation(undefined, activation({ cause: 'TariffChanged' }), day(0)).state).toBe('active')
  })

  it('takes the new subscription, or keeps the known one where none is sent', () => {
    const paid = subscription({ trial: false })
    const known = account({ subscription: paid })
    expect(decideActivation(account(), activation({ subscription: paid }), day(1)).subscription).toBe(paid)
    expect(decideActivation(known, activation({ subscription: null }), day(1)).subscription).toBe(paid)
    expect(decideActivation(undefined, activation({ subscription: null }), day(1)).subscription).toBeNull()
  })

  it('takes a new name of the account', () => {
    expect(decideActivation(account(), activation({ accountName: 'new' }), day(1)).accountName).toBe('new')
  })
})

describe('decideDeactivation', () => {
  it('keeps everything but the state, and coming back finds it', () => {
    const paid = account({ subscription: subscription({ trial: false }) })
    const suspended = decideDeactivation(paid, 'Suspend', day(8))
    expect(suspended).toEqual({ ...paid, state: 'suspended' })
    expect(decideDeactivation(suspended, 'Suspend', day(8))).toEqual(suspended)
    const back = decideActivation(suspended, activation({ cause: 'Resume', subscription: null }), day(9))
    expect(back).toEqual(paid)
  })

  it('notes since when an account is gone, once', () => {
    const gone = decideDeactivation(account(), 'Uninstall', day(3))
    expect(gone).toEqual({ ...account(), state: 'uninstalled', uninstalledAt: day(3) })
    expect(decideDeactivation(gone, 'Uninstall', day(5))).toEqual(gone)
    expect(decideDeactivation(gone, 'Suspend', day(5))).toEqual(gone)
    expect(decideActivation(gone, activation({}), day(9))).toMatchObject({
      state: 'active',
      uninstalledAt: null,
    })
  })
})
