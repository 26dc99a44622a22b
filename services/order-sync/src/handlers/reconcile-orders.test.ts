import { describe, expect, it } from '@jest/globals'
import { amountOf } from '../domain/line-value.js'
import { insalesCustomer, insalesLine, position } from '../testing/builders.js'
import { editStock, refusal } from '../testing/fake-platforms.js'
import { createReconcileRig, type ReconcileRig } from '../testing/reconcile-rig.js'

const paid = { financialStatus: 'paid', financialChangedAt: '2026-11-01T11:00:00Z' }
const payments = { create: 'paymentin' as const, byGateway: [], onRefund: 'mark' as const }
const notesOf = (rig: ReconcileRig) => rig.notes.map(({ code }) => code)
const failureOf = (rig: ReconcileRig, id: string) => rig.links.get(id)!.failure?.code

describe('an order is born', () => {
  it('as the settings say, with its customer, once', async () => {
    const rig = createReconcileRig({
      settings: {
        numberPrefix: 'IS-',
        plannedDelivery: { from: 'days', days: 1 },
        commentTemplate: '№ {number}',
      },
    })
    const id = rig.place({ fullDeliveryPriceMinor: 30_000, status: 'approved' })
    await rig.settle()
    const order = rig.of(id)!
    expect(order).toMatchObject({
      name: 'IS-17',
      stateId: 'state-done',
      agentId: 'agent-1',
      organizationId: 'org-1',
    })
    expect(order.made).toMatchObject({
      description: '№ 17',
      plannedMoment: '2026-11-02T10:00:00.000Z',
      currencyId: '',
    })
    expect(amountOf(order.positions).totalMinor).toBe(40_000)
    expect(rig.news).toEqual([{ insalesOrderId: id, moyskladOrderId: order.id, outcome: 'created' }])
    expect(rig.links.get(id)).toMatchObject({ insalesNumber: '17', moyskladName: 'IS-17', pending: null })
    expect(notesOf(rig)).toContain('ORDER_CREATED')
  })

  it('done twice it acts once: nothing is written, nothing is announced', async () => {
    const rig = createReconcileRig({ settings: { payments } })
    const id = rig.place({ ...paid })
    await rig.settle()
    const before = [...rig.world.calls]
    for (let time = 0; time < 5; time += 1) {
      rig.touch(id)
      await rig.settle()
    }
    const after = rig.world.calls.slice(before.length)
    expect(new Set(after)).toEqual(new Set(['insales.get', 'moysklad.get']))
    expect(rig.news).toHaveLength(1)
    expect(rig.world.payments).toHaveLength(1)
  })

  it('many at once are made in one request, one new customer’s orders with one counterparty', async () => {
    const rig = createReconcileRig()
    for (let at = 0; at < 150; at += 1) {
      rig.place({
        id: `${2000 + at}`,
        number: `${at}`,
        customer: insalesCustomer({ phone: `+7900${1_000_000 + (at % 50)}` }),
      })
    }
    await rig.settle()
    expect(rig.world.stock.size).toBe(150)
    expect(rig.world.customers.size).toBe(50)
    expect(rig.world.calls.filter((call) => call === 'moysklad.create')).toHaveLength(2)
    expect(rig.world.calls.filter((call) => call === 'insales.get')).toHaveLength(2)
  })

  it('MoySklad down, it waits and nothing is lost', async () => {
    const rig = createReconcileRig()
    const id = rig.place()
    rig.refuse.set('moysklad.create', refusal('MOYSKLAD_DOWN', 'unavailable'))
    const outcomes = await rig.run()
    expect([...outcomes.values()]).toMatchObject([{ kind: 'failed', error: { kind: 'unavailable' } }])
    rig.refuse.clear()
    rig.touch(id)
    await rig.settle()
    expect(rig.world.stock.size).toBe(1)
  })

  it('with a broken line it is parked and the line is named; the others go on', async () => {
    const rig = createReconcileRig()
    const broken = rig.place({
      id: '1',
      lines: [insalesLine({ variantId: 'v99', sku: 'NO', title: 'Неизвестный' })],
    })
    const good = rig.place({ id: '2' })
    await rig.settle()
    expect(rig.links.get(broken)).toMatchObject({ parked: true, failure: { code: 'ORDERS_LINE_NOT_LINKED' } })
    expect(rig.links.get(broken)!.failure!.text).toContain('«Неизвестный» (артикул NO)')
    expect(rig.of(good)).toBeDefined()
  })

  it('one that MoySklad refuses does not keep the others', async () => {
    const rig = createReconcileRig()
    const [a, b] = [rig.place({ id: '1' }), rig.place({ id: '2', number: '18' })]
    rig.world.goneCustomers.add('agent-1')
    await rig.run()
    expect([failureOf(rig, a), failureOf(rig, b)]).toEqual(['MOYSKLAD_NOT_FOUND', 'MOYSKLAD_NOT_FOUND'])
  })

  it('a remembered counterparty that was deleted is looked for anew', async () => {
    const rig = createReconcileRig()
    rig.place({ id: '1' })
    await rig.settle()
    rig.world.goneCustomers.add('agent-1')
    rig.world.customers.clear()
    rig.world.customers.set('somebody', 'agent-1')
    const id = rig.place({ id: '2', number: '18' })
    await rig.settle()
    expect(rig.of(id)).toMatchObject({ agentId: 'agent-2' })
  })

  it('without an organization, or in an unknown currency, it waits and says so', async () => {
    const rig = createReconcileRig()
    rig.world.organization = undefined
    const id = rig.place()
    await rig.run()
    expect(failureOf(rig, id)).toBe('ORDERS_NO_ORGANIZATION')
    rig.world.organization = 'org-1'
    rig.shopEdit(id, { currency: 'USD' })
    await rig.run()
    expect(failureOf(rig, id)).toBe('ORDERS_CURRENCY_UNKNOWN')
    rig.shopEdit(id, { currency: 'KZT' })
    await rig.settle()
    expect(rig.of(id)!.made).toMatchObject({ currencyId: 'cur-kzt' })
  })
})

