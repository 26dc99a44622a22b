import { randomUUID } from 'node:crypto'
import { counterpartySyncId, orderSyncId, paymentSyncId } from '@skladbridge/contracts'
import type { moysklad } from '@skladbridge/proto'
import { changeFaults, noFaults, type MoyskladAccount } from '@skladbridge/sandbox'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { startRig, type Rig } from '../testing/rig.js'

let rig: Rig
let account: MoyskladAccount
let accountId: string
let number = 5000

beforeAll(async () => {
  rig = await startRig()
  // some requests go past the connector and its budget
  rig.sandbox.setLimits('off')
  account = rig.addAccount()
  accountId = account.id
  await rig.connect(account)
})
afterEach(() => void changeFaults(rig.kit, noFaults))
afterAll(() => rig.close())

const goods = (kind: string, id: string) => ({ kind, id })
const position = (more: Partial<moysklad.Position> = {}): moysklad.Position => ({
  ...{ id: '', quantity: 2, priceMinor: 59_000, discount: 0, vat: 0, vatEnabled: false, reserve: 0 },
  assortment: goods('product', account.seed().products['KR-0350']!),
  ...more,
})

function anOrder(more: Partial<moysklad.NewOrder> = {}): moysklad.NewOrder {
  const { organization, stores, counterparties } = account.seed()
  number += 1
  return {
    ...{ syncId: orderSyncId({ accountId, shopId: '1' }, String(number)), name: String(number) },
    ...{ externalCode: `code-${number}`, moment: '2026-04-01T09:00:00Z', organizationId: organization },
    ...{ agentId: counterparties.person, storeId: stores.main, ownerId: '', groupId: '', projectId: '' },
    ...{
      salesChannelId: '',
      stateId: '',
      description: '',
      shipmentAddress: '',
      contractId: '',
      currencyId: '',
    },
    ...{ vatEnabled: true, vatIncluded: true, plannedMoment: '', attributes: [] },
    positions: [position()],
    ...more,
  }
}

const createMany = async (orders: moysklad.NewOrder[]) =>
  (await rig.clients.orders.createMany({ accountId, orders })).outcomes
const requestsOf = async (work: () => Promise<unknown>) => {
  const before = rig.seen.length
  await work()
  return rig.seen.length - before
}

