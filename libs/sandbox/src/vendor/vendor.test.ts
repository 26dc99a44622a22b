import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { SignJWT, jwtVerify } from 'jose'
import { request } from 'undici'
import { createSandboxKit } from '../core/kit.js'
import type { AccountDirectory } from '../core/types.js'
import { startReceiver, type Receiver } from '../testing/receiver.js'
import { createVendorSandbox, defaultSolution, type VendorSandbox } from './index.js'

const account = 'f088b0a7-9490-4a57-b804-393163e7680f'
const key = new TextEncoder().encode(defaultSolution.secretKey)

let developer: Receiver
let kit: ReturnType<typeof createSandboxKit>
let vendor: VendorSandbox
let url: string
let works: string[]
let hooks: string[]

beforeEach(async () => {
  ;[works, hooks] = [[], []]
  const directory: AccountDirectory = {
    addAccount: ({ token }) => void works.push(token),
    revokeToken: (token) => (works = works.filter((other) => other !== token)),
    solutionWebhooks: (_accountId, state) => void hooks.push(state),
  }
  developer = await startReceiver()
  developer.answer = () => ({ status: 'SettingsRequired' })
  kit = createSandboxKit({ seed: 5, speed: 2000 })
  vendor = createVendorSandbox(kit, { gateway: developer.url }, directory)
  url = `${await vendor.app.listen({ host: '127.0.0.1', port: 0 })}/api/vendor/1.0`
})
afterEach(async () => {
  await vendor.close()
  await kit.close()
  await developer.close()
})

const status = () => vendor.installations()[0]?.['status']
const body = (at = -1) => developer.received.at(at)?.body as Record<string, unknown>

function jwt(claims: object = {}, secret = key) {
  const now = Math.floor(Date.now() / 1000)
  const payload = { sub: defaultSolution.appUid, iat: now, exp: now + 60, jti: randomUUID(), ...claims }
  return new SignJWT(payload).setProtectedHeader({ alg: 'HS256' }).sign(secret)
}

