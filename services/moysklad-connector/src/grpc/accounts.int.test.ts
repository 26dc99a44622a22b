import { isOurWebhook, MoyskladConnectionChanged } from '@skladbridge/contracts'
import { messagingErrors } from '@skladbridge/messaging'
import { changeFaults, noFaults, type MoyskladAccount } from '@skladbridge/sandbox'
import { uniqueName, waitFor } from '@skladbridge/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { refusalOf, startRig, type Rig } from '../testing/rig.js'

let rig: Rig

beforeAll(async () => {
  rig = await startRig({ PROBE_INTERVAL_MS: 300 })
})
afterEach(() => {
  changeFaults(rig.kit, noFaults)
  rig.messages.failWith()
})
afterAll(() => rig.close())

const ask = (account: MoyskladAccount) =>
  rig.clients.dictionaries.list({ accountId: account.id, kind: 'stores' })
const statesOf = (account: MoyskladAccount) =>
  rig.messages
    .publishedOf(MoyskladConnectionChanged)
    .filter(({ accountId }) => accountId === account.id)
    .map(({ data }) => data.state)
const announced = (account: MoyskladAccount, ...states: string[]) =>
  waitFor(() => JSON.stringify(statesOf(account)) === JSON.stringify(states), {
    what: `${states.join(', ')} announced`,
  })
const hooksOf = (account: MoyskladAccount) => [...account.list('webhook'), ...account.list('webhookstock')]
const fresh = () => rig.addAccount(uniqueName('shop'))

describe('Save', () => {
  it('lets us in, makes the webhooks and tells the others', async () => {
    const account = fresh()
    await rig.connect(account)
    expect((await ask(account)).entries.length).toBe(2)
    await announced(account, 'active')
    const hooks = hooksOf(account)
    expect(hooks).toHaveLength(19)
    for (const { url, enabled } of hooks) {
      const [hooks, system, subject, topic, hmac] = new URL(String(url)).pathname.split('/').slice(1)
      expect([hooks, system, subject, enabled]).toEqual(['hooks', 'moysklad', account.id, true])
      const address = { system: 'moysklad' as const, subject: account.id, topic: topic! }
      expect(isOurWebhook(['first-webhook-key-16'], address, hmac!)).toBe(true)
    }
    const { accounts } = await rig.clients.accounts.list({ afterAccountId: '', limit: 0 })
    expect(accounts.find(({ accountId }) => accountId === account.id)).toEqual({
      ...{ accountId: account.id, accountName: account.name, state: 'active', webhooksReady: true },
      ...{ failureCode: '', failureText: '', advice: '' },
    })
  })

  it('keeps the token encrypted, in no log line', async () => {
    const account = fresh()
    const token = await rig.connect(account)
    const raw = await rig.mongo.connection
      .db!.collection('moysklad_accounts')
      .findOne({ _id: account.id as never })
    expect(JSON.stringify(raw)).not.toContain(token)
    expect(raw!['token']).toMatchObject({ keyId: 'k1' })
    expect(rig.logged.text()).not.toContain(token)
  })

  it('twice changes nothing more; with a new token the new one is used', async () => {
    const account = fresh()
    const old = await rig.connect(account)
    await rig.connect(account, old)
    expect(hooksOf(account)).toHaveLength(19)
    const token = account.issueToken()
    account.revokeToken(old)
    await rig.connect(account, token)
    expect((await ask(account)).entries.length).toBe(2)
  })

  it('webhooks that cannot be made now are made later, and the account works meanwhile', async () => {
    const account = fresh()
    rig.kit.faults.cutBefore = 1
    const saved = { accountId: account.id, accountName: account.name, appId: '', appUid: '' }
    await rig.clients.accounts.save({ ...saved, accessToken: account.issueToken() })
    const collection = rig.mongo.connection.db!.collection('moysklad_accounts')
    const tried = () =>
      collection.findOne({
        _id: account.id as never,
        'duties.webhooks.attempts': { $gt: 0 },
        'duties.webhooks.leaseUntil': { $exists: false },
      })
    await waitFor(tried, { what: 'a failed attempt' })
    rig.kit.faults.cutBefore = 0
    expect((await rig.store.find(account.id))!.webhooksReady).toBe(false)
    await collection.updateOne(
      { _id: account.id as never },
      { $set: { 'duties.webhooks.dueAt': new Date() } },
    )
    await rig.settled(account.id)
    expect(hooksOf(account)).toHaveLength(19)
  })

  it('webhooks that MoySklad switched off or someone deleted are there again at the next look', async () => {
    const account = fresh()
    await rig.connect(account)
    account.solutionWebhooks('disabled')
    account.remove('webhook', String(account.list('webhook')[3]!['id']))
    const collection = rig.mongo.connection.db!.collection('moysklad_accounts')
    await collection.updateOne(
      { _id: account.id as never },
      { $set: { 'duties.webhooks.dueAt': new Date() } },
    )
    await waitFor(() => hooksOf(account).length === 19 && hooksOf(account).every(({ enabled }) => enabled), {
      what: 'all hooks',
    })
  })

  it('where the tariff allows no webhooks the account works without', async () => {
    const account = fresh()
    account.state.paid = false
    const saved = { accountId: account.id, accountName: account.name, appId: '', appUid: '' }
    await rig.clients.accounts.save({ ...saved, accessToken: account.issueToken() })
    await waitFor(() => rig.logged.text().includes('MoySklad allows no webhooks here'), {
      what: 'the refusal',
    })
    expect((await ask(account)).entries.length).toBe(2)
    expect((await rig.store.find(account.id))!.state).toBe('active')
  })

  it('is not lost when the broker is away', async () => {
    const account = fresh()
    rig.messages.failWith(messagingErrors.MESSAGING_DISCONNECTED())
    await rig.connect(account)
    expect(statesOf(account)).toEqual([])
    rig.messages.failWith()
    const collection = rig.mongo.connection.db!.collection('moysklad_accounts')
    await waitFor(
      () =>
        collection.findOne({ _id: account.id as never, 'duties.announce.leaseUntil': { $exists: false } }),
      { what: 'a failed announcement' },
    )
    await collection.updateOne(
      { _id: account.id as never },
      { $set: { 'duties.announce.dueAt': new Date() } },
    )
    await announced(account, 'active')
  })

  it('refuses what is no account', async () => {
    const wrong = { accountId: 'shop', accountName: '', appId: '', appUid: '', accessToken: 'x' }
    expect(await refusalOf(rig.clients.accounts.save(wrong))).toMatchObject({ kind: 'invalid' })
    const empty = { ...wrong, accountId: fresh().id, accessToken: '' }
    expect(await refusalOf(rig.clients.accounts.save(empty))).toMatchObject({ kind: 'invalid' })
  })
})

