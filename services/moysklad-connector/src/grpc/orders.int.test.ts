import { randomUUID } from 'node:crypto'
import { counterpartySyncId, orderSyncId, webhookPrefix } from '@skladbridge/contracts'
import type { MoyskladAccount } from '@skladbridge/sandbox'
import type { moysklad } from '@skladbridge/proto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { noFaults, changeFaults } from '@skladbridge/sandbox'
import { refusalOf, startRig, type Rig } from '../testing/rig.js'

let rig: Rig
let account: MoyskladAccount
let accountId: string
let number = 1000

const position = (article: string, more: object = {}) => ({
  ...{ id: '', quantity: 2, priceMinor: 59000, discount: 0, vat: 0, vatEnabled: false, reserve: 0 },
  assortment: { kind: 'product', id: account.seed().products[article]! },
  ...more,
})

function anOrder(more: object = {}) {
  const { organization, stores, counterparties } = account.seed()
  number += 1
  return {
    ...{ accountId, syncId: orderSyncId({ accountId, shopId: '1' }, String(number)), name: String(number) },
    ...{ externalCode: '', moment: '2026-04-01T09:00:00Z', organizationId: organization },
    ...{ agentId: counterparties.person, storeId: stores.main, ownerId: '', groupId: '', projectId: '' },
    ...{
      salesChannelId: '',
      stateId: '',
      description: '',
      shipmentAddress: '',
      vatEnabled: false,
      vatIncluded: false,
    },
    ...{ contractId: '', currencyId: '', plannedMoment: '', attributes: [] as moysklad.OrderAttribute[] },
    positions: [position('KR-0350'), position('SK-0260', { quantity: 1, priceMinor: 329000, discount: 10 })],
    ...more,
  }
}

const unwrap = <T>(value: T | undefined, refusal: moysklad.Refusal | undefined): T => {
  if (value !== undefined) return value
  throw refusal
}

type NewOrder = ReturnType<typeof anOrder>
type Change = Partial<moysklad.OrderChange> & { id: string }
const create = async ({ accountId, ...order }: NewOrder & { accountId: string }) => {
  const { outcomes } = await rig.clients.orders.createMany({ accountId, orders: [order] })
  return unwrap(outcomes[0]!.order, outcomes[0]!.refusal)
}
const update = async (change: Change) => {
  const changes = [{ attributes: [], name: '', ...change }]
  const { outcomes } = await rig.clients.orders.updateMany({ accountId, changes })
  return unwrap(outcomes[0]!.order, outcomes[0]!.refusal)
}

const states = async () => (await rig.clients.dictionaries.list({ accountId, kind: 'order-states' })).entries

beforeAll(async () => {
  rig = await startRig()
  account = rig.addAccount()
  accountId = account.id
  await rig.connect(account)
})
afterEach(() => void changeFaults(rig.kit, noFaults))
afterAll(() => rig.close())