describe('lines without a linked product', () => {
  const unlinked = [insalesLine({ variantId: 'v99', sku: 'TEA-9', title: 'Новинка' })]
  const tea = { kind: 'product', id: 'tea-9' }

  it('are linked when exactly one fits, and stay so', async () => {
    const rig = createReconcileRig()
    rig.world.goods.set('TEA-9', [tea])
    const id = rig.place({ lines: unlinked })
    await rig.settle()
    expect(rig.of(id)!.positions[0]!.assortment).toEqual(tea)
    expect(notesOf(rig)).toContain('LINE_FOUND')
    const searches = rig.world.calls.filter((call) => call === 'goods.find').length
    rig.shopEdit(id, { lines: [insalesLine({ ...unlinked[0]!, quantity: 3, fullTotalPriceMinor: 30_000 })] })
    await rig.settle()
    expect(rig.of(id)!.positions[0]!.quantity).toBe(3)
    expect(rig.world.calls.filter((call) => call === 'goods.find')).toHaveLength(searches)
  })

  it('wait when two fit; go over with the stand-in where the merchant says so', async () => {
    const rig = createReconcileRig()
    rig.world.goods.set('TEA-9', [tea, { kind: 'product', id: 'tea-10' }])
    const id = rig.place({ lines: unlinked })
    await rig.settle()
    expect(failureOf(rig, id)).toBe('ORDERS_LINE_NOT_LINKED')
    const assortment = { kind: 'product' as const, id: 'stand-in' }
    rig.settings = { ...rig.settings, lines: { unlinked: { do: 'standIn', assortment }, bundles: 'whole' } }
    rig.touch(id)
    await rig.settle()
    expect(rig.of(id)!.positions[0]!.assortment).toEqual(assortment)
    expect(notesOf(rig)).toContain('LINE_STOOD_IN')
  })
})

