import { createServer, type AddressInfo, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from '@jest/globals'
import {
  anUpstream,
  aRequest,
  failureOf,
  startLoopback,
  type Answer,
  type Loopback,
} from './testing/loopback.js'
import { retryAfterMs } from './retry-after.js'
import type { Upstream } from './types.js'
import type { UpstreamOptions } from './upstream.js'

let server: Loopback
let upstream: Upstream

async function open(answer: Answer, options: Partial<UpstreamOptions> = {}) {
  server = await startLoopback(answer)
  upstream = anUpstream(options)
}

afterEach(async () => {
  await server.close()
  await upstream.close()
})

describe('an answer that comes whole', () => {
  it('is handed over with its status, lower-case headers and parsed JSON', async () => {
    await open((_request, response) => {
      response.writeHead(404, { 'Content-Type': 'application/json', 'X-Own': 'yes' }).end('{"errors":[]}')
    })
    const answer = await upstream.request(
      aRequest(`${server.url}/a?b=1`, {
        method: 'POST',
        json: { name: 'Чай' },
        headers: { authorization: 'Bearer t' },
      }),
    )
    expect(answer.status).toBe(404)
    expect(answer.headers['x-own']).toBe('yes')
    expect(answer.json).toEqual({ errors: [] })
    expect(server.seen).toEqual([
      {
        method: 'POST',
        path: '/a?b=1',
        text: '{"name":"Чай"}',
        headers: expect.objectContaining({
          'accept-encoding': 'gzip',
          authorization: 'Bearer t',
          'content-type': 'application/json',
          'user-agent': 'SkladBridge/test',
        }),
      },
    ])
  })

  it('is unpacked when gzipped', async () => {
    await open((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"ok":true}'))
    })
    expect((await upstream.request(aRequest(server.url))).json).toEqual({ ok: true })
  })

  it('has no json when it is HTML or empty', async () => {
    await open((request, response) =>
      response.writeHead(500).end(request.url === '/html' ? '<h1>502</h1>' : ''),
    )
    expect((await upstream.request(aRequest(`${server.url}/html`))).json).toBeUndefined()
    const empty = await upstream.request(aRequest(server.url))
    expect([empty.status, empty.json, empty.body.length]).toEqual([500, undefined, 0])
  })

  it('goes to the sink in pieces when there is one, and is not kept', async () => {
    const text = JSON.stringify(Array.from({ length: 20_000 }, (_, id) => ({ id })))
    await open((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(text)),
    )
    const pieces: Buffer[] = []
    const answer = await upstream.request(aRequest(server.url, { sink: (piece) => void pieces.push(piece) }))
    expect(Buffer.concat(pieces).toString()).toBe(text)
    expect(pieces.length).toBeGreaterThan(1)
    expect(answer.body.length).toBe(0)
  })

  it('is given up when the sink cannot take it', async () => {
    await open((_request, response) => response.end('{}'))
    const sink = () => {
      throw new Error('no room')
    }
    expect((await failureOf(upstream.request(aRequest(server.url, { sink })))).kind).toBe('unavailable')
  })

  it('goes to the caller, not to the sink, when it is an error', async () => {
    await open((_request, response) => response.writeHead(400).end('{"errors":[1]}'))
    const answer = await upstream.request(
      aRequest(server.url, {
        sink: () => {
          throw new Error('must not be called')
        },
      }),
    )
    expect(answer.json).toEqual({ errors: [1] })
  })
})

describe('connections', () => {
  it('are kept and used again, but not for more requests than allowed', async () => {
    await open((_request, response) => response.end('{}'), { requestsPerConnection: 2 })
    for (let i = 0; i < 6; i += 1) await upstream.request(aRequest(server.url))
    expect(server.connections()).toBeGreaterThanOrEqual(2)
    expect(server.connections()).toBeLessThanOrEqual(3)
  })
})

