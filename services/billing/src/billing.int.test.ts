import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { BillingAccessChanged } from '@skladbridge/contracts'
import { messagingErrors } from '@skladbridge/messaging'
import { fakeBroker, type FakeBroker } from '@skladbridge/messaging/testing'
import { billing } from '@skladbridge/proto'
import { connectGrpc, ensureIndexes, startGrpc, type GrpcClient, type GrpcServer } from '@skladbridge/runtime'
import { captureLogger, silentLogger, testMongo, waitFor } from '@skladbridge/testing'
import { createAnnounceAccess } from './announce-access.js'
import { billingService } from './grpc/billing.js'
import { startWatchingAccounts, watchOnce } from './jobs/watch-accounts.js'
import type { Accounts, AnnounceAccess } from './ports.js'
import { createAccountStore } from './stores/accounts.js'
import { account, day, subscription } from './testing/builders.js'

let mongo: Awaited<ReturnType<typeof testMongo>>
let store: ReturnType<typeof createAccountStore>
let accounts: Accounts
let broker: FakeBroker
let announce: AnnounceAccess
let grpc: GrpcServer
let client: GrpcClient<typeof billing.BillingService>
let now = day(0)

beforeAll(async () => {
  mongo = await testMongo()
  store = createAccountStore(mongo.connection)
  accounts = store.accounts
  await ensureIndexes([store.model])
})
afterAll(() => mongo.close())
beforeEach(async () => {
  now = day(0)
  broker = fakeBroker()
  announce = createAnnounceAccess(broker)
  const services = [billingService({ accounts, announce, now: () => now })]
  grpc = await startGrpc({ port: 0, host: '127.0.0.1', services, log: silentLogger(), closeWithinMs: 500 })
  client = connectGrpc(billing.BillingService, `127.0.0.1:${grpc.port}`)
})
afterEach(async () => {
  await client.close()
  await grpc.close()
  await store.model.deleteMany({})
})

const accountId = 'account-a'
const onTrial = { tariffId: 't1', trial: true, tariffName: 'Basic', expiryMoment: '' }
const activate = (cause: string, over: Partial<billing.ActivateRequest> = {}) =>
  client.activate({
    accountId,
    accountName: 'chaylavka',
    appUid: 'uid',
    cause,
    subscription: onTrial,
    ...over,
  })
const deactivate = (cause: string) => client.deactivate({ accountId, cause })
const access = () => client.getAccess({ accountId })
const told = () => broker.publishedOf(BillingAccessChanged).map(({ data }) => data.reason)
const brokerAway = () => broker.failWith(messagingErrors.MESSAGING_DISCONNECTED())
const watch = () => watchOnce({ accounts, announce }, now)