describe('Remove', () => {
  it('erases the token at once and tells the others; calls are denied', async () => {
    const account = fresh()
    await rig.connect(account)
    await announced(account, 'active')
    const before = rig.seen.length
    const answer = await rig.clients.accounts.remove({ accountId: account.id, reason: 'suspended' })
    expect(answer.state).toBe('removed')
    expect((await rig.store.find(account.id))!.token).toBeUndefined()
    expect(await refusalOf(ask(account))).toMatchObject({
      ...{ kind: 'denied', code: 'MOYSKLAD_ACCOUNT_UNKNOWN', details: { side: 'moysklad' } },
    })
    expect(rig.seen.length).toBe(before)
    await announced(account, 'active', 'removed')
  })

  it('twice, or of an account that never was, is done already', async () => {
    const account = fresh()
    await rig.connect(account)
    const request = { accountId: account.id, reason: 'uninstalled' }
    await rig.clients.accounts.remove(request)
    expect((await rig.clients.accounts.remove(request)).state).toBe('removed')
    expect((await rig.clients.accounts.remove({ ...request, accountId: fresh().id })).state).toBe('removed')
  })

  it('then Save: everything as before', async () => {
    const account = fresh()
    await rig.connect(account)
    await rig.clients.accounts.remove({ accountId: account.id, reason: 'suspended' })
    account.suspend()
    await rig.connect(account, account.resume())
    expect((await ask(account)).entries.length).toBe(2)
    await announced(account, 'active', 'removed', 'active').catch(() =>
      announced(account, 'active', 'active'),
    )
    expect(hooksOf(account).every(({ enabled }) => enabled)).toBe(true)
  })
})

describe('a token that MoySklad does not take', () => {
  it('denies the account, tells the others once, and a success mends it', async () => {
    const account = fresh()
    const token = await rig.connect(account)
    await announced(account, 'active')
    account.revokeToken()
    for (let i = 0; i < 2; i += 1) {
      expect(await refusalOf(ask(account))).toMatchObject({
        ...{ kind: 'denied', code: 'MOYSKLAD_ACCESS_LOST', details: { side: 'moysklad' } },
      })
    }
    await announced(account, 'active', 'denied')
    expect((await rig.store.find(account.id))!.denial?.code).toBe('MOYSKLAD_ACCESS_LOST')
    account.issueToken(token)
    // nobody asks: the probe finds out by itself
    await announced(account, 'active', 'denied', 'active')
    expect((await ask(account)).entries.length).toBe(2)
  })

  it('an old token’s denial says nothing about the new one', async () => {
    const account = fresh()
    await rig.connect(account)
    const record = (await rig.store.find(account.id))!
    await rig.connect(account, account.issueToken())
    const late = await rig.store.deny(account.id, record.version, { code: 'X', text: '' }, new Date())
    expect(late).toBe(false)
    expect((await rig.store.find(account.id))!.state).toBe('active')
  })
})

