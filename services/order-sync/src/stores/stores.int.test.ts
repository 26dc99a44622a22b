import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { connectionId, orderSettingsSchema } from '@skladbridge/contracts'
import { createJournal } from '@skladbridge/journal'
import { createLanes } from '@skladbridge/reconciler'
import { ensureIndexes, eraseAccount } from '@skladbridge/runtime'
import { createSettingsStore } from '@skladbridge/settings'
import { collectionsWith, silentLogger, testMongo } from '@skladbridge/testing'
import { orderLinksService } from '../grpc/order-links.js'
import type { PendingWrite } from '../domain/types.js'
import type { OrderLink, OrderLinkOwn } from '../handlers/ports.js'
import { createCustomerStore } from './customers.js'
import { createDefaultsStore } from './defaults.js'
import { createOrderLinkStore } from './order-links.js'

const connection = { accountId: 'account-1', shopId: '7' }
const lane = connectionId(connection)
let mongo: Awaited<ReturnType<typeof testMongo>>
let store: ReturnType<typeof createOrderLinkStore>

beforeAll(async () => {
  mongo = await testMongo()
  store = createOrderLinkStore(mongo.connection)
  await ensureIndexes([store.model])
})
afterAll(() => mongo.close())

const put = (key: string, own: Partial<OrderLink> & OrderLinkOwn = {}) =>
  store.model.collection.insertOne({
    ...{
      _id: `${own.lane ?? lane}/order/${key}`,
      lane,
      kind: 'order',
      key,
      wanted: 1,
      done: 1,
      dirty: false,
    },
    ...{
      priority: 10,
      dueAt: new Date(),
      touchedAt: new Date(),
      attempts: 0,
      failure: null,
      parked: false,
      fence: 0,
    },
    ...own,
  } as never)

const failure = {
  kind: 'invalid',
  code: 'ORDERS_LINE_NOT_LINKED',
  text: 'Ждёт.',
  details: {},
  at: new Date(),
}

describe('order links', () => {
  beforeAll(async () => {
    await put('1', { insalesNumber: '17', moyskladName: 'IS-17', moyskladOrderId: 'ms-1' })
    await put('2', { insalesNumber: '18', dirty: true, parked: true, failure })
    await put('3', { insalesNumber: '19', idle: 'gone-moysklad', moyskladOrderId: 'ms-3' })
    await put('4', { lane: 'account-2.7', insalesNumber: '17', moyskladOrderId: 'ms-1' })
  })

  it('are found by either number, only in their own lane', async () => {
    expect((await store.links.findByNumber(lane, '17'))?.key).toBe('1')
    expect((await store.links.findByNumber(lane, 'IS-17'))?.key).toBe('1')
    expect(await store.links.findByNumber(lane, 'nobody')).toBeUndefined()
  })

  it('are found by the customer order, only in their own account', async () => {
    const found = await store.links.findByMoyskladOrder('account-1', ['ms-1', 'ms-9'])
    expect(found.map(({ key }) => key)).toEqual(['1'])
  })

  it('one that is being made is known of, until it is made or parked', async () => {
    const birth = { positions: [], stateId: '' }
    const pending = { lines: [], birth } as unknown as PendingWrite
    const own = 'account-3.1'
    expect(await store.links.isAnyBeingMade([own, lane])).toBe(false)
    await put('1', { lane: own, pending, dirty: true })
    expect(await store.links.isAnyBeingMade([own])).toBe(true)
    expect(await store.links.isAnyBeingMade([lane])).toBe(false)
    await store.model.updateOne({ lane: own }, { $set: { pending: null, dirty: false } })
    expect(await store.links.isAnyBeingMade([own])).toBe(false)
  })

  it('those that wait for a product are found', async () => {
    expect((await store.links.findWaitingForLinks(lane)).map(({ key }) => key)).toEqual(['2'])
  })

  it('those not in step are listed a page at a time', async () => {
    const first = await store.links.listWaiting(lane, '', 1)
    const second = await store.links.listWaiting(lane, first[0]!._id, 5)
    expect([...first, ...second].map(({ key }) => key)).toEqual(['2', '3'])
  })

  it('only one that was deleted in MoySklad can be wanted anew, and each wish counts', async () => {
    expect(await store.links.wantResent(lane, '1')).toBe(false)
    expect([await store.links.wantResent(lane, '3'), await store.links.wantResent(lane, '3')]).toEqual([
      true,
      true,
    ])
    expect((await store.links.find(lane, ['3']))[0]).toMatchObject({ resend: 2 })
  })
})

