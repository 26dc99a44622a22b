import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { AppError, type ErrorKind } from '@skladbridge/errors'
import { captureLogger, readFixture } from '@skladbridge/testing'
import { appId, problemOf, startGateway, type Gateway } from '../../testing/start-gateway.js'
import { vendorBearer } from '../../testing/vendor-jwt.js'

const accountId = '9171a53c-b719-11eb-c0a8-800d00000001'
const pathOf = (account: string, app = appId) => `/api/moysklad/vendor/1.0/apps/${app}/${account}`
const subscription = {
  tariffId: 't1',
  trial: true,
  tariffName: 'Basic',
  expiryMoment: '2026-12-19T18:50:12+03:00',
}
const install = {
  appUid: 'skladbridge.vendor',
  accountName: 'chaylavka',
  cause: 'Install',
  access: [
    { resource: 'https://api.moysklad.ru/api/remap/1.2', scope: ['admin'], access_token: 'token-of-account' },
  ],
  subscription: { ...subscription, notForResale: false, partner: false },
}
const tariffChanged = { ...install, cause: 'TariffChanged', access: undefined }
const uninstall = { appUid: 'skladbridge.vendor', accountName: 'chaylavka', cause: 'Uninstall' }

let gateway: Gateway
const log = captureLogger()
beforeEach(async () => {
  gateway = await startGateway({ log: log.log })
})
afterEach(() => gateway.close())

async function call(method: string, body?: unknown, path = pathOf(accountId)) {
  return gateway.ask(method, path, { body, headers: { authorization: await vendorBearer() } })
}
const methods = () => gateway.services.calls.map(({ method }) => method)
const refused = (kind: ErrorKind) => new AppError({ kind, code: 'FAKE_REFUSED', message: 'refused' })

describe('an installation', () => {
  it('keeps the token first, tells billing, and answers how far set-up is', async () => {
    const answer = await call('PUT', install)
    expect(answer).toMatchObject({ status: 200, body: { status: 'SettingsRequired' } })
    expect(answer.headers.get('content-type')).toContain('application/json')
    expect(methods()).toEqual(['moyskladAccounts.save', 'billing.activate', 'insalesConnections.list'])
    expect(gateway.services.requestsOf('moyskladAccounts.save')).toEqual([
      {
        accountId,
        accountName: 'chaylavka',
        appId,
        appUid: 'skladbridge.vendor',
        accessToken: 'token-of-account',
      },
    ])
    expect(gateway.services.requestsOf('billing.activate')).toMatchObject([
      { accountId, cause: 'Install', subscription },
    ])
  })

  it('repeated says the same and does nothing else', async () => {
    const first = await call('PUT', install)
    const second = await call('PUT', install)
    expect(second.body).toEqual(first.body)
    const saves = gateway.services.requestsOf('moyskladAccounts.save')
    expect(saves).toHaveLength(2)
    expect(saves[1]).toEqual(saves[0])
  })

  it('of an account whose shop is connected is set up', async () => {
    await gateway.ask('POST', '/api/v1/connections', {
      body: { shopHost: 'shop.myinsales.ru', apiKey: 'key', password: 'password' },
      headers: {
        authorization: `Bearer ${(await gateway.sessions.open({ accountId, userId: 'u', admin: true })).token}`,
      },
    })
    expect((await call('PUT', { ...install, cause: 'Resume' })).body).toEqual({ status: 'Activated' })
    expect((await call('GET')).body).toEqual({ status: 'Activated' })
  })

  it('with custom rights has no subscription', async () => {
    expect(await call('PUT', { ...install, subscription: undefined })).toMatchObject({ status: 200 })
    expect(gateway.services.requestsOf('billing.activate')).toMatchObject([{ subscription: undefined }])
  })

  it('TariffChanged brings no token: the kept one stays', async () => {
    expect(await call('PUT', tariffChanged)).toMatchObject({ status: 200 })
    expect(methods()).not.toContain('moyskladAccounts.save')
    expect(gateway.services.requestsOf('billing.activate')).toMatchObject([{ cause: 'TariffChanged' }])
  })

  it('whose token could not be kept tells billing nothing, and the repeat finishes it', async () => {
    gateway.services.fail('moyskladAccounts.save', refused('unavailable'))
    expect(await call('PUT', install)).toMatchObject({ status: 503 })
    expect(methods()).not.toContain('billing.activate')
    gateway.services.mend()
    expect(await call('PUT', install)).toMatchObject({ status: 200 })
    expect(methods()).toContain('billing.activate')
  })

  it.each<[ErrorKind, number]>([
    ['unavailable', 503],
    ['conflict', 503],
    ['throttled', 503],
    ['bug', 500],
  ])(
    'that meets «%s» is answered so that MoySklad repeats: a 4xx would void the token',
    async (kind, status) => {
      gateway.services.fail('billing.activate', refused(kind))
      expect(await call('PUT', install)).toMatchObject({ status })
    },
  )

  it('while a service is away is answered so that MoySklad repeats', async () => {
    await gateway.services.close()
    expect(await call('PUT', install)).toMatchObject({ status: 503 })
  })

  it.each<[string, unknown]>([
    ['no JSON', '{'],
    ['no cause', { ...install, cause: undefined }],
    ['an unknown cause', { ...install, cause: 'StatusUpdate' }],
    ['a token that is no text', { ...install, access: [{ access_token: 7 }] }],
  ])('with %s is refused for good', async (_what, body) => {
    const answer = await call('PUT', body)
    expect(problemOf(answer)).toMatchObject({ type: 'application/problem+json', status: 400 })
    expect(gateway.services.calls).toEqual([])
  })

  it('leaves no token in the log', async () => {
    gateway.services.fail('moyskladAccounts.save', refused('bug'))
    await call('PUT', install)
    expect(log.text()).not.toContain('token-of-account')
  })
})

