import { describe, expect, it } from '@jest/globals'
import { allowShopHost, readThrottle } from './upstream.js'

describe('readThrottle', () => {
  it('reads what is used of the window from every answer', () => {
    expect(readThrottle({ status: 200, headers: { 'api-usage-limit': '1/500' } })).toEqual({
      seen: { used: 1, limit: 500 },
    })
  })

  it('pauses on 429 until the window ends', () => {
    const headers = { 'retry-after': '42', 'api-usage-limit': '500/500' }
    expect(readThrottle({ status: 429, headers })).toEqual({
      pauseMs: 42_000,
      seen: { used: 500, limit: 500, windowEndsInMs: 42_000 },
    })
  })

  it('takes 503 with Retry-After for the same, and without it for a server that is down', () => {
    expect(readThrottle({ status: 503, headers: { 'retry-after': '5' } })).toEqual({ pauseMs: 5_000 })
    expect(readThrottle({ status: 503, headers: {} })).toEqual({})
  })

  it('pauses for a minute where nothing says for how long', () => {
    expect(readThrottle({ status: 429, headers: {} })).toEqual({ pauseMs: 60_000 })
  })

  it('takes no nonsense for a count', () => {
    expect(readThrottle({ status: 200, headers: { 'api-usage-limit': 'many' } })).toEqual({})
  })
})

describe('allowShopHost', () => {
  it.each(['https://shop.myinsales.ru/admin/orders.json', 'https://a.b.myinsales.ru/'])(
    'lets %s in',
    (url) => {
      expect(allowShopHost(new URL(url))).toBe(true)
    },
  )

  it.each([
    'http://shop.myinsales.ru/',
    'https://shop.myinsales.ru:8443/',
    'https://shop.myinsales.ru.evil.example/',
    'https://evilmyinsales.ru/',
    'https://127.0.0.1/',
  ])('keeps the password from %s', (url) => {
    expect(allowShopHost(new URL(url))).toBe(false)
  })
})
