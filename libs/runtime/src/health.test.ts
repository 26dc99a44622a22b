import { request } from 'node:http'
import { afterEach, describe, expect, it } from '@jest/globals'
import { startHealth, type HealthServer } from './health.js'

let server: HealthServer
afterEach(() => server.close())

const start = async () => (server = await startHealth({ port: 0, host: '127.0.0.1' }))
const get = (path: string) => fetch(`http://127.0.0.1:${server.port}${path}`)

describe('/readyz', () => {
  it('says no until the service is up, then yes, then no for good when it stops', async () => {
    await start()
    expect((await get('/readyz')).status).toBe(503)
    server.started()
    expect((await get('/readyz')).status).toBe(200)
    server.drain()
    server.started()
    expect(await (await get('/readyz')).json()).toEqual({
      status: 'not ready',
      failing: [{ name: 'service', reason: 'stopping' }],
    })
  })

  it('names every check that fails and why', async () => {
    await start()
    server.started()
    server.readiness('mongo', () => false)
    server.readiness('broker', () => Promise.reject(new Error('no channel')))
    server.readiness('thrower', () => {
      throw new Error('at once')
    })
    server.readiness('fine', async () => true)
    const answer = await get('/readyz')
    expect(answer.status).toBe(503)
    expect(await answer.json()).toEqual({
      status: 'not ready',
      failing: [
        { name: 'mongo', reason: 'not ready' },
        { name: 'broker', reason: 'no channel' },
        { name: 'thrower', reason: 'at once' },
      ],
    })
  })

  it('does not wait for ever for a check that hangs', async () => {
    await start()
    server.started()
    server.readiness('hanging', () => new Promise(() => undefined))
    const answer = await get('/readyz')
    expect(answer.status).toBe(503)
    expect(await answer.json()).toMatchObject({ failing: [{ name: 'hanging' }] })
  })
})

describe('the rest', () => {
  it('/livez answers while nothing else is well', async () => {
    await start()
    server.readiness('mongo', () => false)
    const answer = await get('/livez?verbose')
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'alive' }])
  })

  it('/metrics tells event loop lag and memory', async () => {
    await start()
    const answer = await get('/metrics')
    const text = await answer.text()
    expect(answer.headers.get('content-type')).toContain('text/plain')
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m)
    expect(text).toMatch(/^process_resident_memory_bytes /m)
  })

  it('answers 404 elsewhere and 405 to what is no question', async () => {
    await start()
    expect((await get('/')).status).toBe(404)
    expect((await fetch(`http://127.0.0.1:${server.port}/livez`, { method: 'POST' })).status).toBe(405)
  })

  it('rejects when its port is taken', async () => {
    await start()
    await expect(startHealth({ port: server.port, host: '127.0.0.1' })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    })
  })

  it('closes although someone keeps a connection open', async () => {
    await start()
    const open = request({ port: server.port, host: '127.0.0.1', path: '/livez' }).on(
      'error',
      () => undefined,
    )
    open.flushHeaders()
    await new Promise((resolve) => open.on('socket', (socket) => socket.on('connect', resolve)))
    await server.close()
  })
})
