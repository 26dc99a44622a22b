import { describe, expect, it } from '@jest/globals'
import {
  insalesCustomer,
  insalesLine,
  insalesOrder,
  lineTerms,
  moyskladOrder,
  position,
  settings,
} from '../testing/builders.js'
import { adoptedBase, mayBeEarlier, pickEarlier } from './adopt.js'
import { decideOrder } from './decide-order.js'
import { decidePayment, type PaymentMemory } from './decide-payment.js'
import { mapCustomer } from './map-customer.js'
import { currencyOf, orderComment, orderName, plannedMoment } from './map-new-order.js'
import { momentOf, versionOf } from './version.js'

describe('a payment', () => {
  const pay = (over: object = {}) => ({
    create: 'paymentin' as const,
    byGateway: [],
    onRefund: 'note' as const,
    ...over,
  })
  const paid = insalesOrder({ financialStatus: 'paid' })
  const unpaid = insalesOrder()
  const made: PaymentMemory = { id: 'p1', kind: 'paymentin', sumMinor: 10_000, posted: true }
  const order = moyskladOrder()

  it('is made once, for what the order still lacks, of the gateway’s kind', () => {
    expect(decidePayment(pay(), paid, order, null)).toEqual({
      do: 'pay',
      kind: 'paymentin',
      sumMinor: 10_000,
    })
    expect(decidePayment(pay(), paid, { payedSumMinor: 4_000 }, null)).toMatchObject({ sumMinor: 6_000 })
    expect(decidePayment(pay(), paid, { payedSumMinor: 10_000 }, null)).toEqual({ do: 'nothing' })
    const byGateway = [{ gatewayId: 'g1', create: 'cashin' as const }]
    expect(decidePayment(pay({ byGateway }), paid, order, null)).toMatchObject({ kind: 'cashin' })
    const none = [{ gatewayId: 'g1', create: 'none' as const }]
    expect(decidePayment(pay({ byGateway: none }), paid, order, null)).toEqual({ do: 'nothing' })
    expect(decidePayment(pay(), paid, order, made)).toEqual({ do: 'nothing' })
    expect(decidePayment(pay(), unpaid, order, null)).toEqual({ do: 'nothing' })
  })

  it('whose making was begun is made with the same sum, paid in or not', () => {
    expect(decidePayment(pay(), paid, { payedSumMinor: 10_000 }, { ...made, id: '', posted: false })).toEqual(
      {
        do: 'pay',
        kind: 'paymentin',
        sumMinor: 10_000,
      },
    )
  })

  it('given back: told once, or un-posted and posted again', () => {
    expect(decidePayment(pay(), unpaid, order, made).do).toBe('note')
    expect(decidePayment(pay(), unpaid, order, { ...made, noted: true }).do).toBe('nothing')
    expect(decidePayment(pay(), paid, order, { ...made, noted: true }).do).toBe('forget-note')
    expect(decidePayment(pay({ onRefund: 'mark' }), unpaid, order, made).do).toBe('unpost')
    expect(decidePayment(pay({ onRefund: 'mark' }), unpaid, order, { ...made, posted: false }).do).toBe(
      'nothing',
    )
    expect(decidePayment(pay({ onRefund: 'mark' }), paid, order, { ...made, posted: false }).do).toBe('post')
  })
})

describe('a customer', () => {
  const all = settings().counterparty.matchBy
  const of = (customer: object, matchBy = all) =>
    mapCustomer(insalesOrder({ customer: insalesCustomer(customer) }), matchBy)

  it('is told by the best key the order has, in the merchant’s order', () => {
    const both = { phone: '8 (900) 123-45-67', email: ' Ivan@Example.RU ', inn: '7700000001' }
    expect(of(both).identity).toBe('+79001234567')
    expect(of(both, ['email', 'phone']).identity).toBe('ivan@example.ru')
    expect(of(both, ['inn']).identity).toBe('inn:7700000001')
    expect(of({ phone: '', email: '' }).identity).toBe('client:c1')
    expect(of({ phone: '', email: '', id: '' }).identity).toBe('order:1001')
  })

  it('what MoySklad would refuse is left out: the order must not wait for it', () => {
    expect(of({ email: 'нет почты', inn: '12', phone: '+79001234567' })).toMatchObject({ email: '', inn: '' })
    expect(of({ name: ' ', phone: '' }).name).toBe('Покупатель inSales c1')
    expect(of({ name: 'я'.repeat(300) }).name).toHaveLength(255)
  })

  it('a company has its INN, KPP and legal address', () => {
    expect(
      of({ kind: 'juridical', inn: '7700000001', kpp: '770001001', legalAddress: 'Москва' }),
    ).toMatchObject({
      ...{ companyType: 'legal', inn: '7700000001', kpp: '770001001', legalAddress: 'Москва' },
    })
  })
})