describe('Create', () => {
  it('makes the order with everything that was given', async () => {
    const [state] = await states()
    const { salesChannel, project, employees } = account.seed()
    const given = {
      stateId: state!.id,
      salesChannelId: salesChannel,
      projectId: project,
      ownerId: employees.manager,
    }
    const request = anOrder({
      ...given,
      shipmentAddress: 'г Москва, ул Тверская, 1',
      description: 'Позвонить',
    })
    const made = await create(request)
    expect(made).toMatchObject({
      syncId: request.syncId,
      name: request.name,
      moment: '2026-04-01T09:00:00.000Z',
      stateId: state!.id,
      agentId: request.agentId,
      organizationId: request.organizationId,
      storeId: request.storeId,
      deleted: false,
      sumMinor: 2 * 59000 + 296100,
    })
    expect(
      made.positions.map(({ priceMinor, quantity, discount }) => [priceMinor, quantity, discount]),
    ).toEqual([
      [59000, 2, 0],
      [329000, 1, 10],
    ])
    expect(account.get('customerorder', made.id)).toMatchObject({ description: 'Позвонить' })
  })

  it('twice makes one, and changes nothing about it', async () => {
    const request = anOrder()
    const made = await create(request)
    const again = await create({ ...request, description: 'другое', positions: [] })
    expect([again.id, again.positions.length]).toEqual([made.id, 2])
  })

  it('the answer lost: nobody knows, and the next attempt finds the order made', async () => {
    const request = anOrder()
    const before = account.list('customerorder').length
    rig.kit.faults.answerLost = 1
    const lost = await refusalOf(create(request))
    expect(lost).toMatchObject({ kind: 'unavailable', details: { effect: 'unknown' } })
    rig.kit.faults.answerLost = 0
    const again = await create(request)
    expect(again.syncId).toBe(request.syncId)
    expect(account.list('customerorder')).toHaveLength(before + 1)
  })

  it('does not come back as a webhook of ours', async () => {
    await create(anOrder())
    const [written] = rig.seen.filter(
      ({ method, path }) => method === 'POST' && path.startsWith('entity/customerorder'),
    )
    expect(written!.headers['x-lognex-webhook-disablebyprefix']).toBe(webhookPrefix(rig.config.PUBLIC_URL))
    expect(
      rig.seen
        .filter(({ method }) => method === 'GET')
        .every(({ headers }) => !headers['x-lognex-webhook-disablebyprefix']),
    ).toBe(true)
  })

  it('what MoySklad refuses is told with its field', async () => {
    const gone = await refusalOf(create(anOrder({ storeId: randomUUID() })))
    expect(['missing', 'invalid', 'bug']).toContain(gone.kind)
    expect(gone.details['side']).toBe('moysklad')
    const fractional = position('KR-0350', {
      assortment: { kind: 'bundle', id: account.seed().bundle },
      quantity: 1.5,
    })
    const refused = await refusalOf(create(anOrder({ positions: [fractional] })))
    expect(refused).toMatchObject({ kind: 'invalid', code: 'MOYSKLAD_BUNDLE_QUANTITY' })
    expect(refused.text).toMatch(/целым/)
  })

  it.each([
    { syncId: 'no' },
    { organizationId: '' },
    { moment: 'tomorrow' },
    { shipmentAddress: 'я'.repeat(256) },
    { positions: [{ assortment: { kind: 'store', id: randomUUID() } }] },
    { positions: [{ priceMinor: -1 }] },
    { positions: Array.from({ length: 1001 }, () => ({})) },
  ])('wrong arguments are refused before anything is sent: %j', async (wrong) => {
    const before = rig.seen.length
    const { positions, ...rest } = wrong as { positions?: object[] }
    const order = anOrder(positions ? { positions: positions.map((one) => position('KR-0350', one)) } : rest)
    expect(await refusalOf(create(order))).toMatchObject({
      code: 'MOYSKLAD_ARGUMENT_WRONG',
    })
    expect(rig.seen.length).toBe(before)
  })
})

describe('Update', () => {
  it('writes only what is set: a status, or the whole list of positions', async () => {
    const made = await create(anOrder())
    const [, second] = await states()
    const moved = await update({
      id: made.id,
      stateId: second!.id,
      positions: undefined,
    })
    // positions were not written, so nothing is said of them
    expect([moved.stateId, moved.positionsKnown]).toEqual([second!.id, false])

    const [first] = made.positions
    const positions = [{ ...first!, quantity: 5 }, position('TR-0270', { quantity: 1, priceMinor: 89000 })]
    const changed = await update({
      id: made.id,
      stateId: undefined,
      positions: { positions },
    })
    expect(changed.stateId).toBe(second!.id)
    expect(changed.positions.map(({ quantity }) => quantity)).toEqual([5, 1])
    expect(changed.positions[0]!.id).toBe(first!.id)
    expect(changed.sumMinor).toBe(5 * 59000 + 89000)

    const cleared = await update({
      id: made.id,
      stateId: '',
      positions: undefined,
    })
    expect(cleared.stateId).toBe('')
  })

  it('of an order that is gone is «missing»', async () => {
    const request = { id: randomUUID(), stateId: '', positions: undefined }
    expect(await refusalOf(update(request))).toMatchObject({ kind: 'missing' })
  })
})

describe('GetMany', () => {
  it('reads orders with positions in one request; the bin and the unknown are listed', async () => {
    const [one, two] = [await create(anOrder()), await create(anOrder())]
    account.trash('customerorder', two.id)
    const unknown = randomUUID()
    const before = rig.seen.length
    const answer = await rig.clients.orders.getMany({ accountId, ids: [one.id, two.id, unknown] })
    expect(rig.seen.length - before).toBe(1)
    expect(answer.orders).toEqual([await latest(one.id)])
    expect(answer.missingIds.sort()).toEqual([two.id, unknown].sort())
  })

  const latest = async (id: string) => (await rig.clients.orders.getMany({ accountId, ids: [id] })).orders[0]

  it('reads all positions of a long order', async () => {
    const positions = Array.from({ length: 250 }, (_, i) => position('KR-0350', { quantity: i + 1 }))
    const made = await create(anOrder({ positions }))
    expect(made.positions).toHaveLength(250)
    expect((await latest(made.id))!.positions.map(({ quantity }) => quantity).sort((a, b) => a - b)).toEqual(
      positions.map(({ quantity }) => quantity),
    )
  })
})