describe('limits and failures', () => {
  it('429 is «throttled» with the time to wait, and only this account waits', async () => {
    const [busy, calm] = [fresh(), fresh()]
    await rig.connect(busy)
    await rig.connect(calm)
    rig.kit.faults.throttled = 1
    const refusal = await refusalOf(ask(busy))
    expect(refusal).toMatchObject({ kind: 'throttled', details: { effect: 'none' } })
    expect(refusal.retryAfterMs).toBeGreaterThan(0)
    rig.kit.faults.throttled = 0
    expect((await ask(calm)).entries.length).toBe(2)
  })

  it('never spends more than MoySklad allows: 120 calls at once, no 429', async () => {
    const account = fresh()
    await rig.connect(account)
    rig.kit.counter.reset()
    const request = {
      accountId: account.id,
      refs: [{ kind: 'product', id: account.seed().products['KR-0350']! }],
      images: false,
      components: false,
    }
    await Promise.all(Array.from({ length: 120 }, () => rig.clients.products.getMany(request)))
    expect(rig.kit.counter.read().throttled).toBe(0)
  }, 120_000)

  it('a deadline too near sends nothing', async () => {
    const account = fresh()
    await rig.connect(account)
    const before = rig.seen.length
    const near = { deadline: new Date(Date.now() + 500) }
    const refusal = await refusalOf(
      rig.clients.dictionaries.list({ accountId: account.id, kind: 'stores' }, near),
    )
    expect(refusal.kind).toBe('unavailable')
    expect(rig.seen.length).toBe(before)
  })
})

describe('dictionaries', () => {
  it.each([
    ['organizations', 'ООО «Тёплый дом»'],
    ['stores', 'Основной склад'],
    ['order-states', 'Новый'],
    ['price-types', 'Цена продажи'],
    ['employees', 'Кузнецова'],
    ['projects', 'Розница'],
    ['sales-channels', 'Интернет-магазин'],
  ])('%s', async (kind, name) => {
    const account = fresh()
    await rig.connect(account)
    const { entries } = await rig.clients.dictionaries.list({ accountId: account.id, kind })
    expect(entries.some((entry) => entry.name.includes(name))).toBe(true)
    expect(entries.every(({ id }) => /^[0-9a-f-]{36}$/.test(id))).toBe(true)
  })

  it('tell what is the default, and what a status or currency is', async () => {
    const account = fresh()
    await rig.connect(account)
    const list = async (kind: string) =>
      (await rig.clients.dictionaries.list({ accountId: account.id, kind })).entries
    expect((await list('price-types')).map(({ isDefault }) => isDefault)).toEqual([true, false, false])
    expect((await list('order-states')).map(({ note }) => note)).toContain('Successful')
    const currencies = await list('currencies')
    expect(currencies.filter(({ isDefault }) => isDefault).map(({ note }) => note)).toEqual(['RUB'])
    expect((await list('groups')).length).toBeGreaterThan(0)
  })

  it('that do not exist are refused', async () => {
    const account = fresh()
    await rig.connect(account)
    const request = { accountId: account.id, kind: 'constructor' }
    expect(await refusalOf(rig.clients.dictionaries.list(request))).toMatchObject({ kind: 'invalid' })
  })
})

describe('vendor side', () => {
  it('tells who opened the page, and whether it is an admin', async () => {
    const account = fresh()
    for (const admin of [true, false]) {
      const contextKey = rig.vendor.makeContextKey(account.id, { admin, name: 'Кузнецова Мария' })
      const employee = await rig.clients.accounts.readContext({ contextKey })
      expect(employee).toMatchObject({ accountId: account.id, admin })
      expect(employee.name).not.toBe('')
    }
  })

  it.each(['unknown', '../../apps/x', ' '])('a key that is none opens nothing: «%s»', async (contextKey) => {
    const refusal = await refusalOf(rig.clients.accounts.readContext({ contextKey }))
    expect(['denied', 'invalid']).toContain(refusal.kind)
    expect(refusal.kind === 'denied' ? refusal.advice : 'заново').toContain('заново')
  })

  it('a status that cannot be reported is refused', async () => {
    const account = fresh()
    await rig.connect(account)
    const report = (status: string) => rig.clients.accounts.reportStatus({ accountId: account.id, status })
    expect(await refusalOf(report('Activated'))).toMatchObject({ code: 'MOYSKLAD_STATUS_REFUSED' })
    expect(await refusalOf(report('Paused'))).toMatchObject({ kind: 'invalid' })
  })
})

it('every request so far is as MoySklad describes it', () => {
  expect(rig.openApiProblems()).toEqual([])
})