describe('an account', () => {
  it('is installed, works for seven days, and everybody is told once', async () => {
    const until = day(7).toISOString()
    const expected = { accountId, allowed: true, reason: 'trial', until }
    expect(await activate('Install')).toEqual(expected)
    expect(await access()).toEqual(expected)
    expect(broker.publishedOf(BillingAccessChanged)).toMatchObject([
      { accountId, data: { allowed: true, reason: 'trial', until } },
    ])
  })

  it('repeated changes nothing and tells nothing', async () => {
    const first = await activate('Install')
    const before = await accounts.get(accountId)
    now = day(2)
    expect(await activate('Install')).toEqual(first)
    expect(await accounts.get(accountId)).toEqual({ ...before, savedAs: expect.any(String) })
    expect(told()).toEqual(['trial'])
  })

  it('installed five times at the same moment is one account with one trial', async () => {
    await Promise.all(Array.from({ length: 5 }, () => activate('Install')))
    expect(await accounts.list('', 10)).toHaveLength(1)
    expect(await access()).toMatchObject({ reason: 'trial', until: day(7).toISOString() })
    expect(new Set(told())).toEqual(new Set(['trial']))
  })

  it('stops when its trial ends, whether anybody is told or not', async () => {
    await activate('Install')
    now = day(7)
    expect(await access()).toMatchObject({ allowed: false, reason: 'trial-ended' })
  })

  it('that is uninstalled and comes back gets no second trial', async () => {
    await activate('Install')
    await deactivate('Uninstall')
    now = day(20)
    expect(await activate('Install')).toMatchObject({ allowed: false, reason: 'trial-ended' })
    expect(told()).toEqual(['trial', 'uninstalled', 'trial-ended'])
  })

  it('is suspended and goes on where it stood', async () => {
    await activate('Install')
    const paid = { ...onTrial, trial: false, expiryMoment: '2026-12-01T12:00:00+03:00' }
    expect(await activate('TariffChanged', { subscription: paid })).toMatchObject({ reason: 'paid' })
    expect(await deactivate('Suspend')).toMatchObject({ allowed: false, reason: 'suspended', until: '' })
    expect(await deactivate('Suspend')).toMatchObject({ reason: 'suspended' })
    expect(await activate('Resume', { subscription: undefined })).toMatchObject({
      allowed: true,
      reason: 'paid',
      until: '2026-12-01T09:00:00.000Z',
    })
    expect(told()).toEqual(['trial', 'paid', 'suspended', 'paid'])
  })

  it('that never was here is gone already; its access is asked for in vain', async () => {
    expect(await deactivate('Uninstall')).toEqual({
      accountId,
      allowed: false,
      reason: 'uninstalled',
      until: '',
    })
    await expect(access()).rejects.toMatchObject({ kind: 'missing', code: 'BILLING_ACCOUNT_UNKNOWN' })
    expect(told()).toEqual([])
  })

  it('whose end nobody can read is on trial all the same', async () => {
    const subscription = { ...onTrial, expiryMoment: 'послезавтра' }
    expect(await activate('Install', { subscription })).toMatchObject({ until: day(7).toISOString() })
    expect(await access()).toMatchObject({ reason: 'trial' })
  })

  it.each(['', 'install', 'StatusUpdate', 'Suspend'])('%p is no cause of an activation', async (cause) => {
    await expect(activate(cause)).rejects.toMatchObject({ kind: 'invalid', code: 'BILLING_CAUSE_UNKNOWN' })
    await expect(access()).rejects.toMatchObject({ kind: 'missing' })
  })

  it('is not taken down by a cause that is none', async () => {
    await activate('Install')
    await expect(deactivate('Delete')).rejects.toMatchObject({ code: 'BILLING_CAUSE_UNKNOWN' })
    expect(await access()).toMatchObject({ allowed: true })
  })
})

describe('while the broker is away', () => {
  it('the caller is told to repeat, and the repeat tells it', async () => {
    brokerAway()
    await expect(activate('Install')).rejects.toMatchObject({ kind: 'unavailable' })
    broker.failWith()
    await activate('Install')
    expect(told()).toEqual(['trial'])
  })

  it('the watch tells it, if nobody repeats: an install, and a suspension that came after', async () => {
    brokerAway()
    await activate('Install').catch(() => undefined)
    broker.failWith()
    await watch()
    expect(told()).toEqual(['trial'])
    brokerAway()
    await deactivate('Suspend').catch(() => undefined)
    broker.failWith()
    await watch()
    await watch()
    expect(told()).toEqual(['trial', 'suspended'])
  })

  it('who comes back before it was told is told about as well: nobody knows what they heard', async () => {
    await activate('Install')
    const dying: AnnounceAccess = async (id, what) => {
      await announce(id, what)
      throw new Error('the process died here')
    }
    const services = billingService({ accounts, announce: dying, now: () => now })
    const suspend = services.implementation['deactivate'] as (request: object) => Promise<unknown>
    await expect(suspend({ accountId, cause: 'Suspend' })).rejects.toThrow('died here')
    await activate('Resume')
    expect(told()).toEqual(['trial', 'suspended', 'trial'])
  })

  it('what was told late is told again where the account has changed meanwhile', async () => {
    await activate('Install')
    const slow = await accounts.save(account({ accountId, state: 'suspended' }), true)
    await activate('Resume')
    // the one that was slow comes to its end last: what everybody heard last is its old news
    await announce(accountId, { allowed: false, reason: 'suspended', until: null })
    await accounts.remember(accountId, { allowed: false, reason: 'suspended', until: null }, slow)
    await watch()
    expect(told()).toEqual(['trial', 'trial', 'suspended', 'trial'])
  })
})

