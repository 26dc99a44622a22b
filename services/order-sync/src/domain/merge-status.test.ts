import { describe, expect, it } from '@jest/globals'
import { insalesOrder, settings } from '../testing/builders.js'
import { bornState, mergeStatus, type ShopStatus } from './merge-status.js'

const map = settings().statusMap
const shop = (over: Partial<ShopStatus> = {}): ShopStatus => ({
  ...insalesOrder(),
  ...over,
  ...(over.status && !over.systemStatus ? { systemStatus: over.status } : {}),
})
const base = { insalesStatus: 'new', insalesPayment: 'pending', moyskladStateId: 'state-new' }
const stock = (stateId: string, updated = '2026-11-01T12:00:00Z') => ({ stateId, updated })
const merge = (insales: ShopStatus, moysklad: ReturnType<typeof stock>, rows = map) =>
  mergeStatus(rows, { base, insales, moysklad })

describe('statuses', () => {
  it('one side changed: the other follows', () => {
    expect(merge(shop({ status: 'approved' }), stock('state-new'))).toEqual({ setMoysklad: 'state-done' })
    expect(merge(shop(), stock('state-done'))).toEqual({ setInsales: { status: 'approved' } })
  })

  it('both to what the map calls the same: agreed', () => {
    expect(merge(shop({ status: 'on-the-way' }), stock('state-sent'))).toEqual({})
  })

  it('both differently: the later change wins, and what was overridden is kept', () => {
    const early = shop({ status: 'approved', statusChangedAt: '2026-11-01T11:00:00Z' })
    expect(merge(early, stock('state-sent'))).toEqual({
      setInsales: { status: 'dispatched' },
      conflict: { overridden: 'insales', from: 'approved', to: 'dispatched' },
    })
    const late = shop({ status: 'approved', statusChangedAt: '2026-11-01T13:00:00Z' })
    expect(merge(late, stock('state-sent'))).toMatchObject({
      setMoysklad: 'state-done',
      conflict: { overridden: 'moysklad' },
    })
  })

  it('one that the map does not name changes nothing, and does not hold the other side back', () => {
    expect(merge(shop({ status: 'on-hold' }), stock('state-new'))).toEqual({})
    expect(merge(shop(), stock('state-of-their-own'))).toEqual({})
    expect(merge(shop({ status: 'on-hold' }), stock('state-done'))).toEqual({
      setInsales: { status: 'approved' },
    })
    expect(merge(shop({ status: 'approved' }), stock('state-of-their-own'))).toEqual({
      setMoysklad: 'state-done',
    })
  })

  it('payment has rows of its own, both ways', () => {
    const paid = shop({ financialStatus: 'paid', financialChangedAt: '2026-11-01T11:00:00Z' })
    expect(merge(paid, stock('state-new'))).toEqual({ setMoysklad: 'state-paid' })
    expect(merge(shop(), stock('state-paid'))).toEqual({ setInsales: { payment: 'paid' } })
    // paid already: there is nothing to say
    expect(merge(paid, stock('state-paid'))).toEqual({})
  })

  it('status and payment changed in the shop: the later one leads', () => {
    const both = (statusChangedAt: string) =>
      shop({
        ...{ status: 'approved', statusChangedAt },
        ...{ financialStatus: 'paid', financialChangedAt: '2026-11-01T11:00:00Z' },
      })
    expect(merge(both('2026-11-01T10:30:00Z'), stock('state-new'))).toEqual({ setMoysklad: 'state-paid' })
    expect(merge(both('2026-11-01T11:30:00Z'), stock('state-new'))).toEqual({ setMoysklad: 'state-done' })
  })

  it('a row of a system status stands for all custom ones of it', () => {
    const rows = [
      { moyskladStateId: 'state-new', insalesStatus: 'new', of: 'system' as const },
      { moyskladStateId: 'state-done', insalesStatus: 'approved', of: 'system' as const },
    ]
    const custom = shop({ status: 'soglasovan', systemStatus: 'approved' })
    expect(merge(custom, stock('state-new'), rows)).toEqual({ setMoysklad: 'state-done' })
    const born = { ...base, insalesStatus: 'novyy' }
    const insales = shop({ status: 'novyy', systemStatus: 'new' })
    expect(mergeStatus(rows, { base: born, insales, moysklad: stock('state-done') })).toEqual({
      setInsales: { status: 'approved', bySystem: true },
    })
    expect(merge(custom, stock('state-done'), rows)).toEqual({})
  })

  it('without a base nothing is known to have changed', () => {
    expect(
      mergeStatus(map, { base: null, insales: shop({ status: 'approved' }), moysklad: stock('state-new') }),
    ).toEqual({})
  })

  it.each<[Partial<ShopStatus>, string]>([
    [{ status: 'approved' }, 'state-done'],
    [{ status: 'on-hold' }, ''],
    [{ financialStatus: 'paid', financialChangedAt: '2026-11-01T11:00:00Z' }, 'state-paid'],
    [{ financialStatus: 'paid' }, 'state-paid'],
    [
      {
        financialStatus: 'paid',
        financialChangedAt: '2026-11-01T11:00:00Z',
        status: 'approved',
        statusChangedAt: '2026-11-01T12:00:00Z',
      },
      'state-done',
    ],
  ])('an order is born in the state of the later of %j', (over, state) => {
    expect(bornState(map, shop(over), '2026-11-01T10:00:00Z')).toBe(state)
  })
})