describe('a new order', () => {
  it('has its number with what the merchant puts around it', () => {
    expect(orderName({ numberPrefix: 'IS-', numberSuffix: '/2026' }, '17')).toBe('IS-17/2026')
  })

  it('has the merchant’s comment; lines with nothing to say are left out', () => {
    const template = '{comment}\nДоставка: {delivery}\nМенеджер: {managerComment}\n{unknown}'
    expect(orderComment(template, insalesOrder({ comment: 'Позвонить ' }))).toBe(
      'Позвонить\nДоставка: Курьер\n{unknown}',
    )
    expect(orderComment('{comment}', insalesOrder({ comment: 'я'.repeat(5_000) }))).toHaveLength(4096)
  })

  it('is planned for the order’s day, or so many days after it', () => {
    const order = insalesOrder({ deliveryDate: '2026-11-05' })
    expect(plannedMoment({ from: 'order' }, order)).toBe('2026-11-05T12:00:00+03:00')
    expect(plannedMoment({ from: 'order' }, insalesOrder())).toBe('')
    expect(plannedMoment({ from: 'days', days: 2 }, order)).toBe('2026-11-03T10:00:00.000Z')
    expect(plannedMoment({ from: 'none' }, order)).toBe('')
  })

  it('is in roubles by any of their names', () => {
    expect([{ currency: 'RUR' }, { currency: '' }, { currency: 'kzt' }].map(currencyOf)).toEqual([
      'RUB',
      'RUB',
      'KZT',
    ])
  })

  it.each<[string, object, object, unknown]>([
    ['before the start', { startFrom: '2026-11-02T00:00:00Z' }, {}, { kind: 'skip', reason: 'too-old' }],
    ['not paid', { onlyPaid: true }, {}, { kind: 'skip', reason: 'not-chosen' }],
    ['paid', { onlyPaid: true }, { financialStatus: 'paid' }, { kind: 'create' }],
    ['in no chosen status', { onlyStatuses: ['approved'] }, {}, { kind: 'skip', reason: 'not-chosen' }],
    [
      'by its system status',
      { onlyStatuses: ['approved'] },
      { status: 'soglasovan', systemStatus: 'approved' },
      { kind: 'create' },
    ],
  ])('%s', (_what, over, order, decision) => {
    const sides = { base: null, insales: insalesOrder(order), moysklad: undefined, terms: lineTerms() }
    expect(decideOrder({ ...sides, settings: settings(over) })).toMatchObject(decision as object)
  })
})

describe('an order that an earlier integration has made', () => {
  const candidate = (over: object = {}) => ({
    ...{ id: 'ms-9', name: '17', externalCode: 'x', moment: '2026-11-01T10:00:00Z', sumMinor: 10_000 },
    ...over,
  })
  const order = insalesOrder()
  const given = settings({ numberPrefix: 'IS-' })

  it('is known by its external code, or by number, day and sum together', () => {
    expect(pickEarlier([candidate({ externalCode: '1001', sumMinor: 1 })], given, order)?.id).toBe('ms-9')
    expect(pickEarlier([candidate({ name: 'IS-17' })], given, order)?.id).toBe('ms-9')
    expect(pickEarlier([candidate({ sumMinor: 9_999 })], given, order)).toBeUndefined()
    expect(pickEarlier([candidate({ moment: '2025-11-01T10:00:00Z' })], given, order)).toBeUndefined()
  })

  it('is looked for only among orders placed before we were switched on', () => {
    expect(mayBeEarlier(settings({ switchedOnAt: '2026-11-02T00:00:00Z' }), order)).toBe(true)
    expect(mayBeEarlier(settings({ switchedOnAt: '2026-10-02T00:00:00Z' }), order)).toBe(false)
    expect(mayBeEarlier(settings(), order)).toBe(false)
  })

  it('is taken over as it is: differences are nobody’s change', () => {
    const insales = insalesOrder({
      lines: [insalesLine(), insalesLine({ id: 'line-2', variantId: 'v2' })],
      fullDeliveryPriceMinor: 30_000,
    })
    const moysklad = moyskladOrder({
      positions: [
        position({ id: 'p1', priceMinor: 9_000 }),
        position({ id: 'p9', assortment: { kind: 'service', id: 'their-delivery' }, priceMinor: 25_000 }),
      ],
    })
    const base = adoptedBase(insales, moysklad, lineTerms())
    const sides = { settings: settings(), base, insales, moysklad, terms: lineTerms() }
    expect(decideOrder(sides).kind).toBe('agreed')
    // from then on what somebody changes goes over
    const [first] = insales.lines
    const changed = {
      ...insales,
      lines: [{ ...first!, quantity: 2, fullTotalPriceMinor: 20_000 }, insales.lines[1]!],
    }
    const decision = decideOrder({ ...sides, insales: { ...changed, totalPriceMinor: 60_000 } })
    expect(decision).toMatchObject({ kind: expect.stringMatching(/update|blocked/) })
  })
})

