import { afterEach, describe, expect, test } from '@jest/globals'
import fastify, { type FastifyInstance } from 'fastify'
import { applyFaults } from './faults.js'
import { changeFaults, createSandboxKit } from './kit.js'
import type { Faults } from './types.js'

let app: FastifyInstance
let kit: ReturnType<typeof createSandboxKit>
let effects = 0

async function start(faults: Partial<Faults>): Promise<string> {
  effects = 0
  kit = createSandboxKit({ seed: 7, speed: 1000, faults })
  app = fastify({ forceCloseConnections: true })
  applyFaults(app, kit, {
    throttledAnswer: (_request, reply) => reply.code(429).header('Retry-After', '3').send(''),
  })
  app.get('/things/:id', () => ({ read: 'x'.repeat(2000) }))
  app.post('/things', () => {
    effects += 1
    return { written: 'y'.repeat(2000) }
  })
  return app.listen({ host: '127.0.0.1', port: 0 })
}

const post = (url: string) => fetch(`${url}/things`, { method: 'POST' })

afterEach(async () => {
  await app.close()
  await kit.close()
})

describe('faults', () => {
  test('without any, everything is answered and counted by method and route', async () => {
    const url = await start({})
    await fetch(`${url}/things/1`)
    await fetch(`${url}/things/2`)
    await post(url)
    await fetch(`${url}/nowhere`)
    expect(kit.counter.read()).toEqual({
      total: 4,
      throttled: 0,
      byKind: { 'GET /things/:id': 2, 'POST /things': 1, 'GET (unknown)': 1 },
      byStatus: { 200: 3, 404: 1 },
    })
  })

  test('throttled: the answer of the platform, and no effect', async () => {
    const url = await start({ throttled: 1 })
    const answer = await post(url)
    expect([answer.status, answer.headers.get('retry-after'), await answer.text()]).toEqual([429, '3', ''])
    expect(effects).toBe(0)
    expect(kit.counter.read().throttled).toBe(1)
  })

  test('server errors: 500 to 504, now and then as a page, and no effect', async () => {
    const url = await start({ serverErrors: 1 })
    const answers = await Promise.all(Array.from({ length: 40 }, () => post(url)))
    const bodies = await Promise.all(answers.map((answer) => answer.text()))
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([500, 502, 503, 504]))
    expect(bodies.some((body) => body.startsWith('<html>'))).toBe(true)
    expect(bodies.some((body) => body === '')).toBe(true)
    expect(effects).toBe(0)
  })

  test('cut before: the connection breaks, nothing has happened, and it is counted as status 0', async () => {
    const url = await start({ cutBefore: 1 })
    await expect(post(url)).rejects.toThrow('fetch failed')
    expect(effects).toBe(0)
    expect(kit.counter.read().byStatus).toEqual({ 0: 1 })
  })

  test('answer lost: the connection breaks after a write took effect; reads are spared', async () => {
    const url = await start({ answerLost: 1 })
    await expect(post(url)).rejects.toThrow('fetch failed')
    expect(effects).toBe(1)
    expect((await fetch(`${url}/things/1`)).status).toBe(200)
  })

  test('answer half: the head comes, the body breaks off', async () => {
    const url = await start({ answerHalf: 1 })
    const answer = await fetch(`${url}/things/1`)
    expect(answer.status).toBe(200)
    await expect(answer.text()).rejects.toThrow()
  })

  test('slow: each answer waits, by the sandbox clock', async () => {
    const url = await start({ slowMs: 60_000 })
    const before = kit.clock.now().getTime()
    await post(url)
    expect(kit.clock.now().getTime() - before).toBeGreaterThanOrEqual(60_000)
  })

  test('a share strikes about as often as it says', async () => {
    const url = await start({ throttled: 0.3 })
    for (let n = 0; n < 300; n += 1) await (await post(url)).text()
    expect(kit.counter.read().throttled).toBeGreaterThan(60)
    expect(kit.counter.read().throttled).toBeLessThan(120)
  })

  test('a fault that doesn’t exist, or a share above 1, is refused and changes nothing', async () => {
    await start({ throttled: 0.5 })
    expect(() => changeFaults(kit, { thottled: 1 })).toThrow('thottled')
    expect(() => changeFaults(kit, { throttled: 1.5 })).toThrow()
    expect(kit.faults.throttled).toBe(0.5)
  })
})