describe('many orders at once', () => {
  it('are made in one request, positions with their ids', async () => {
    const orders = Array.from({ length: 100 }, () => anOrder())
    let outcomes: moysklad.OrderOutcome[] = []
    expect(await requestsOf(async () => (outcomes = await createMany(orders)))).toBe(1)
    expect(outcomes.map(({ order }) => order?.name)).toEqual(orders.map(({ name }) => name))
    expect(outcomes.every(({ order }) => order?.positions[0]?.id)).toBe(true)
  })

  it('one that is refused does not keep the others; it says why', async () => {
    const bad = anOrder({
      positions: [position({ assortment: goods('bundle', account.seed().bundle), quantity: 1.5 })],
    })
    const [first, refused, last] = await createMany([anOrder(), bad, anOrder()])
    expect([first!.order?.name, last!.order?.name].every(Boolean)).toBe(true)
    expect(refused).toMatchObject({
      order: undefined,
      refusal: { kind: 'invalid', code: 'MOYSKLAD_BUNDLE_QUANTITY', details: { side: 'moysklad' } },
    })
    expect(refused!.refusal!.text).toMatch(/целым/)
  })

  it('one with wrong arguments is not sent at all', async () => {
    const [wrong, good] = await createMany([anOrder({ agentId: 'nobody' }), anOrder()])
    expect(wrong!.refusal).toMatchObject({ code: 'MOYSKLAD_ARGUMENT_WRONG', details: { field: 'agent_id' } })
    expect(good!.order).toBeDefined()
  })

  it('made twice, the answer of the first lost, are there once', async () => {
    const orders = [anOrder(), anOrder()]
    rig.kit.faults.answerLost = 1
    await expect(createMany(orders)).rejects.toMatchObject({ kind: 'unavailable' })
    rig.kit.faults.answerLost = 0
    const again = await createMany(orders)
    const named = account.list('customerorder').filter(({ name }) => orders.some((one) => one.name === name))
    expect(named.map(({ id }) => id).sort()).toEqual(again.map(({ order }) => order!.id).sort())
  })

  it('are changed in one request, each with its own outcome', async () => {
    const made = (await createMany([anOrder(), anOrder()])).map(({ order }) => order!)
    const { entries } = await rig.clients.dictionaries.list({ accountId, kind: 'order-states' })
    const stateId = entries[1]!.id
    const changes = [...made.map(({ id }) => id), randomUUID()].map((id) => ({
      id,
      name: '',
      stateId,
      attributes: [],
    }))
    let outcomes: moysklad.OrderOutcome[] = []
    const requests = await requestsOf(async () => {
      outcomes = (await rig.clients.orders.updateMany({ accountId, changes })).outcomes
    })
    expect(requests).toBe(1)
    expect(outcomes.map(({ order, refusal }) => order?.stateId ?? refusal?.kind)).toEqual([
      stateId,
      stateId,
      'missing',
    ])
  })

  it('a status that was deleted is refused by name of what is wrong', async () => {
    const [made] = await createMany([anOrder()])
    const change = { id: made!.order!.id, name: '', stateId: randomUUID(), attributes: [] }
    const { outcomes } = await rig.clients.orders.updateMany({ accountId, changes: [change] })
    expect(['invalid', 'missing']).toContain(outcomes[0]!.refusal?.kind)
    expect(outcomes[0]!.refusal?.text).not.toBe('')
  })

  it('carry contract-less defaults, shared access, planned day, currency and additional fields', async () => {
    const field = async (name: string, type: string) => {
      const { base, token } = { base: rig.config.MOYSKLAD_API_URL, token: account.issueToken() }
      const answer = await fetch(`${base}/entity/customerorder/metadata/attributes`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          accept: 'application/json;charset=utf-8',
          'accept-encoding': 'gzip',
        },
        body: JSON.stringify({ name, type }),
      })
      return ((await answer.json()) as { id: string }).id
    }
    const [count, paper, day] = [
      await field('Мест', 'long'),
      await field('Бумажный чек', 'boolean'),
      await field('Визит', 'time'),
    ]
    const currency = account.list('currency').find((one) => !one['default']) ?? account.list('currency')[0]!
    const [made] = await createMany([
      anOrder({
        shared: true,
        plannedMoment: '2026-04-03T09:00:00Z',
        currencyId: String(currency['id']),
        attributes: [
          { id: count, type: 'long', value: '3' },
          { id: paper, type: 'boolean', value: 'true' },
          { id: day, type: 'time', value: '2026-04-02T07:30:00.000Z' },
        ],
      }),
    ])
    expect(made!.refusal).toBeUndefined()
    expect(account.get('customerorder', made!.order!.id)).toMatchObject({
      shared: true,
      deliveryPlannedMoment: expect.stringContaining('2026-04-03 12:00'),
    })
    const attributes = Object.fromEntries(made!.order!.attributes.map(({ id, value }) => [id, value]))
    expect(attributes).toEqual({ [count]: '3', [paper]: 'true', [day]: '2026-04-02T07:30:00.000Z' })
    const cleared = await rig.clients.orders.updateMany({
      accountId,
      changes: [{ id: made!.order!.id, name: '', attributes: [{ id: count, type: 'long', value: '' }] }],
    })
    expect(cleared.outcomes[0]!.order!.attributes.map(({ id }) => id)).toEqual([paper, day])
  })
})

