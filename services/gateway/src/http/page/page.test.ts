import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startGateway, type Gateway } from '../../testing/start-gateway.js'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.close())

const get = (path: string) => fetch(`${gateway.url}${path}`)

describe('the page', () => {
  it.each(['/app', '/app/', '/app?contextKey=k&appUid=u&appId=i&userLocale=ru'])(
    'stands at %s',
    async (path) => {
      const answer = await get(path)
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(await answer.text()).toContain('<html lang="ru">')
    },
  )

  it('is shown in no frame but MoySklad’s, and runs no script that is not its own', async () => {
    const policy = (await get('/app')).headers.get('content-security-policy') ?? ''
    const rules = new Map(
      policy.split('; ').map((rule) => [rule.split(' ')[0], rule.split(' ').slice(1).join(' ')]),
    )
    expect(rules.get('frame-ancestors')).toBe('https://online.moysklad.ru')
    expect(rules.get('default-src')).toBe(`'none'`)
    expect(rules.get('script-src')).toBe(`'self'`)
    expect(policy).not.toMatch(/unsafe|\*/)
  })

  it('tells nobody its address, for that carries the key of a session', async () => {
    expect((await get('/app')).headers.get('referrer-policy')).toBe('no-referrer')
  })

  it('lets its assets be kept for good: their names change with them', async () => {
    const answer = await get('/app/assets/index-1.js')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(answer.headers.get('content-type')).toMatch(/javascript/)
  })

  it.each([
    '/app/assets/gone.js',
    '/app/assets/../index.html',
    '/app/assets/%2e%2e%2findex.html',
    '/app/assets/',
  ])('has nothing at %s', async (path) => {
    const answer = await get(path)
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.headers.get('cache-control') ?? '').not.toContain('immutable')
    expect(await answer.text()).toContain('status')
  })

  it('leaves the API its own policy: MoySklad frames the page, nobody the API', async () => {
    const answer = await get('/api/v1/connections')
    expect(answer.status).toBe(403)
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'")
  })
})