describe('what goes wrong on the wire', () => {
  it('no connection: no effect', async () => {
    await open(() => {})
    await server.close()
    expect(
      await failureOf(upstream.request(aRequest(server.url, { method: 'POST', json: {} }))),
    ).toMatchObject({
      kind: 'unavailable',
      code: 'HTTP_NO_CONNECTION',
      effect: 'none',
    })
  })

  it('cut before any answer: a write may have had its effect, a read has none', async () => {
    await open((_request, response) => response.socket!.destroy())
    const cut = { kind: 'unavailable', code: 'HTTP_CUT' }
    expect(
      await failureOf(upstream.request(aRequest(server.url, { method: 'PUT', json: {} }))),
    ).toMatchObject({
      ...cut,
      effect: 'unknown',
    })
    expect(await failureOf(upstream.request(aRequest(server.url)))).toMatchObject({ ...cut, effect: 'none' })
  })

  it('cut in the middle of the answer', async () => {
    await open((_request, response) => {
      response.writeHead(201, { 'content-length': '1000' })
      response.write('{"id":', () => response.socket!.destroy())
    })
    expect(
      await failureOf(upstream.request(aRequest(server.url, { method: 'POST', json: {} }))),
    ).toMatchObject({
      code: 'HTTP_CUT',
      effect: 'unknown',
    })
  })

  it('half of a gzip stream', async () => {
    await open((_request, response) => {
      const packed = gzipSync(JSON.stringify(Array.from({ length: 5000 }, Math.random)))
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed.subarray(0, packed.length / 2))
    })
    expect(await failureOf(upstream.request(aRequest(server.url)))).toMatchObject({
      kind: 'unavailable',
      code: 'HTTP_ANSWER_UNREADABLE',
    })
  })

  it.each(['br', 'deflate', 'gzip, gzip'])('an encoding nobody asked for: %s', async (encoding) => {
    await open((_request, response) => response.writeHead(200, { 'content-encoding': encoding }).end('??'))
    expect((await failureOf(upstream.request(aRequest(server.url)))).code).toBe('HTTP_ANSWER_UNREADABLE')
  })

  it('no connection in time: a host that never shakes hands', async () => {
    const sockets: Socket[] = []
    const silent = createServer((socket) => void sockets.push(socket))
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    await open(() => {}, { connectTimeoutMs: 100 })
    const url = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`
    expect(await failureOf(upstream.request(aRequest(url, { method: 'POST', json: {} })))).toMatchObject({
      code: 'HTTP_TIMEOUT',
      effect: 'none',
    })
    sockets.forEach((socket) => socket.destroy())
    await new Promise((resolve) => silent.close(resolve))
  })

  it('no headers in time', async () => {
    await open(() => {}, { headersTimeoutMs: 100 })
    expect(
      await failureOf(upstream.request(aRequest(server.url, { method: 'POST', json: {} }))),
    ).toMatchObject({
      code: 'HTTP_TIMEOUT',
      effect: 'unknown',
    })
  })

  it('headers, then silence', async () => {
    await open((_request, response) => response.writeHead(200).write('{'), { bodyTimeoutMs: 100 })
    expect((await failureOf(upstream.request(aRequest(server.url)))).code).toBe('HTTP_TIMEOUT')
  })

  it('a byte now and then for ever: the whole answer has a time too', async () => {
    let dripping: NodeJS.Timeout | undefined
    await open(
      (_request, response) => {
        response.writeHead(200)
        dripping = setInterval(() => response.write(' '), 20)
      },
      { bodyTimeoutMs: 5_000, totalTimeoutMs: 300 },
    )
    const failure = await failureOf(upstream.request(aRequest(server.url)))
    clearInterval(dripping)
    expect(failure.code).toBe('HTTP_TIMEOUT')
  })

  it('larger than allowed', async () => {
    await open((_request, response) => response.end(Buffer.alloc(200_000, 32)), { maxBytes: 100_000 })
    expect(await failureOf(upstream.request(aRequest(server.url)))).toMatchObject({
      kind: 'unavailable',
      code: 'HTTP_ANSWER_TOO_LARGE',
    })
  })

  it.each([
    ['of some packets', 200_000_000],
    ['of one packet', 10_000_000],
  ])('a bomb: small on the wire, huge unpacked, %s', async (_name, bytes) => {
    const bomb = gzipSync(Buffer.alloc(bytes))
    await open((_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb), {
      maxBytes: 1_000_000,
    })
    const before = process.memoryUsage().rss
    expect((await failureOf(upstream.request(aRequest(server.url)))).code).toBe('HTTP_ANSWER_TOO_LARGE')
    expect(process.memoryUsage().rss - before).toBeLessThan(60_000_000)
  })

  it('given up by the caller', async () => {
    const stop = new AbortController()
    await open(() => stop.abort())
    const work = upstream.request(aRequest(server.url, { method: 'DELETE', signal: stop.signal }))
    expect(await failureOf(work)).toMatchObject({ code: 'HTTP_ABORTED', effect: 'unknown' })
  })
})

describe('an answer that asks to wait', () => {
  it('429 is thrown with its time, and the account is not asked again before', async () => {
    let status = 429
    await open((_request, response) => response.writeHead(status, { 'retry-after': '0.3' }).end('<html>'), {
      readThrottle: ({ headers }) => ({ pauseMs: retryAfterMs(headers['retry-after']) }),
    })
    const refused = await failureOf(upstream.request(aRequest(server.url, { method: 'POST', json: {} })))
    expect(refused).toMatchObject({
      kind: 'throttled',
      code: 'HTTP_THROTTLED',
      effect: 'none',
      retryAfterMs: 300,
    })
    status = 200
    const soon = { deadline: new Date(Date.now() + 280) }
    expect((await failureOf(upstream.request(aRequest(server.url, soon)))).kind).toBe('throttled')
    expect(server.seen).toHaveLength(1)
    await upstream.request(aRequest(server.url, { account: 'another' }))
    await upstream.request(aRequest(server.url))
    expect(server.seen).toHaveLength(3)
  })

  it('Retry-After is seconds or a date; nonsense is none', () => {
    const now = new Date('2026-04-01T09:00:00Z')
    expect(retryAfterMs('2', now)).toBe(2_000)
    expect(retryAfterMs('Wed, 01 Apr 2026 09:00:30 GMT', now)).toBe(30_000)
    expect(retryAfterMs('Wed, 01 Apr 2026 08:00:00 GMT', now)).toBe(0)
    expect([undefined, '', 'soon', '-5'].map((value) => retryAfterMs(value, now))).toEqual(
      Array(4).fill(undefined),
    )
  })
})

describe('a deadline', () => {
  it('too near: nothing is sent', async () => {
    await open((_request, response) => response.end('{}'), { leastTimeMs: 500 })
    const work = upstream.request(aRequest(server.url, { deadline: new Date(Date.now() + 400) }))
    expect(await failureOf(work)).toMatchObject({ code: 'HTTP_DEADLINE', effect: 'none' })
    expect(server.seen).toEqual([])
  })

  it('passed while the answer is awaited: cut', async () => {
    await open(() => {}, { leastTimeMs: 50 })
    const deadline = new Date(Date.now() + 300)
    expect((await failureOf(upstream.request(aRequest(server.url, { deadline })))).code).toBe('HTTP_TIMEOUT')
    expect(Date.now()).toBeLessThan(deadline.getTime() + 500)
  })

  it('passed while other requests of the account hold all places: throttled, nothing is sent', async () => {
    let release = () => {}
    await open((_request, response) => (release = () => response.end('{}')), { parallelPerAccount: 1 })
    const first = upstream.request(aRequest(server.url))
    const second = upstream.request(aRequest(server.url, { deadline: new Date(Date.now() + 300) }))
    expect(await failureOf(second)).toMatchObject({ kind: 'throttled', effect: 'none' })
    release()
    await first
    expect(server.seen).toHaveLength(1)
  })
})

describe('places', () => {
  it('go to orders first, and background leaves one free', async () => {
    const started: string[] = []
    const answers: (() => void)[] = []
    let notify = () => {}
    await open(
      (request, response) => {
        started.push(request.url!)
        answers.push(() => response.end('{}'))
        notify()
      },
      { parallelPerAccount: 2 },
    )
    const ask = (path: string, priority: 'orders' | 'background') =>
      upstream.request(aRequest(server.url + path, { priority }))
    const until = async (count: number) => {
      while (started.length < count) await new Promise<void>((resolve) => (notify = resolve))
    }
    const all = [
      ask('/b1', 'background'),
      ask('/b2', 'background'),
      ask('/o1', 'orders'),
      ask('/o2', 'orders'),
    ]
    await until(2)
    expect([...started].sort()).toEqual(['/b1', '/o1'])
    answers[0]!()
    await until(3)
    expect(started[2]).toBe('/o2')
    answers[1]!()
    answers[2]!()
    await until(4)
    answers[3]!()
    await Promise.all(all)
  })
})

describe('closing', () => {
  it('waits for the requests under way', async () => {
    let answered = false
    await open((_request, response) => {
      answered = true
      response.end('{}')
    })
    const work = upstream.request(aRequest(server.url))
    await upstream.close()
    expect(answered).toBe(true)
    await work
    expect(await failureOf(upstream.request(aRequest(server.url)))).toMatchObject({ code: 'HTTP_ABORTED' })
    expect(server.seen).toHaveLength(1)
  })
})
