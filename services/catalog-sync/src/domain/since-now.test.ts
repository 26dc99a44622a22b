import { describe, expect, it } from '@jest/globals'
import { catalogSettingsSchema } from '@skladbridge/contracts'
import { sinceNow } from './since-now.js'

const settings = (over: object = {}) => catalogSettingsSchema.parse(over)
const now = new Date('2026-11-02T10:00:00Z')
const first = '2026-11-01T00:00:00Z'

describe('sinceNow', () => {
  it('notes when products are first switched on, and only then', () => {
    expect(sinceNow(settings({ syncProducts: true }), now, settings()).syncSince).toBe(now.toISOString())
    expect(sinceNow(settings(), now, settings()).syncSince).toBeUndefined()
  })

  it('keeps that moment over later saves, also over switching off and on again', () => {
    const kept = settings({ syncProducts: true, syncSince: first })
    expect(sinceNow(settings({ syncProducts: true, syncImages: true }), now, kept).syncSince).toBe(first)
    const off = sinceNow(settings(), now, kept)
    expect(off.syncSince).toBe(first)
    expect(sinceNow(settings({ syncProducts: true }), now, off).syncSince).toBe(first)
  })

  it('takes a moment that was sent', () => {
    const kept = settings({ syncSince: first })
    const earlier = '2026-10-01T00:00:00Z'
    expect(sinceNow(settings({ syncProducts: true, syncSince: earlier }), now, kept).syncSince).toBe(earlier)
  })
})