describe('changes go both ways', () => {
  it('status, quantity, price, a line more, a line less', async () => {
    const rig = createReconcileRig()
    const id = rig.place({ lines: [insalesLine(), insalesLine({ id: 'line-2', variantId: 'v2' })] })
    await rig.settle()
    const [first, second] = rig.of(id)!.positions
    rig.stockEdit(id, {
      stateId: 'state-done',
      positions: [
        { ...first!, quantity: 3 },
        { ...second!, priceMinor: 8_000 },
      ],
    })
    await rig.settle()
    expect(rig.world.shop.get(id)).toMatchObject({
      status: 'approved',
      lines: [{ quantity: 3 }, { fullSalePriceMinor: 8_000 }],
    })
    const added = position({ id: '', assortment: { kind: 'product', id: 'a3' }, priceMinor: 500 })
    rig.stockEdit(id, { positions: [...rig.of(id)!.positions.slice(0, 1), added] })
    await rig.settle()
    expect(rig.world.shop.get(id)!.lines.map(({ variantId }) => variantId)).toEqual(['v1', 'v3'])
    rig.shopEdit(id, { status: 'dispatched', lines: rig.world.shop.get(id)!.lines.slice(1) })
    await rig.settle()
    expect(rig.of(id)).toMatchObject({ stateId: 'state-sent', positions: [{ assortment: { id: 'a3' } }] })
    expect(rig.news.map(({ outcome }) => outcome)).toEqual([
      'created',
      'updated-insales',
      'updated-insales',
      'updated-moysklad',
    ])
  })

  it('fields of the order too', async () => {
    const rig = createReconcileRig({
      settings: { attributes: [{ field: 'track', attributeId: 'attr', type: 'string' }] },
    })
    const id = rig.place({ fields: { track: '' } })
    await rig.settle()
    rig.stockEdit(id, { attributes: [{ id: 'attr', type: 'string', value: 'RB1' }] })
    await rig.settle()
    expect(rig.world.shop.get(id)!.fields).toEqual({ track: 'RB1' })
    rig.shopEdit(id, { fields: { track: 'RB2' } })
    await rig.settle()
    expect(rig.of(id)!.attributes).toEqual([{ id: 'attr', type: 'string', value: 'RB2' }])
  })

  it('the shop away in the middle: one is refused, the others are not tried, all are done later', async () => {
    const rig = createReconcileRig()
    const ids = Array.from({ length: 20 }, (_, at) => rig.place({ id: `${at}`, number: `${at}` }))
    await rig.settle()
    for (const id of ids) rig.stockEdit(id, { stateId: 'state-done' })
    rig.refuse.set('insales.update', refusal('INSALES_THROTTLED', 'throttled'))
    const before = rig.world.calls.length
    const outcomes = [...(await rig.run()).values()]
    expect(
      rig.world.calls.slice(before).filter((call) => call === 'insales.update').length,
    ).toBeLessThanOrEqual(4)
    expect(outcomes.filter(({ kind }) => kind === 'again').length).toBeGreaterThanOrEqual(16)
    rig.refuse.clear()
    await rig.settle()
    expect(ids.map((id) => rig.world.shop.get(id)!.status)).toEqual(ids.map(() => 'approved'))
  })

  it('rights removed in the middle: denied, which pauses the connection', async () => {
    const rig = createReconcileRig()
    const id = rig.place()
    await rig.settle()
    rig.shopEdit(id, { status: 'approved' })
    rig.refuse.set('moysklad.update', refusal('MOYSKLAD_NO_RIGHT', 'denied'))
    expect([...(await rig.run()).values()]).toMatchObject([{ kind: 'failed', error: { kind: 'denied' } }])
  })

  it('edited while we write: read again and decided again', async () => {
    const rig = createReconcileRig()
    const id = rig.place()
    await rig.settle()
    rig.shopEdit(id, { status: 'approved' })
    rig.refuse.set('moysklad.update', refusal('MOYSKLAD_PARALLEL_EDIT', 'conflict'))
    await rig.run()
    rig.refuse.clear()
    editStock(rig.world, rig.of(id)!.id, { positions: [{ ...rig.of(id)!.positions[0]!, quantity: 4 }] })
    await rig.settle()
    expect(rig.of(id)!.stateId).toBe('state-done')
    expect(rig.world.shop.get(id)!.lines[0]!.quantity).toBe(4)
  })
})