describe('what the page asks', () => {
  const touched: string[] = []
  const service = () =>
    orderLinksService({ links: store.links, touch: async (_connection, key) => void touched.push(key) })
      .implementation as unknown as Record<string, (request: object) => Promise<Record<string, unknown>>>

  it('one order by id or number, with why it waits', async () => {
    const { get } = service()
    expect(await get!({ connection, insalesOrderId: '', number: '18' })).toMatchObject({
      ...{
        insalesOrderId: '2',
        state: 'parked',
        failureCode: 'ORDERS_LINE_NOT_LINKED',
        failureText: 'Ждёт.',
      },
    })
    expect(await get!({ connection, insalesOrderId: '3', number: '' })).toMatchObject({
      ...{ state: 'left', left: 'gone-moysklad', advice: expect.stringContaining('Отправить заново') },
    })
    await expect(get!({ connection, insalesOrderId: '99', number: '' })).rejects.toMatchObject({
      kind: 'missing',
    })
  })

  it('again, and anew where it was deleted; anew is refused for one that is there', async () => {
    const { retry, resend } = service()
    await retry!({ connection, insalesOrderId: '2' })
    await resend!({ connection, insalesOrderId: '3' })
    expect(touched).toEqual(['2', '3'])
    await expect(resend!({ connection, insalesOrderId: '1' })).rejects.toMatchObject({
      code: 'ORDERS_RESEND_NEEDLESS',
    })
  })

  it('what waits', async () => {
    const { listWaiting } = service()
    expect(await listWaiting!({ connection, cursor: '', limit: 0 })).toMatchObject({
      orders: [{ insalesOrderId: '2' }],
    })
  })
})

describe('customers', () => {
  it('are remembered, forgotten, and no phone stands in the database', async () => {
    const customers = createCustomerStore(mongo.connection)
    await customers.remember(
      'account-1',
      new Map([
        ['+79001234567', 'agent-1'],
        ['a@b.ru', 'agent-2'],
      ]),
    )
    await customers.remember('account-1', new Map([['+79001234567', 'agent-3']]))
    expect(await customers.get('account-1', ['+79001234567', 'a@b.ru', 'nobody'])).toEqual(
      new Map([
        ['+79001234567', 'agent-3'],
        ['a@b.ru', 'agent-2'],
      ]),
    )
    expect(await customers.get('account-2', ['+79001234567'])).toEqual(new Map())
    const rows = await mongo.connection.db!.collection('customer_links').find().toArray()
    expect(JSON.stringify(rows)).not.toMatch(/79001234567|a@b\.ru/)
    await customers.forget('account-1', ['a@b.ru'])
    expect((await customers.get('account-1', ['a@b.ru'])).size).toBe(0)
  })
})

describe('defaults of an account', () => {
  it('are added up, services one by one', async () => {
    const defaults = createDefaultsStore(mongo.connection)
    await defaults.remember('account-1', { organizationId: 'org' })
    expect(await defaults.get('account-1')).toMatchObject({ organizationId: 'org' })
    await defaults.rememberService('account-1', 'sync-a', 's1')
    await defaults.rememberService('account-1', 'sync-b', 's2')
    await defaults.remember('account-1', { currencies: { byCode: { RUB: 'r' }, own: 'RUB' } })
    expect(await defaults.get('account-1')).toMatchObject({
      ...{ organizationId: 'org', services: { 'sync-a': 's1', 'sync-b': 's2' }, currencies: { own: 'RUB' } },
    })
    expect(await defaults.get('nobody')).toEqual({})
  })
})

describe('an account that is erased', () => {
  const gone = { accountId: 'account-gone', shopId: '7' }

  it('leaves nothing in any collection', async () => {
    const { connection: database } = mongo
    await put('1', { lane: connectionId(gone) })
    const { journal } = createJournal(database, { log: silentLogger(), keepDays: 1 })
    const entry = { connection: gone, key: 'k', outcome: 'done', subject: 'order', subjectId: '1' } as const
    await journal.write([{ ...entry, title: '', code: 'c', text: 't' }])
    await createLanes(database).open(gone)
    await createLanes(database).pause({ accountId: gone.accountId }, 'access', 'uninstalled')
    const settings = createSettingsStore(database, orderSettingsSchema)
    const wanted = orderSettingsSchema.parse({ syncOrders: true })
    await settings.put(gone, wanted, 0)
    await settings.put(gone, { ...wanted, onlyPaid: true }, 1)
    await createCustomerStore(database).remember(gone.accountId, new Map([['a@b.ru', 'agent']]))
    await createDefaultsStore(database).remember(gone.accountId, { organizationId: 'org' })
    expect(await collectionsWith(mongo, gone.accountId)).toHaveLength(8)
    await eraseAccount(database, gone.accountId)
    expect(await collectionsWith(mongo, gone.accountId)).toEqual([])
  })
})