describe('orders are found', () => {
  it('by external code or name, each once, without positions', async () => {
    const [one, two, three] = (await createMany([anOrder(), anOrder(), anOrder()])).map(({ order }) => order!)
    const { orders } = await rig.clients.orders.find({
      accountId,
      externalCodes: [one!.externalCode, two!.externalCode],
      names: [two!.name, three!.name, 'нет такого; и такого'],
    })
    expect(orders.map(({ id }) => id).sort()).toEqual([one!.id, two!.id, three!.id].sort())
    expect(orders.every(({ positionsKnown }) => !positionsKnown)).toBe(true)
  })

  it('many names take few requests', async () => {
    const names = Array.from({ length: 150 }, (_, at) => `Заказ № ${at}`)
    expect(
      await requestsOf(() => rig.clients.orders.find({ accountId, externalCodes: [], names })),
    ).toBeLessThanOrEqual(2)
  })
})

describe('goods', () => {
  it('are found by SKU, else barcode, else external code; two that fit are both named', async () => {
    const [first, twin] = [
      account.createProduct({ name: 'Чай', article: 'TEA-1', barcodes: [{ ean13: '4600000000015' }] }),
      account.createProduct({ name: 'Чай, другой', article: 'TEA-1', externalCode: 'ext-1' }),
    ].map(({ id }) => String(id))
    const { matches } = await rig.clients.orderGoods.find({
      accountId,
      keys: [
        { sku: 'TEA-1', barcode: '', externalCode: '' },
        { sku: 'нет', barcode: '4600000000015', externalCode: '' },
        { sku: '', barcode: '', externalCode: 'ext-1' },
        { sku: 'нет', barcode: '', externalCode: '' },
      ],
    })
    expect(matches.map(({ refs }) => refs.map(({ id }) => id).sort())).toEqual([
      [first, twin].sort(),
      [first],
      [twin],
      [],
    ])
  })

  it('bundles say what they are made of', async () => {
    const id = account.seed().bundle
    const { bundles } = await rig.clients.orderGoods.getBundles({ accountId, ids: [id, randomUUID()] })
    expect(bundles).toHaveLength(1)
    expect(bundles[0]!.parts.length).toBeGreaterThan(0)
    expect(
      bundles[0]!.parts.every((part) => part.assortment!.id && part.quantity > 0 && part.priceMinor > 0),
    ).toBe(true)
  })
})

describe('customers', () => {
  const customer = (more: Partial<moysklad.Customer>): moysklad.Customer => ({
    ...{ syncId: randomUUID(), name: 'Иванов Иван', companyType: 'individual', phone: '', email: '' },
    ...{ inn: '', kpp: '', actualAddress: '', legalAddress: '', lastName: '', firstName: '', middleName: '' },
    tags: [],
    ...more,
  })
  const findAll = async (customers: moysklad.Customer[], more: object = {}) =>
    (
      await rig.clients.counterparties.findOrCreateMany({
        ...{ accountId, customers, matchBy: ['phone', 'email', 'inn'], updateExisting: false },
        ...more,
      })
    ).outcomes.map(({ counterparty, refusal }) => counterparty ?? refusal)

  it('many are found and made in few requests; the same person twice is one', async () => {
    const phoneOf = (at: number) => `+7901000${String(at).padStart(4, '0')}`
    const people = Array.from({ length: 40 }, (_, at) =>
      customer({ phone: phoneOf(at % 20), syncId: counterpartySyncId(accountId, phoneOf(at % 20)) }),
    )
    const before = account.list('counterparty').length
    let found: unknown[] = []
    const requests = await requestsOf(async () => (found = await findAll(people)))
    expect(account.list('counterparty')).toHaveLength(before + 20)
    expect(new Set(found.map((one) => (one as { id: string }).id)).size).toBe(20)
    // one that makes them all, the rest searches for five people each
    expect(requests).toBeLessThanOrEqual(7)
  })

  it('the keys are tried in the order given', async () => {
    const byMail = account.create('counterparty', { name: 'По почте', email: 'same@example.com' })
    const byPhone = account.create('counterparty', { name: 'По телефону', phone: '+7 902 000-00-01' })
    const both = customer({ phone: '+79020000001', email: 'same@example.com' })
    expect(await findAll([both])).toMatchObject([{ id: byPhone['id'] }])
    expect(await findAll([both], { matchBy: ['email', 'phone'] })).toMatchObject([{ id: byMail['id'] }])
  })

  it('one that is found stays as it is unless it shall be updated', async () => {
    const { id } = account.create('counterparty', {
      name: 'Как было',
      phone: '+79020000002',
      email: 'a@b.ru',
    })
    const changed = customer({ phone: '+79020000002', name: 'Как стало', actualAddress: 'г Москва' })
    await findAll([changed])
    expect(account.get('counterparty', id as string)).toMatchObject({ name: 'Как было' })
    await findAll([changed], { updateExisting: true })
    const now = account.get('counterparty', id as string)
    expect(now).toMatchObject({ name: 'Как стало', actualAddress: 'г Москва', email: 'a@b.ru' })
  })

  it('persons have names in parts, companies INN and KPP, both their groups', async () => {
    const [person, company] = (await findAll([
      customer({ lastName: 'Иванов', firstName: 'Иван', phone: '+79020000003', tags: ['интернет-магазин'] }),
      customer({ name: 'ООО «Ромашка»', companyType: 'legal', inn: '7700000001', kpp: '770001001' }),
    ])) as moysklad.Counterparty[]
    expect(account.get('counterparty', person!.id)).toMatchObject({
      legalLastName: 'Иванов',
      tags: ['интернет-магазин'],
    })
    expect(account.get('counterparty', company!.id)).toMatchObject({ inn: '7700000001', kpp: '770001001' })
  })

  it('one that is refused does not keep the others', async () => {
    const [bad, good] = await findAll([
      customer({ email: 'not an address' }),
      customer({ phone: '+79020000004' }),
    ])
    expect(bad).toMatchObject({ code: 'MOYSKLAD_EMAIL_WRONG' })
    expect(good).toMatchObject({ created: true })
  })
})