describe('payments', () => {
  it('paid in the shop: one payment; given back: un-posted; paid again: posted', async () => {
    const rig = createReconcileRig({ settings: { payments } })
    const id = rig.place()
    await rig.settle()
    expect(rig.world.payments).toEqual([])
    rig.shopEdit(id, paid)
    await rig.settle()
    expect(rig.world.payments).toMatchObject([{ kind: 'paymentin', sumMinor: 10_000, posted: true }])
    rig.shopEdit(id, { financialStatus: 'pending' })
    await rig.settle()
    expect(rig.world.payments).toMatchObject([{ posted: false }])
    rig.shopEdit(id, paid)
    await rig.settle()
    expect(rig.world.payments).toMatchObject([{ posted: true }])
    expect(notesOf(rig)).toEqual(
      expect.arrayContaining(['PAYMENT_CREATED', 'PAYMENT_UNPOSTED', 'PAYMENT_POSTED']),
    )
  })

  it('refused, the order is there and the payment is tried again', async () => {
    const rig = createReconcileRig({ settings: { payments } })
    const id = rig.place({ ...paid })
    rig.refuse.set('moysklad.pay', refusal('MOYSKLAD_PERIOD_CLOSED'))
    await rig.run()
    expect(rig.links.get(id)).toMatchObject({ parked: true, failure: { code: 'MOYSKLAD_PERIOD_CLOSED' } })
    expect(rig.of(id)).toBeDefined()
    rig.refuse.clear()
    rig.touch(id)
    await rig.settle()
    expect([rig.world.stock.size, rig.world.payments.length]).toEqual([1, 1])
  })
})

describe('orders that go', () => {
  it('deleted in the shop: the customer order stays, or gets the merchant’s status, once', async () => {
    for (const deletedInShop of [
      { do: 'leave' },
      { do: 'setState', moyskladStateId: 'state-gone' },
    ] as const) {
      const rig = createReconcileRig({ settings: { deletedInShop } })
      const id = rig.place()
      await rig.settle()
      rig.world.shop.delete(id)
      for (let time = 0; time < 3; time += 1) {
        rig.touch(id)
        await rig.settle()
      }
      expect(rig.of(id)!.stateId).toBe(deletedInShop.do === 'leave' ? 'state-new' : 'state-gone')
      expect(rig.world.calls.filter((call) => call === 'moysklad.update').length).toBe(
        deletedInShop.do === 'leave' ? 0 : 1,
      )
      expect(notesOf(rig).filter((code) => code.startsWith('GONE'))).toHaveLength(1)
    }
  })

  it('deleted in MoySklad: never made anew by itself; made anew, once, when the merchant wants it', async () => {
    const rig = createReconcileRig({
      settings: { deletedInMoysklad: { do: 'setStatus', insalesStatus: 'declined' } },
    })
    const id = rig.place()
    await rig.settle()
    rig.world.stock.clear()
    rig.touch(id)
    await rig.settle()
    expect([rig.world.stock.size, rig.world.shop.get(id)!.status]).toEqual([0, 'declined'])
    expect(rig.links.get(id)!.idle).toBe('gone-moysklad')
    rig.links.set(id, { ...rig.links.get(id)!, resend: 1 })
    rig.touch(id)
    await rig.settle()
    rig.touch(id)
    await rig.settle()
    expect(rig.world.stock.size).toBe(1)
    expect(rig.links.get(id)).toMatchObject({ resent: 1, idle: null })
  })

  it('restored from the bin, it goes on', async () => {
    const rig = createReconcileRig()
    const id = rig.place()
    await rig.settle()
    const kept = new Map(rig.world.stock)
    rig.world.stock.clear()
    rig.touch(id)
    await rig.settle()
    for (const [key, order] of kept) rig.world.stock.set(key, order)
    rig.shopEdit(id, { status: 'approved' })
    await rig.settle()
    expect([rig.of(id)!.stateId, rig.links.get(id)!.idle]).toEqual(['state-done', null])
  })

  it('switched off, nothing is read or written', async () => {
    const rig = createReconcileRig({ settings: { syncOrders: false } })
    rig.place()
    await rig.settle()
    expect(rig.world.calls).toEqual([])
  })
})

