import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { messagingErrors } from '@skladbridge/messaging'
import type { billing } from '@skladbridge/proto'
import { uniqueName } from '@skladbridge/testing'
import { eraseGone } from './jobs/erase-gone.js'
import { day } from './testing/builders.js'
import { startClockedBilling } from './testing/clocked-billing.js'

let b: Awaited<ReturnType<typeof startClockedBilling>>
let accountId: string
beforeAll(async () => {
  b = await startClockedBilling()
})
afterAll(() => b.close())
beforeEach(async () => {
  accountId = uniqueName('account')
  await b.to(day(0))
})

const trial = { tariffId: 't', trial: true, tariffName: 'Basic', expiryMoment: '' }
const call = (cause: string, subscription: billing.Subscription | undefined = trial) =>
  b.client.activate({ accountId, accountName: 'a', appUid: 'u', cause, subscription })
const end = (cause: string) => b.client.deactivate({ accountId, cause })
const shown = () => b.client.getSubscription({ accountId })

describe('the life of an account', () => {
  it('trial, its end, payment, suspension, resumption, uninstall, return, and the end of all', async () => {
    await call('Install')
    expect(await shown()).toMatchObject({
      access: { allowed: true, reason: 'trial' },
      daysLeft: 7,
      priceMinor: 100_000,
    })
    await b.to(day(6, 12))
    expect(await shown()).toMatchObject({ daysLeft: 1, text: expect.stringContaining('1 день') })
    await b.to(day(7))
    expect(await shown()).toMatchObject({
      access: { allowed: false, reason: 'trial-ended' },
      advice: expect.stringContaining('1 000 ₽'),
    })

    await b.to(day(9))
    await call('TariffChanged', { ...trial, trial: false, expiryMoment: day(39).toISOString() })
    expect(await shown()).toMatchObject({
      access: { allowed: true, reason: 'paid' },
      daysLeft: 30,
      advice: '',
    })
    await b.to(day(40))
    await end('Suspend')
    expect(await shown()).toMatchObject({ access: { allowed: false, reason: 'suspended' } })
    await b.to(day(41))
    await call('Resume', { ...trial, trial: false })

    await b.to(day(50))
    await end('Uninstall')
    await b.to(day(79, 23))
    await call('Install', { ...trial, trial: false })
    expect(await shown()).toMatchObject({ access: { allowed: true, reason: 'paid' } })

    await b.to(day(90))
    await end('Uninstall')
    await b.to(day(119, 23))
    expect(b.heard(accountId)).not.toContain('erase')
    await b.to(day(120))
    await b.to(day(121))
    expect(b.heard(accountId)).toEqual([
      ...['trial', 'trial-ended', 'paid', 'suspended', 'paid', 'uninstalled', 'paid', 'uninstalled', 'erase'],
    ])
    await expect(shown()).rejects.toMatchObject({ code: 'BILLING_ACCOUNT_UNKNOWN' })
  })

  it('has no second trial, not even after all of it was erased', async () => {
    await call('Install')
    await end('Uninstall')
    await b.to(day(31))
    expect(b.heard(accountId)).toContain('erase')
    expect(await call('Install')).toMatchObject({ allowed: false, reason: 'trial-ended' })
    const { accounts } = await b.client.listAccess({ afterAccountId: '', limit: 1000 })
    expect(accounts.filter((one) => one.accountId === accountId)).toMatchObject([{ reason: 'trial-ended' }])
  })

  it('that was erased is in no list, and keeps no name', async () => {
    await call('Install')
    await end('Uninstall')
    await b.to(day(31))
    const { accounts } = await b.client.listAccess({ afterAccountId: '', limit: 1000 })
    expect(accounts.some((one) => one.accountId === accountId)).toBe(false)
    expect(await b.accounts.get(accountId)).toMatchObject({ accountName: '', subscription: null })
    expect(await end('Uninstall')).toMatchObject({ reason: 'uninstalled' })
  })

  it('repeated calls move no date: 30 days count from the first uninstall', async () => {
    await call('Install')
    await end('Uninstall')
    await b.to(day(20))
    await end('Uninstall')
    await end('Suspend')
    await b.to(day(30))
    expect(b.heard(accountId)).toContain('erase')
  })
})

describe('while an account is erased', () => {
  it('nobody comes back; MoySklad repeats, and then it is over', async () => {
    await call('Install')
    await end('Uninstall')
    b.broker.failWith(messagingErrors.MESSAGING_DISCONNECTED())
    await b.to(day(31)).catch(() => undefined)
    b.broker.failWith()
    await expect(call('Install')).rejects.toMatchObject({ kind: 'conflict', code: 'BILLING_BEING_ERASED' })
    await b.look()
    expect(b.heard(accountId).filter((what) => what === 'erase')).toHaveLength(1)
    expect(await call('Install')).toMatchObject({ reason: 'trial-ended' })
  })

  it('a process that dies after telling tells it once more, and is done', async () => {
    await call('Install')
    await end('Uninstall')
    const dying = {
      ...b.forget,
      eraseOwn: async () => {
        throw new Error('the process died here')
      },
    }
    await expect(eraseGone(dying, day(31))).rejects.toThrow('died here')
    await b.to(day(31))
    expect(b.heard(accountId).filter((what) => what === 'erase')).toHaveLength(2)
    await b.to(day(32))
    expect(b.heard(accountId).filter((what) => what === 'erase')).toHaveLength(2)
  })

  it('one that came back just before is left alone', async () => {
    await call('Install')
    await end('Uninstall')
    const late = b.accounts
    await call('Install')
    expect(await late.beginErasing(accountId, day(99))).toBe(false)
    await b.to(day(40))
    expect(b.heard(accountId)).not.toContain('erase')
  })
})