async function ask(
  method: 'GET' | 'PUT' | 'POST',
  path: string,
  options: { token?: string; body?: object; gzip?: boolean } = {},
) {
  const answer = await request(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${options.token ?? (await jwt())}`,
      'accept-encoding': options.gzip === false ? 'identity' : 'gzip',
      'content-type': 'application/json',
    },
    body: options.body ? JSON.stringify(options.body) : null,
  })
  const bytes = Buffer.from(await answer.body.arrayBuffer())
  const { gunzipSync } = await import('node:zlib')
  const text = answer.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes).toString() : bytes.toString()
  return { status: answer.statusCode, json: text ? JSON.parse(text) : undefined }
}
const statusPath = `/apps/${defaultSolution.appId}/${account}/status`

describe('MoySklad calls the developer', () => {
  test('install: a signed PUT with a token that works already; the answer is the status', async () => {
    let workedBefore = false
    developer.answer = ({ body }) => {
      const { access } = body as { access: { access_token: string }[] }
      workedBefore = works.includes(access[0]!.access_token)
      return { status: 'SettingsRequired' }
    }
    const outcome = await vendor.install(account, { accountName: 'dummyaccount' })
    expect(outcome).toMatchObject({ attempts: 1, httpStatus: 200, succeeded: true })
    const call = developer.received[0]!
    expect([call.method, call.url]).toEqual([
      'PUT',
      `/api/moysklad/vendor/1.0/apps/${defaultSolution.appId}/${account}`,
    ])
    expect(call.body).toMatchObject({
      appUid: defaultSolution.appUid,
      accountName: 'dummyaccount',
      cause: 'Install',
      access: [
        { resource: 'https://api.moysklad.ru/api/remap/1.2', scope: ['admin'], access_token: works[0] },
      ],
      subscription: {
        trial: true,
        notForResale: false,
        partner: false,
        expiryMoment: expect.stringMatching(/\+03:00$/),
      },
    })
    const { payload } = await jwtVerify(String(call.headers['authorization']).slice(7), key)
    expect(Object.keys(payload).toSorted()).toEqual(['exp', 'iat', 'jti'])
    expect(call.headers['x_lognex_requestid']).toBe(outcome.requestId)
    expect([workedBefore, status()]).toEqual([true, 'SettingsRequired'])
  })

  test.each([400, 404, 551])('%d is final: the install has failed and the token is void', async (code) => {
    developer.answer = (_call, reply) => reply.code(code).send({})
    expect((await vendor.install(account)).attempts).toBe(1)
    expect([status(), works]).toEqual(['ActivationFailed', []])
  })

  test('a 200 that names no status is a failure', async () => {
    developer.answer = () => ({ ok: true })
    await vendor.install(account)
    expect(status()).toBe('ActivationFailed')
  })

  test('5xx is repeated with the same request id and another token, every 10 s', async () => {
    developer.answer = (_call, reply) =>
      reply.code(developer.received.length < 3 ? 503 : 200).send({ status: 'Activated' })
    const before = kit.clock.now().getTime()
    expect(await vendor.install(account)).toMatchObject({ attempts: 3, succeeded: true })
    expect(kit.clock.now().getTime() - before).toBeGreaterThanOrEqual(20_000)
    const header = (name: string) => new Set(developer.received.map(({ headers }) => headers[name]))
    expect([header('x_lognex_requestid').size, header('authorization').size]).toEqual([1, 3])
    expect(status()).toBe('Activated')
  })

  test('after three minutes it gives up', async () => {
    developer.answer = (_call, reply) => reply.code(500).send({})
    const outcome = await vendor.install(account)
    expect(outcome.succeeded).toBe(false)
    expect(outcome.attempts).toBeGreaterThan(3)
    expect(outcome.attempts).toBeLessThanOrEqual(19)
    expect(status()).toBe('ActivationFailed')
  })

  test('a developer who is not there has not answered', async () => {
    vendor.setGateway('http://127.0.0.1:1')
    expect(await vendor.install(account)).toMatchObject({ httpStatus: 0, succeeded: false })
  })

  test('with no developer’s server known at all, nothing is waited for', async () => {
    const lonely = createVendorSandbox(kit)
    expect(await lonely.install(account)).toMatchObject({
      attempts: 1,
      httpStatus: 0,
      body: 'no gateway to call',
    })
    await lonely.close()
  })

  test('suspend voids the token first, resume brings a new one, uninstall ends it', async () => {
    await vendor.install(account)
    const [first] = works
    await vendor.suspend(account)
    expect([developer.received.at(-1)!.method, body()]).toMatchObject(['DELETE', { cause: 'Suspend' }])
    expect([works, status(), hooks]).toEqual([[], 'Suspended', ['disabled']])
    await vendor.resume(account)
    expect(body()).toMatchObject({ cause: 'Resume', access: [{ access_token: works[0] }] })
    expect(works[0]).not.toBe(first)
    expect(hooks).toEqual(['disabled', 'enabled'])
    developer.answer = (_call, reply) => reply.code(204).send()
    await vendor.uninstall(account)
    expect(body()).toEqual({ appUid: defaultSolution.appUid, accountName: 'account-1', cause: 'Uninstall' })
    expect([works, vendor.installations(), hooks.at(-1)]).toEqual([[], [], 'deleted'])
  })

  test('tariff, prolongation and rights: no token in them', async () => {
    await vendor.install(account)
    await vendor.changeTariff(account, { trial: false, tariffName: 'Полный' })
    expect(body()).toMatchObject({
      cause: 'TariffChanged',
      subscription: { trial: false, tariffName: 'Полный' },
    })
    await vendor.prolong(account)
    expect(body()).toMatchObject({ cause: 'Autoprolongation' })
    expect(body()).not.toHaveProperty('access')
    await vendor.changePermissions(account, { viewAudit: true })
    expect(developer.received.at(-1)!.url).toMatch(/\/event$/)
    expect(body()).toMatchObject({
      cause: 'PermissionsChanged',
      access: [{ scope: ['custom'], permissions: { viewAudit: true } }],
    })
    expect(JSON.stringify(body())).not.toContain('access_token')
  })

  test('a call can be repeated although it was answered', async () => {
    await vendor.install(account)
    await vendor.repeatLast(account)
    const [first, second] = developer.received
    expect(second!.raw).toBe(first!.raw)
    expect(second!.headers['x_lognex_requestid']).toBe(first!.headers['x_lognex_requestid'])
  })

  test('what is not installed can’t be suspended', async () => {
    await expect(vendor.suspend(account)).rejects.toThrow('not installed')
  })
})

describe('the developer calls MoySklad', () => {
  test('reads the status, without the token', async () => {
    expect(await ask('GET', statusPath)).toEqual({
      status: 404,
      json: { errors: [expect.objectContaining({ code: 2004 })] },
    })
    await vendor.install(account)
    const { json } = await ask('GET', statusPath)
    expect(json).toMatchObject({
      status: 'SettingsRequired',
      subscription: { trial: true },
      access: [{ scope: ['admin'] }],
    })
    expect(JSON.stringify(json)).not.toContain(works[0])
  })

  test('reports the next status; the same again is no error; where no way leads, 409', async () => {
    await vendor.install(account)
    const put = async (next: unknown) => (await ask('PUT', statusPath, { body: { status: next } })).status
    expect(await put('Activated')).toBe(200)
    expect(await put('Activated')).toBe(200)
    expect(await put('SettingsRequired')).toBe(409)
    expect(await put('Suspended')).toBe(400)
    await vendor.suspend(account)
    expect(await put('Activated')).toBe(409)
  })

  test('a context key names the employee for five minutes', async () => {
    await vendor.install(account, { accountName: 'chay' })
    const [admin, seller] = [vendor.makeContextKey(account), vendor.makeContextKey(account, { admin: false })]
    kit.clock.speed = 1
    expect((await ask('POST', `/context/${admin}`)).json).toMatchObject({
      accountId: account,
      uid: 'admin@chay',
      permissions: { admin: { view: 'ALL' } },
    })
    expect((await ask('POST', `/context/${seller}`)).json.permissions.admin.view).toBe('NO')
    kit.clock.speed = 100_000
    await kit.clock.sleep(5 * 60_000)
    expect((await ask('POST', `/context/${admin}`)).status).toBe(404)
    expect((await ask('POST', '/context/unknown')).status).toBe(404)
  })

  test('without gzip: 415 with no body', async () => {
    expect(await ask('GET', statusPath, { gzip: false })).toEqual({ status: 415, json: undefined })
  })

  test('a token is good once', async () => {
    const token = await jwt()
    expect((await ask('GET', statusPath, { token })).status).toBe(404)
    expect((await ask('GET', statusPath, { token })).status).toBe(401)
  })

  const now = () => Math.floor(Date.now() / 1000)
  test.each<[string, () => Promise<string>]>([
    ['of another solution', () => jwt({ sub: 'other.vendor' })],
    ['signed with another key', () => jwt({}, new TextEncoder().encode('another-secret-key-of-some-length'))],
    ['that has expired', () => jwt({ exp: now() - 1 })],
    ['older than 300 s, whatever its exp', () => jwt({ iat: now() - 301, exp: now() + 3600 })],
    ['without jti', () => jwt({ jti: undefined })],
    ['without iat', () => jwt({ iat: undefined })],
    ['that is none', async () => 'abc'],
  ])('a token %s is refused: 401, code 1056', async (_what, make) => {
    const answer = await ask('GET', statusPath, { token: await make() })
    expect(answer).toMatchObject({ status: 401, json: { errors: [{ code: 1056 }] } })
  })
})
