import { afterEach, describe, expect, it } from '@jest/globals'
import { register } from 'prom-client'
import { anUpstream, aRequest, failureOf, startLoopback, type Loopback } from './testing/loopback.js'
import type { Upstream } from './types.js'

let server: Loopback
let upstream: Upstream
let status = 200

async function open(openMs: number) {
  server = await startLoopback((_request, response) => response.writeHead(status).end('{}'))
  const readThrottle = () => (status === 429 ? { pauseMs: 1 } : {})
  upstream = anUpstream({ breaker: { minimumRequests: 4, openMs }, readThrottle })
}

const ask = (account: string) => upstream.request(aRequest(server.url, { account }))
async function askTimes(times: number, account: string) {
  for (let i = 0; i < times; i += 1) await ask(account)
}
const openCount = async () =>
  (await register.getSingleMetric('skladbridge_outside_breakers_open')!.get()).values.reduce(
    (sum, v) => sum + v.value,
    0,
  )

afterEach(async () => {
  status = 200
  await server.close()
  await upstream.close()
})

describe('breaker', () => {
  it('opens for the account whose requests fail, and for no other', async () => {
    await open(60_000)
    status = 502
    await askTimes(4, 'bad')
    const seen = server.seen.length
    const failure = await failureOf(ask('bad'))
    expect(failure).toMatchObject({ kind: 'unavailable', code: 'HTTP_BREAKER_OPEN', effect: 'none' })
    expect(failure.retryAfterMs).toBeGreaterThan(50_000)
    expect(server.seen).toHaveLength(seen)
    expect(await openCount()).toBe(1)
    status = 200
    await ask('good')
    await upstream.close()
    expect(await openCount()).toBe(0)
  })

  it('counts connections that cannot be made', async () => {
    await open(60_000)
    await server.close()
    for (let i = 0; i < 4; i += 1) expect((await failureOf(ask('a'))).code).toBe('HTTP_NO_CONNECTION')
    expect((await failureOf(ask('a'))).code).toBe('HTTP_BREAKER_OPEN')
  })

  it.each([400, 401, 404, 422, 429])(
    'is not opened by %i: the platform is well',
    async (code) => {
      await open(60_000)
      status = code
      for (let i = 0; i < 8; i += 1)
        await ask('a').catch((thrown: { kind: string }) => expect(thrown.kind).toBe('throttled'))
      if (code !== 429) expect((await ask('a')).status).toBe(code)
      expect(await openCount()).toBe(0)
    },
    20_000,
  )

  it('lets one request try after a while, and closes when it goes well', async () => {
    await open(50)
    status = 500
    await askTimes(4, 'a')
    expect((await failureOf(ask('a'))).code).toBe('HTTP_BREAKER_OPEN')
    status = 200
    const answers = await untilAnswered(() => ask('a'))
    expect(answers.status).toBe(200)
    await askTimes(3, 'a')
  })

  it('stays open when the one that tries fails too', async () => {
    await open(50)
    status = 500
    await askTimes(4, 'a')
    const trial = await untilAnswered(() => ask('a'))
    expect(trial.status).toBe(500)
    expect((await failureOf(ask('a'))).code).toBe('HTTP_BREAKER_OPEN')
  })
})

async function untilAnswered<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work()
    } catch (thrown) {
      expect((thrown as { code: string }).code).toBe('HTTP_BREAKER_OPEN')
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
}