describe('the watch', () => {
  const save = async (id: string, over: Parameters<typeof account>[0] = {}) => {
    await accounts.save(account({ accountId: id, ...over }), true)
    await watch()
  }

  it('tells when a trial has ended, once', async () => {
    await activate('Install')
    now = day(7)
    await watch()
    await watch()
    expect(told()).toEqual(['trial', 'trial-ended'])
  })

  it('leaves alone whose trial goes on, who pays, and who is gone', async () => {
    await save('on-trial')
    await save('paying', { subscription: subscription({ trial: false, expiryMoment: day(1) }) })
    await save('gone', { state: 'uninstalled' })
    const before = told().length
    now = day(6, 23)
    await watch()
    expect(told()).toHaveLength(before)
  })

  it('finds an ended trial behind any number of lapsed payments', async () => {
    const lapsed = subscription({ trial: false, expiryMoment: day(1) })
    for (let n = 0; n < 101; n++) {
      const id = `a-${n}`
      const mark = await accounts.save(account({ accountId: id, subscription: lapsed }), true)
      await accounts.remember(id, { allowed: true, reason: 'paid', until: day(1) }, mark)
    }
    await save('z-on-trial')
    now = day(8)
    await watch()
    expect(told().at(-1)).toBe('trial-ended')
    expect(await accounts.get('z-on-trial')).toMatchObject({ announced: { reason: 'trial-ended' } })
  })

  it('does not stop at one that cannot be told', async () => {
    await accounts.save(account({ accountId: 'a-broken' }), true)
    await accounts.save(account({ accountId: 'b-good' }), true)
    const picky: AnnounceAccess = async (id, what) => {
      if (id === 'a-broken') throw messagingErrors.MESSAGING_REFUSED({ reason: 'by the test' })
      await announce(id, what)
    }
    await expect(watchOnce({ accounts, announce: picky }, now)).rejects.toMatchObject({ kind: 'unavailable' })
    expect(broker.publishedOf(BillingAccessChanged).map(({ accountId: id }) => id)).toEqual(['b-good'])
    expect(await accounts.dueForCheck(now, 10)).toMatchObject([{ accountId: 'a-broken' }])
  })

  it('runs by itself, outlives a broker that is away, and ends when closed', async () => {
    const log = captureLogger()
    await accounts.save(account(), true)
    brokerAway()
    const forgetting = { announceRemoved: async () => {}, eraseOwn: async () => {}, note: async () => {} }
    const watched = { accounts, announce, ...forgetting, intervalMs: 20, log: log.log, now: () => now }
    const watching = startWatchingAccounts(watched)
    try {
      await waitFor(() => log.text().includes('trials were not checked'), { what: 'a failed look' })
      broker.failWith()
      await waitFor(() => told().length === 1, { what: 'the announcement' })
    } finally {
      await watching.close()
    }
    await accounts.save(account({ accountId: 'after' }), true)
    expect(await accounts.dueForCheck(now, 10)).toMatchObject([{ accountId: 'after' }])
  })
})

describe('ListAccess', () => {
  it('goes through all accounts in pages, by id', async () => {
    const ids = Array.from({ length: 7 }, (_, n) => `account-${n}`)
    for (const id of ids) await accounts.save(account({ accountId: id }), false)
    const seen: string[] = []
    for (let after = ''; ; after = seen.at(-1)!) {
      const page = (await client.listAccess({ afterAccountId: after, limit: 3 })).accounts
      if (page.length === 0) break
      expect(page.length).toBeLessThanOrEqual(3)
      seen.push(...page.map(({ accountId: id }) => id))
    }
    expect(seen).toEqual(ids)
  })

  it('says of each what is true now', async () => {
    await accounts.save(account({ accountId: 'a' }), false)
    await accounts.save(account({ accountId: 'b', state: 'suspended' }), false)
    now = day(8)
    const { accounts: listed } = await client.listAccess({ afterAccountId: '', limit: 0 })
    expect(listed).toMatchObject([{ accountId: 'a', reason: 'trial-ended' }])
    expect((await client.listAccess({ afterAccountId: 'a', limit: 5000 })).accounts).toMatchObject([
      { accountId: 'b', reason: 'suspended' },
    ])
  })
})
