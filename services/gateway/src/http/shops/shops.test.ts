import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { AppError } from '@skladbridge/errors'
import { problemOf, startGateway, type Gateway } from '../../testing/start-gateway.js'

let gateway: Gateway
beforeEach(async () => {
  gateway = await startGateway()
})
afterEach(() => gateway.close())

const get = (path: string) => fetch(`${gateway.url}${path}`, { redirect: 'manual' })
const shop = 'shop=a.myinsales.ru&insales_id=42'

describe('the callbacks of a shop', () => {
  it.each(['install', 'uninstall'])('%s is answered with exactly 200', async (what) => {
    const answer = await get(`/insales/${what}?${shop}&token=t`)
    expect(answer.status).toBe(200)
    expect(gateway.services.requestsOf(`insalesInstalls.${what}`)).toEqual([
      { shop: 'a.myinsales.ru', token: 't', insalesId: '42' },
    ])
  })

  it('a login is sent to the shop, which sends the browser back to our own address', async () => {
    const answer = await get(`/insales/login?${shop}&user_id=1&user_email=a@b.ru`)
    expect(answer.status).toBe(302)
    expect(answer.headers.get('location')).toMatch(/^https:\/\/a\.myinsales\.ru\/admin\/applications\//)
    expect(gateway.services.requestsOf('insalesInstalls.beginLogin')).toMatchObject([
      { returnUrl: 'https://skladbridge.example/insales/autologin' },
    ])
  })

  it('a browser that comes back is shown the code, on a page that nobody frames and no cache keeps', async () => {
    const query = 'token=x&token3=abc&user_email=a@b.ru&user_name=%D0%90&user_id=7&email_confirmed=true'
    const answer = await get(`/insales/autologin/login-1?${query}`)
    expect(answer.status).toBe(200)
    expect(await answer.text()).toContain('CODE-1234')
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(gateway.services.requestsOf('insalesInstalls.finishLogin')).toEqual([
      {
        ...{ loginId: 'login-1', token3: 'abc', userEmail: 'a@b.ru', userName: 'А', userId: '7' },
        emailConfirmed: 'true',
      },
    ])
  })

  it('«email_сonfirmed» with a Cyrillic letter is understood', async () => {
    await get(`/insales/autologin/l?token3=abc&${encodeURIComponent('email_сonfirmed')}=false`)
    expect(gateway.services.requestsOf('insalesInstalls.finishLogin')).toMatchObject([
      { emailConfirmed: 'false' },
    ])
  })

  it.each([
    '/insales/install?shop=a.myinsales.ru&insales_id=42',
    '/insales/install?shop=a.myinsales.ru&insales_id=x&token=t',
    '/insales/login?insales_id=42',
    '/insales/autologin/l?user_id=1',
    '/insales/uninstall',
  ])('%s is refused, and nobody is asked', async (path) => {
    expect(problemOf(await gateway.ask('GET', path))).toMatchObject({
      status: 400,
      code: 'GATEWAY_BODY_INVALID',
    })
    expect(gateway.services.calls).toEqual([])
  })

  it('an installation that could not be kept is no 200: the shop cancels it', async () => {
    gateway.services.fail(
      'insalesInstalls.install',
      new AppError({ kind: 'unavailable', code: 'MONGO_UNAVAILABLE', message: 'away' }),
    )
    expect((await get(`/insales/install?${shop}&token=t`)).status).toBe(503)
  })
})