describe('an end', () => {
  it.each([
    ['Uninstall', 'uninstalled'],
    ['Suspend', 'suspended'],
  ])('%s stops the work and erases the token', async (cause, reason) => {
    expect(await call('DELETE', { ...uninstall, cause })).toMatchObject({ status: 200 })
    expect(gateway.services.requestsOf('billing.deactivate')).toEqual([{ accountId, cause }])
    expect(gateway.services.requestsOf('moyskladAccounts.remove')).toEqual([{ accountId, reason }])
  })

  it('of an account never heard of, or for the second time, is no error', async () => {
    expect(await call('DELETE', uninstall)).toMatchObject({ status: 200 })
    expect(await call('DELETE', uninstall)).toMatchObject({ status: 200 })
  })

  it('that did not reach the connector is repeated whole', async () => {
    gateway.services.fail('moyskladAccounts.remove', refused('unavailable'))
    expect(await call('DELETE', uninstall)).toMatchObject({ status: 503 })
    gateway.services.mend()
    expect(await call('DELETE', uninstall)).toMatchObject({ status: 200 })
    expect(gateway.services.requestsOf('billing.deactivate')).toHaveLength(2)
  })

  it('with an unknown cause, or none, is refused', async () => {
    expect(await call('DELETE', { ...uninstall, cause: 'Install' })).toMatchObject({ status: 400 })
    expect(await call('DELETE')).toMatchObject({ status: 400 })
    expect(gateway.services.calls).toEqual([])
  })
})

describe('who may call', () => {
  it.each(['PUT', 'DELETE', 'GET'])('%s needs a token of MoySklad', async (method) => {
    const body = method === 'PUT' ? install : method === 'DELETE' ? uninstall : undefined
    const path = pathOf(accountId)
    const strange = await vendorBearer({ secret: 'secret key of another solution' })
    for (const headers of [{}, { authorization: strange }] as Record<string, string>[]) {
      expect(problemOf(await gateway.ask(method, path, { body, headers }))).toEqual({
        type: 'application/problem+json',
        status: 403,
        code: 'GATEWAY_VENDOR_TOKEN_INVALID',
      })
    }
    expect(gateway.services.calls).toEqual([])
  })

  it('a call that is repeated with the very same token is the same call', async () => {
    const headers = { authorization: await vendorBearer(), X_Lognex_RequestId: 'request-1' }
    gateway.services.fail('billing.activate', refused('unavailable'))
    expect(await gateway.ask('PUT', pathOf(accountId), { body: install, headers })).toMatchObject({
      status: 503,
    })
    gateway.services.mend()
    expect(await gateway.ask('PUT', pathOf(accountId), { body: install, headers })).toMatchObject({
      status: 200,
    })
    const other = { ...headers, X_Lognex_RequestId: 'request-2' }
    expect(await gateway.ask('PUT', pathOf(accountId), { body: install, headers: other })).toMatchObject({
      status: 403,
    })
  })

  it('a token is good for one call', async () => {
    const headers = { authorization: await vendorBearer() }
    expect(await gateway.ask('GET', pathOf(accountId), { headers })).toMatchObject({ status: 200 })
    expect(await gateway.ask('GET', pathOf(accountId), { headers })).toMatchObject({ status: 403 })
  })

  it('a session of the page is no token of MoySklad', async () => {
    const { token } = await gateway.sessions.open({ accountId, userId: 'u', admin: true })
    const headers = { authorization: `Bearer ${token}` }
    expect(await gateway.ask('PUT', pathOf(accountId), { body: install, headers })).toMatchObject({
      status: 403,
    })
  })

  it('another solution, or an account that is none, is refused', async () => {
    expect(await call('PUT', install, pathOf(accountId, 'another-app'))).toMatchObject({ status: 400 })
    expect(await call('PUT', install, pathOf('x'.repeat(65)))).toMatchObject({ status: 400 })
    expect(gateway.services.calls).toEqual([])
  })
})

// the recordings lie beside a checkout or nowhere; without them there is nothing to read
describe('recorded vendor calls', () => {
  it.each([
    ['PUT', 'vendor.activate.install.request'],
    ['PUT', 'vendor.activate.custom-permissions.request'],
    ['PUT', 'vendor.tariff-changed.request'],
    ['DELETE', 'vendor.deactivate.uninstall.request'],
  ])('%s %s is understood, the second time as well', async (method, name) => {
    const body = readFixture('moysklad', name) as { cause: string } | undefined
    if (!body) return
    for (let time = 0; time < 2; time++) expect(await call(method, body)).toMatchObject({ status: 200 })
    const told = gateway.services.requestsOf(method === 'PUT' ? 'billing.activate' : 'billing.deactivate')
    expect(told).toMatchObject([{ cause: body.cause }, { cause: body.cause }])
  })

  it('GET answers as recorded', async () => {
    const recorded = readFixture('moysklad', 'vendor.status-check.response')
    if (recorded) expect((await call('GET')).body).toEqual(recorded)
  })
})
