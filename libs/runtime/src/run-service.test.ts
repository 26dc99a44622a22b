import { afterEach, describe, expect, it } from '@jest/globals'
import { killAll, startOddService } from './testing/process.js'

afterEach(killAll)

describe('a service as a process', () => {
  it('starts from top to bottom, closes from bottom to top at SIGTERM, exits 0', async () => {
    const service = startOddService({ MODE: 'plain' })
    await service.until('service is up')
    service.kill('SIGTERM')
    expect(await service.exit).toBe(0)
    expect(service.out().match(/closing \w+/g)).toEqual(['closing last', 'closing first'])
    expect(service.logged('service is stopping')).toMatchObject([{ signal: 'SIGTERM' }])
    expect(service.logged('service has stopped')).toHaveLength(1)
  })

  it('stops at SIGINT too', async () => {
    const service = startOddService({ MODE: 'plain' })
    await service.until('service is up')
    service.kill('SIGINT')
    expect(await service.exit).toBe(0)
  })

  it('closes what was opened when the start fails, says so once, exits 1', async () => {
    const service = startOddService({ MODE: 'fails' })
    expect(await service.exit).toBe(1)
    expect(service.out().match(/closing \w+/g)).toEqual(['closing first'])
    expect(service.out().match(/"level":"fatal"/g)).toHaveLength(1)
    expect(service.logged('service could not start')).toMatchObject([{ err: { message: 'no such queue' } }])
  })

  it('fails to start when its port is taken', async () => {
    const service = startOddService({ MODE: 'plain' })
    await service.until('service is up')
    const port = String(service.logged('service is up')[0]!.httpPort)
    const second = startOddService({ MODE: 'plain', HTTP_PORT: port })
    expect(await second.exit).toBe(1)
    expect(second.logged('service could not start')).toMatchObject([{ err: { code: 'EADDRINUSE' } }])
  })

  it('names what did not close in time, exits 1', async () => {
    const service = startOddService({ MODE: 'hangs', SHUTDOWN_TIMEOUT_MS: '300' })
    await service.until('service is up')
    service.kill('SIGTERM')
    expect(await service.exit).toBe(1)
    expect(service.logged('service did not close in time')).toMatchObject([
      { level: 'fatal', notClosed: ['health', 'first', 'hanging'] },
    ])
  })

  it('goes on closing when one thing fails to close, exits 1', async () => {
    const service = startOddService({ MODE: 'close-throws' })
    await service.until('service is up')
    service.kill('SIGTERM')
    expect(await service.exit).toBe(1)
    expect(service.out().match(/closing \w+/g)).toEqual(['closing last', 'closing throwing', 'closing first'])
    expect(service.logged('could not close')).toMatchObject([
      { name: 'throwing', err: { message: 'close failed' } },
    ])
  })

  it('leaves at once at the second signal', async () => {
    const service = startOddService({ MODE: 'hangs', SHUTDOWN_TIMEOUT_MS: '60000' })
    await service.until('service is up')
    service.kill('SIGTERM')
    await service.until('closing hanging')
    service.kill('SIGTERM')
    expect(await service.exit).toBe(1)
  })

  it('can be stopped in the middle of its start', async () => {
    const service = startOddService({ MODE: 'stuck-start' })
    await service.until('stuck')
    service.kill('SIGTERM')
    expect(await service.exit).toBe(0)
    expect(service.out()).toContain('closing first')
    expect(service.out()).not.toContain('"level":"fatal"')
  })

  it.each([
    ['throws', 'uncaughtException', 'nobody catches me'],
    ['rejects', 'unhandledRejection', 'nobody awaits me'],
  ])('exits 1 after an error nobody caught: %s', async (mode, reason, message) => {
    const service = startOddService({ MODE: mode })
    expect(await service.exit).toBe(1)
    expect(service.logged('an error that nobody caught')).toMatchObject([
      { level: 'fatal', reason, err: { message } },
    ])
  })

  it('does not start with a broken environment: names everything, shows nothing, exits 1', async () => {
    const service = startOddService({ MODE: 'x', TOKEN: '', HTTP_PORT: 'hunter2', LOG_LEVEL: 'loud' })
    expect(await service.exit).toBe(1)
    expect(service.err().trim().split('\n')).toEqual([
      'the environment has 3 problem(s):',
      '  LOG_LEVEL: must be a pino level such as info',
      '  HTTP_PORT: must be a whole number from 0 to 65535',
      '  TOKEN: is missing',
    ])
    expect(service.out()).toBe('')
  })
})

describe('readiness', () => {
  it('goes before anything is closed', async () => {
    const service = startOddService({ MODE: 'plain', DRAIN_MS: '3000' })
    await service.until('service is up')
    const base = `http://127.0.0.1:${String(service.logged('service is up')[0]!.httpPort)}`
    expect((await fetch(`${base}/readyz`)).status).toBe(200)
    service.kill('SIGTERM')
    await service.until('service is stopping')
    const answer = await fetch(`${base}/readyz`)
    expect(answer.status).toBe(503)
    expect(await answer.json()).toEqual({
      status: 'not ready',
      failing: [{ name: 'service', reason: 'stopping' }],
    })
    expect((await fetch(`${base}/livez`)).status).toBe(200)
    expect(service.out()).not.toContain('closing')
    expect(await service.exit).toBe(0)
  })
})