describe('an earlier integration’s order', () => {
  it('is adopted, not repeated, and later changes go over', async () => {
    const rig = createReconcileRig({ settings: { switchedOnAt: '2026-11-02T00:00:00Z' } })
    const id = rig.place()
    const made = { id: 'ms-old', name: '17', sumMinor: 10_000, positions: [position({ id: 'p-old' })] }
    rig.world.stock.set('ms-old', {
      ...{
        stateId: 'state-new',
        agentId: 'a',
        organizationId: 'o',
        payedSumMinor: 0,
        attributes: [],
        updated: rig.world.tick(),
      },
      ...{ syncId: '', externalCode: 'theirs', moment: '2026-11-01T10:00:00Z', made: undefined },
      ...made,
    })
    await rig.settle()
    expect([rig.world.stock.size, rig.links.get(id)!.moyskladOrderId]).toEqual([1, 'ms-old'])
    expect(rig.news).toMatchObject([{ outcome: 'adopted' }])
    rig.shopEdit(id, { lines: [insalesLine({ quantity: 2 })] })
    await rig.settle()
    expect(rig.of(id)!.positions).toMatchObject([{ id: 'p-old', quantity: 2 }])
  })

  it('is not taken from another order of ours', async () => {
    const rig = createReconcileRig({ settings: { switchedOnAt: '2026-11-02T00:00:00Z' } })
    const first = rig.place({ id: '1' })
    await rig.settle()
    const second = rig.place({ id: '2' })
    await rig.settle()
    expect(rig.links.get(second)!.moyskladOrderId).not.toBe(rig.links.get(first)!.moyskladOrderId)
  })
})

describe('the process dies at any effect', () => {
  const scenarios: [string, (rig: ReconcileRig) => Promise<unknown>][] = [
    [
      'while an order is born and paid',
      async (rig) => rig.place({ ...paid, fullDeliveryPriceMinor: 30_000 }),
    ],
    [
      'while both sides are written',
      async (rig) => {
        const id = rig.place({ lines: [insalesLine(), insalesLine({ id: 'line-2', variantId: 'v2' })] })
        await rig.settle()
        const [, second] = rig.of(id)!.positions
        const added = position({ id: '', assortment: { kind: 'product', id: 'a3' } })
        rig.stockEdit(id, { positions: [rig.of(id)!.positions[0]!, { ...second!, quantity: 5 }, added] })
        const [first, ...rest] = rig.world.shop.get(id)!.lines
        rig.shopEdit(id, {
          ...paid,
          status: 'approved',
          lines: [{ ...first!, quantity: 7, fullTotalPriceMinor: 70_000 }, ...rest],
        })
      },
    ],
    [
      'while one that was deleted is made anew',
      async (rig) => {
        const id = rig.place()
        await rig.settle()
        rig.world.stock.clear()
        rig.touch(id)
        await rig.settle()
        rig.links.set(id, { ...rig.links.get(id)!, resend: 1 })
        rig.touch(id)
      },
    ],
  ]

  it.each(scenarios)('%s: it is done once all the same', async (_what, prepare) => {
    const clean = createReconcileRig({ settings: { payments } })
    await prepare(clean)
    clean.restart()
    await clean.settle()
    const wanted = picture(clean)
    const effects = clean.effects()
    expect(effects).toBeGreaterThan(1)
    for (let at = 1; at <= effects; at += 1) {
      for (const when of ['before', 'after'] as const) {
        const rig = createReconcileRig({ settings: { payments } })
        await prepare(rig)
        rig.killAt(at, when)
        await rig.settle().catch(() => undefined)
        expect(rig.isDead()).toBe(true)
        rig.restart()
        await rig.settle()
        expect({ at, when, ...picture(rig) }).toEqual({ at, when, ...wanted })
      }
    }
  })

  const picture = ({ world }: ReconcileRig) => ({
    orders: [...world.stock.values()].map(({ name, stateId, sumMinor, positions, payedSumMinor }) => ({
      ...{ name, stateId, sumMinor, payedSumMinor },
      lines: positions
        .map(({ assortment, quantity, priceMinor }) => `${assortment.id} ${quantity} × ${priceMinor}`)
        .sort(),
    })),
    payments: world.payments.map(({ sumMinor, posted }) => ({ sumMinor, posted })),
    shop: [...world.shop.values()].map(({ status, financialStatus, lines }) => ({
      ...{ status, financialStatus },
      lines: lines
        .map(
          ({ variantId, quantity, fullTotalPriceMinor }) => `${variantId} ${quantity} ${fullTotalPriceMinor}`,
        )
        .sort(),
    })),
    customers: world.customers.size,
  })
})
