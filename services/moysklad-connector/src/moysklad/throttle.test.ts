import { describe, expect, it } from '@jest/globals'
import { readThrottle } from './throttle.js'

const read = (status: number, headers: Record<string, string>) => readThrottle({ status, headers })

describe('limit headers', () => {
  it('of a real answer: one of 45 used, nothing to wait for', () => {
    const headers = {
      'x-ratelimit-limit': '45',
      'x-ratelimit-remaining': '44',
      'x-lognex-retry-timeinterval': '3000',
      'x-lognex-reset': '0',
      'x-lognex-retry-after': '0',
    }
    expect(read(200, headers)).toEqual({ seen: { limit: 45, used: 1 }, pauseMs: undefined })
  })

  it('X-Lognex-Retry-After is milliseconds, Retry-After of a proxy is seconds', () => {
    expect(read(429, { 'x-lognex-retry-after': '1500' }).pauseMs).toBe(1500)
    expect(read(429, { 'retry-after': '2' }).pauseMs).toBe(2000)
    expect(read(503, { 'retry-after': '30' }).pauseMs).toBe(30_000)
  })

  it('429 without a time is the limit of parallel requests: a moment', () => {
    expect(read(429, {}).pauseMs).toBe(300)
    expect(read(429, { 'x-lognex-retry-after': '0', 'x-lognex-reset': '700' }).pauseMs).toBe(700)
  })

  it('nobody waits for anything but 429 and 503', () => {
    expect(read(500, { 'retry-after': '30' }).pauseMs).toBeUndefined()
    expect(read(503, {}).pauseMs).toBeUndefined()
    expect(read(200, { 'x-lognex-retry-after': '500' }).pauseMs).toBeUndefined()
  })

  it('nonsense is no header', () => {
    expect(read(200, { 'x-ratelimit-limit': 'many', 'x-ratelimit-remaining': '-1' }).seen).toBeUndefined()
    expect(read(429, { 'retry-after': 'soon' }).pauseMs).toBe(300)
  })
})
