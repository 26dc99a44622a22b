import { describe, expect, it } from '@jest/globals'
import { orderSettingsSchema } from '@skladbridge/contracts'
import { insalesOrder } from '../testing/builders.js'
import { mayBeEarlier } from './adopt.js'
import { skipReason } from './decide-birth.js'
import { startNow } from './start-now.js'

const settings = (over: object = {}) => orderSettingsSchema.parse(over)
const now = new Date('2026-11-02T10:00:00Z')
const first = '2026-11-01T00:00:00Z'

describe('startNow', () => {
  it('notes when orders are first switched on, and only then', () => {
    expect(startNow(settings({ syncOrders: true }), now, settings()).startFrom).toBe(now.toISOString())
    expect(startNow(settings(), now, settings()).startFrom).toBeUndefined()
  })

  it('keeps that moment over later saves, also over switching off and on again', () => {
    const kept = settings({ syncOrders: true, startFrom: first })
    expect(startNow(settings({ syncOrders: true, numberPrefix: 'IS-' }), now, kept).startFrom).toBe(first)
    const off = startNow(settings(), now, kept)
    expect(off.startFrom).toBe(first)
    expect(startNow(settings({ syncOrders: true }), now, off).startFrom).toBe(first)
  })

  it('remembers when it was switched on, also where an earlier start was chosen', () => {
    const earlier = settings({ syncOrders: true, startFrom: first })
    const on = startNow(earlier, now, settings())
    expect(on).toMatchObject({ startFrom: first, switchedOnAt: now.toISOString() })
    const later = new Date('2026-12-01T00:00:00Z')
    expect(startNow(earlier, later, on).switchedOnAt).toBe(now.toISOString())
  })

  it('an order of the very second goes over, and is looked for among those an earlier integration has made', () => {
    const within = new Date('2026-11-02T10:00:00.700Z')
    const on = startNow(settings({ syncOrders: true }), within, settings())
    const order = insalesOrder({ createdAt: '2026-11-02T10:00:00.000Z' })
    expect(skipReason(on, order)).toBeUndefined()
    expect(mayBeEarlier(on, order)).toBe(true)
  })

  it('takes a moment that was sent', () => {
    const kept = settings({ startFrom: first })
    const earlier = '2026-10-01T00:00:00Z'
    expect(startNow(settings({ syncOrders: true, startFrom: earlier }), now, kept).startFrom).toBe(earlier)
  })
})