describe('payments', () => {
  const payment = (order: moysklad.Order, more: Partial<moysklad.NewPayment> = {}): moysklad.NewPayment => ({
    ...{
      syncId: paymentSyncId({ accountId, shopId: '1' }, order.name),
      kind: 'paymentin',
      orderId: order.id,
    },
    ...{ organizationId: order.organizationId, agentId: order.agentId, sumMinor: order.sumMinor },
    ...{ moment: '', purpose: 'Оплата заказа', description: '' },
    ...{ ownerId: '', groupId: '', projectId: '', salesChannelId: '', currencyId: '' },
    ...more,
  })

  it('of both kinds are linked to their orders, once however often they are sent', async () => {
    const [one, two] = (await createMany([anOrder(), anOrder()])).map(({ order }) => order!)
    const payments = [payment(one!), payment(two!, { kind: 'cashin' })]
    const first = await rig.clients.payments.createMany({ accountId, payments })
    const again = await rig.clients.payments.createMany({ accountId, payments })
    expect(first.outcomes.map(({ payment }) => payment?.id)).toEqual(
      again.outcomes.map(({ payment }) => payment?.id),
    )
    for (const order of [one!, two!]) {
      expect(account.get('customerorder', order.id)).toMatchObject({ payedSum: order.sumMinor })
    }
  })

  it('are un-posted and posted again', async () => {
    const [order] = (await createMany([anOrder()])).map(({ order }) => order!)
    const { outcomes } = await rig.clients.payments.createMany({ accountId, payments: [payment(order!)] })
    const { id, kind } = outcomes[0]!.payment!
    const change = { id, kind, applicable: false, description: 'Возврат' }
    await rig.clients.payments.updateMany({ accountId, changes: [change] })
    expect(account.get('customerorder', order!.id)).toMatchObject({ payedSum: 0 })
    await rig.clients.payments.updateMany({ accountId, changes: [{ ...change, applicable: true }] })
    expect(account.get('customerorder', order!.id)).toMatchObject({ payedSum: order!.sumMinor })
    const gone = { ...change, id: randomUUID() }
    const refused = await rig.clients.payments.updateMany({ accountId, changes: [gone] })
    expect(refused.outcomes[0]!.refusal?.kind).toBe('missing')
  })
})