describe('ListChanged', () => {
  it('tells changed orders, also those moved to the bin', async () => {
    const made = await create(anOrder())
    const since = { accountId, updatedSince: '2020-01-01T00:00:00Z', limit: 1000 }
    const first = await rig.clients.orders.listChanged({ ...since, cursor: '' })
    expect(first.orders.map(({ id }) => id)).toContain(made.id)
    expect(first.more).toBe(false)
    account.editOrder(made.id, { description: 'новое' })
    const second = await rig.clients.orders.listChanged({ ...since, cursor: first.cursor })
    expect(second.orders).toMatchObject([{ id: made.id, positions: [], deleted: false }])
  })
})

describe('FindOrCreate', () => {
  const person = (more: object) => ({
    ...{ syncId: randomUUID(), name: 'Иванов Иван', companyType: 'individual' },
    ...{ phone: '', email: '', inn: '', actualAddress: '', kpp: '', legalAddress: '', tags: [] as string[] },
    ...{ lastName: '', firstName: '', middleName: '' },
    ...more,
  })
  const matchBy = ['phone', 'email', 'inn']
  const findAll = (customers: moysklad.Customer[], more: object = {}) =>
    rig.clients.counterparties.findOrCreateMany({
      accountId,
      customers,
      matchBy,
      updateExisting: false,
      ...more,
    })
  const findOrCreate = async (customer: moysklad.Customer) => {
    const [one] = (await findAll([customer])).outcomes
    return unwrap(one!.counterparty, one!.refusal)
  }
  const find = (more: object) => findOrCreate(person(more))

  it.each([
    ['phone as typed by a merchant', { phone: '+79165550102' }],
    ['e-mail in another case', { email: 'Anna.Sokolova@Example.com' }],
  ])('finds by %s', async (_how, by) => {
    const found = await find(by)
    expect(found).toMatchObject({ id: account.seed().counterparties.person, created: false, matches: 1 })
  })

  it('finds a company by its INN', async () => {
    const found = await find({ inn: '7704567890', companyType: 'legal' })
    expect(found.id).toBe(account.seed().counterparties.company)
  })

  it.each(['8 (903) 111-22-33', '+7 903 111 22 33', '89031112233', '9031112233', '8-903-111-22-33'])(
    'finds a phone kept as «%s»',
    async (typed) => {
      const { id } = account.create('counterparty', { name: typed, companyType: 'individual', phone: typed })
      expect(await find({ phone: '+79031112233' })).toMatchObject({ id, created: false })
      account.remove('counterparty', id as string)
    },
  )

  it('does not take one whose phone only contains the digits', async () => {
    const { id } = account.create('counterparty', { name: 'Другой', phone: '+7903777665 50, доб. 903' })
    const found = await find({ phone: '+79037776655' })
    expect([found.created, found.id === id]).toEqual([true, false])
  })

  it('the oldest of several wins, and they are counted', async () => {
    const same = { companyType: 'individual', email: 'twice@example.com' }
    const first = account.create('counterparty', { name: 'Первый', ...same })
    await new Promise((resolve) => setImmediate(resolve))
    account.create('counterparty', { name: 'Второй', ...same })
    expect(await find({ email: 'twice@example.com' })).toMatchObject({ id: first['id'], matches: 2 })
  })

  it('makes one under the syncId, once, although the answer was lost', async () => {
    const phone = '+79990001122'
    const request = person({ phone, syncId: counterpartySyncId(accountId, phone), actualAddress: 'г Москва' })
    const before = account.list('counterparty').length
    rig.kit.faults.answerLost = 1
    expect(await refusalOf(findOrCreate(request))).toMatchObject({
      kind: 'unavailable',
    })
    rig.kit.faults.answerLost = 0
    expect(await findOrCreate(request)).toMatchObject({ name: 'Иванов Иван' })
    expect(account.list('counterparty')).toHaveLength(before + 1)
  })

  it('an e-mail that MoySklad does not take is told as such', async () => {
    expect(await refusalOf(find({ email: 'not an address' }))).toMatchObject({ code: 'MOYSKLAD_EMAIL_WRONG' })
  })

  it('names, phones and addresses are in no log line', async () => {
    await find({ phone: '+79161234567', email: 'secret@example.com', name: 'Секретов' })
    for (const secret of ['79161234567', 'secret@example.com', 'Секретов', 'Иванов']) {
      expect(rig.logged.text()).not.toContain(secret)
    }
  })
})

it('every request so far is as MoySklad describes it', () => {
  expect(rig.openApiProblems()).toEqual([])
})