describe('reserves', () => {
  const reserved = settings({ reserve: true })
  const terms = lineTerms({ reserve: true })
  it('stand for goods, not for services, and not for a cancelled order', () => {
    const order = insalesOrder({ fullDeliveryPriceMinor: 100, lines: [insalesLine({ quantity: 3 })] })
    const born = decideOrder({ settings: reserved, base: null, insales: order, moysklad: undefined, terms })
    expect(born.kind === 'create' && born.pending.birth.positions.map(({ reserve }) => reserve)).toEqual([
      3, 0,
    ])
  })

  it('go when the order is declined, whatever the map says, and it is written once', () => {
    const insales = insalesOrder({ status: 'declined' })
    const moysklad = moyskladOrder({ positions: [position({ reserve: 1 })] })
    const base = {
      ...{ insalesStatus: 'new', insalesPayment: 'pending', moyskladStateId: 'state-new' },
      lines: [
        {
          lineId: 'line-1',
          positionIds: ['pos-1'],
          assortment: position().assortment,
          insales: { quantity: 1, totalMinor: 10_000 },
          moysklad: { quantity: 1, totalMinor: 10_000 },
        },
      ],
    }
    const sides = { settings: reserved, base, insales, moysklad, terms }
    expect(decideOrder(sides)).toMatchObject({ kind: 'update', moysklad: { positions: [{ reserve: 0 }] } })
    const freed = moyskladOrder({ positions: [position({ reserve: 0 })] })
    expect(decideOrder({ ...sides, moysklad: freed }).kind).toBe('agreed')
  })
})

describe('a bundle that stands as its components', () => {
  const parts = [
    { assortment: { kind: 'product', id: 'c1' }, per: 2, weight: 100 },
    { assortment: { kind: 'product', id: 'c2' }, per: 1, weight: 100 },
  ]
  const terms = lineTerms({ bundles: new Map([['a1', parts]]) })
  const insales = insalesOrder({ lines: [insalesLine({ quantity: 2 })] })
  const at = (first: number, second: number) => [
    position({ id: 'p1', assortment: parts[0]!.assortment, quantity: first, priceMinor: 3_333 }),
    position({ id: 'p2', assortment: parts[1]!.assortment, quantity: second, priceMinor: 3_334 }),
  ]
  const base = {
    ...{ insalesStatus: 'new', insalesPayment: 'pending', moyskladStateId: 'state-new' },
    lines: [
      {
        lineId: 'line-1',
        positionIds: ['p1', 'p2'],
        assortment: { kind: 'bundle', id: 'a1' },
        parts,
        insales: { quantity: 2, totalMinor: 20_000 },
        moysklad: { quantity: 2, totalMinor: 20_000 },
      },
    ],
  }
  const decide = (positions: ReturnType<typeof at>) =>
    decideOrder({ settings: settings(), base, insales, moysklad: moyskladOrder({ positions }), terms })

  it('whole bundles fewer: the shop’s line follows', () => {
    expect(decide(at(2, 1))).toMatchObject({
      kind: 'update',
      insales: { lines: [{ id: 'line-1', quantity: 1 }] },
    })
  })

  it('taken apart: the shop has no way to say that', () => {
    expect(decide(at(3, 2))).toMatchObject({
      kind: 'blocked',
      problem: { code: 'ORDERS_BUNDLE_TAKEN_APART' },
    })
  })
})

describe('versionOf', () => {
  it('differs where an order changed twice in one second, which its updated_at does not tell', () => {
    const before = insalesOrder({ updatedAt: '2026-11-01T10:00:00Z', comment: 'до' })
    const after = insalesOrder({ updatedAt: '2026-11-01T10:00:00Z', comment: 'после' })
    expect(versionOf(after)).not.toBe(versionOf(before))
    expect(versionOf(structuredClone(before))).toBe(versionOf(before))
    expect([momentOf(versionOf(after)), momentOf(undefined)]).toEqual(['2026-11-01T10:00:00Z', ''])
  })
})
