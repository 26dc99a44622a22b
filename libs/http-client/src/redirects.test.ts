import type { LookupAddress } from 'node:dns'
import { afterEach, describe, expect, it } from '@jest/globals'
import { createLocalBudget } from './budget/stores.js'
import {
  anUpstream,
  aRequest,
  failureOf,
  startLoopback,
  type Answer,
  type Loopback,
} from './testing/loopback.js'
import type { Upstream } from './types.js'
import type { UpstreamOptions } from './upstream.js'
import { isPublicAddress } from './wire/public-only.js'

const servers: Loopback[] = []
let upstream: Upstream

async function open(answer: Answer): Promise<Loopback> {
  const server = await startLoopback(answer)
  servers.push(server)
  return server
}
const use = (options: Partial<UpstreamOptions> = {}) => (upstream = anUpstream(options))

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
  await upstream.close()
})

const followLikeMoysklad: UpstreamOptions['redirect'] = (from, to, status, method) => {
  if (status === 308 && from.host === to.host) return 'same'
  return status === 302 && method === 'GET' ? 'bare' : 'no'
}

describe('redirects', () => {
  it('none is followed unless the caller says so', async () => {
    const server = await open((_request, response) => response.writeHead(302, { location: '/other' }).end())
    use()
    expect((await upstream.request(aRequest(server.url))).status).toBe(302)
    expect(server.seen).toHaveLength(1)
  })

  it('308 on the same host keeps method, headers and body, and costs a second unit', async () => {
    const server = await open((request, response) =>
      request.url === '/ui' ? response.writeHead(308, { location: '/api' }).end() : response.end('{"id":1}'),
    )
    use({
      redirect: followLikeMoysklad,
      budget: createLocalBudget({ name: 't', limit: 2, windowMs: 60_000, kind: 'fixed-window' }),
    })
    const request = aRequest(`${server.url}/ui`, {
      method: 'PUT',
      json: { a: 1 },
      headers: { authorization: 'Bearer t' },
    })
    expect((await upstream.request(request)).json).toEqual({ id: 1 })
    expect(server.seen[1]).toMatchObject({ method: 'PUT', path: '/api', text: '{"a":1}' })
    expect(server.seen[1]!.headers.authorization).toBe('Bearer t')
    const next = aRequest(server.url, { deadline: new Date(Date.now() + 500) })
    expect((await failureOf(upstream.request(next))).code).toBe('HTTP_BUDGET_SPENT')
  })

  it('302 to storage goes without our headers', async () => {
    const storage = await open((_request, response) => response.end('png'))
    const server = await open((_request, response) =>
      response.writeHead(302, { location: `${storage.url}/file` }).end(),
    )
    use({ redirect: followLikeMoysklad })
    const answer = await upstream.request(
      aRequest(server.url, { headers: { authorization: 'Bearer secret' } }),
    )
    expect(answer.body.toString()).toBe('png')
    expect(storage.seen[0]!.headers.authorization).toBeUndefined()
  })

  it('stops at hosts that are not allowed', async () => {
    const foreign = await open((_request, response) => response.end('{}'))
    const server = await open((_request, response) =>
      response.writeHead(302, { location: foreign.url }).end(),
    )
    use({ redirect: () => 'same', allowHost: (url) => url.origin === server.url })
    expect(await failureOf(upstream.request(aRequest(server.url)))).toMatchObject({
      kind: 'invalid',
      code: 'HTTP_HOST_REFUSED',
    })
    expect(foreign.seen).toEqual([])
  })

  it('ends a circle', async () => {
    const server = await open((_request, response) => response.writeHead(308, { location: '/again' }).end())
    use({ redirect: followLikeMoysklad })
    expect((await upstream.request(aRequest(server.url))).status).toBe(308)
    expect(server.seen).toHaveLength(4)
  })
})

describe('addresses that are not public', () => {
  const inside = [
    'http://127.0.0.1:1/',
    'http://10.1.2.3/',
    'http://169.254.169.254/latest/meta-data',
    'http://172.20.0.1/',
    'http://192.168.1.1/',
    'http://100.64.0.1/',
    'http://0.0.0.0/',
    'http://0x7f.1/',
    'http://2130706433/',
    'http://[::1]/',
    'http://[fd00::1]/',
    'http://[fe80::1]/',
    'http://[::ffff:10.0.0.1]/',
    'http://[64:ff9b::7f00:1]/',
  ]
  it.each(inside)('%s is refused', async (url) => {
    use({ publicOnly: true })
    expect(await failureOf(upstream.request(aRequest(url)))).toMatchObject({
      code: 'HTTP_HOST_REFUSED',
      effect: 'none',
    })
  })

  const resolveTo =
    (...addresses: string[]): NonNullable<UpstreamOptions['resolve']> =>
    (_name, _options, done) =>
      done(
        null,
        addresses.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 })),
      )

  it('a name that means one is refused, also among public ones', async () => {
    const server = await open((_request, response) => response.end('{}'))
    const url = server.url.replace('127.0.0.1', 'shop.example')
    for (const addresses of [['127.0.0.1'], ['93.184.216.34', '127.0.0.1'], ['::1']]) {
      use({ publicOnly: true, resolve: resolveTo(...addresses) })
      expect(await failureOf(upstream.request(aRequest(url)))).toMatchObject({
        kind: 'invalid',
        code: 'HTTP_HOST_REFUSED',
        effect: 'none',
      })
      await upstream.close()
    }
    expect(server.connections()).toBe(0)
  })

  it('a redirect to one is refused', async () => {
    const server = await open((_request, response) =>
      response.writeHead(302, { location: 'http://10.0.0.1/' }).end(),
    )
    use({
      publicOnly: false,
      redirect: () => 'bare',
      allowHost: (url) => isPublicAddress(url.hostname) || url.origin === server.url,
    })
    expect((await failureOf(upstream.request(aRequest(server.url)))).code).toBe('HTTP_HOST_REFUSED')
  })

  it.each(['file:///etc/passwd', 'ftp://example.com/', 'https://user:pass@example.com/', 'not a url'])(
    'nor anything that is not plain http: %s',
    async (url) => {
      use()
      expect((await failureOf(upstream.request(aRequest(url)))).code).toBe('HTTP_HOST_REFUSED')
    },
  )

  it('public ones pass', () => {
    expect(['93.184.216.34', '8.8.8.8', '2a00:1450:4010:c0f::8b', '172.15.0.1'].every(isPublicAddress)).toBe(
      true,
    )
    expect(isPublicAddress('example.com')).toBe(false)
  })
})
