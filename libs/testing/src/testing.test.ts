import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from '@jest/globals'
import {
  captureLogger,
  cuttableWay,
  freePort,
  readFixture,
  silentLogger,
  testBroker,
  testMongo,
  uniqueName,
  waitFor,
} from './index.js'

describe('waitFor', () => {
  it('returns the first truthy value', async () => {
    let asked = 0
    expect(await waitFor(() => (asked += 1) === 3 && 'third', { what: 'the third', everyMs: 1 })).toBe(
      'third',
    )
    expect(asked).toBe(3)
  })

  it('takes a throw for «not yet»', async () => {
    let asked = 0
    const condition = async () => {
      if ((asked += 1) < 3) throw new Error('not yet')
      return asked
    }
    expect(await waitFor(condition, { what: 'it', everyMs: 1 })).toBe(3)
  })

  it('says what it waited for, and what was wrong last', async () => {
    const cause = new Error('no such order')
    const waiting = waitFor(() => Promise.reject(cause), { what: 'the order', timeoutMs: 30, everyMs: 5 })
    await expect(waiting).rejects.toMatchObject({ message: 'waited 30 ms in vain for the order', cause })
  })
})

describe('names, ports, loggers', () => {
  it('names are unique and short', () => {
    const names = new Set(Array.from({ length: 1_000 }, () => uniqueName('catalog-sync')))
    expect(names.size).toBe(1_000)
    expect([...names][0]).toMatch(/^catalog-sync-[0-9a-f]{10}$/)
  })

  it('a free port is refused until somebody listens', async () => {
    await expect(fetch(`http://127.0.0.1:${await freePort()}/`)).rejects.toThrow()
  })

  it('the capturing logger is the real one', () => {
    const { log, lines, text } = captureLogger('info')
    log.debug('too quiet')
    log.info({ token: 's3cret', outcome: 'done' }, 'said')
    expect(lines()).toEqual([expect.objectContaining({ level: 'info', msg: 'said', outcome: 'done' })])
    expect(text()).not.toContain('s3cret')
    expect(silentLogger().isLevelEnabled('fatal')).toBe(false)
  })
})

describe('cuttableWay', () => {
  it('lets through, cuts, and lets through again', async () => {
    const server = createServer((_, response) => response.end('here'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const way = await cuttableWay(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    const ask = () => fetch(way.url).then((answer) => answer.text())
    expect(await ask()).toBe('here')
    await way.away()
    await expect(ask()).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })
    await way.mend()
    expect(await ask()).toBe('here')
    await way.away('dropped')
    await expect(ask()).rejects.toMatchObject({ cause: { code: expect.not.stringMatching('ECONNREFUSED') } })
    expect(way.dropped()).toBe(1)
    expect(way.open()).toBe(0)
    await way.mend()
    expect(await ask()).toBe('here')
    way.cut()
    expect(await ask()).toBe('here')
    await way.close()
    server.closeAllConnections()
    server.close()
  })

  it('frozen, passes nothing on and says nothing', async () => {
    const answers: ServerResponse[] = []
    const server = createServer((_, response) => {
      answers.push(response)
      response.write('begun')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const direct = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    const way = await cuttableWay(direct)
    const reader = (await fetch(way.url)).body!.getReader()
    await reader.read()
    way.freeze()
    answers[0]!.write('more')
    const heard: string[] = []
    const more = reader.read().finally(() => heard.push('the old connection'))
    const another = fetch(way.url).finally(() => heard.push('a new connection'))
    // round trips past it: what it had to pass on would have come meanwhile
    for (let i = 0; i < 3; i++) await (await fetch(direct)).body!.cancel()
    expect(heard).toEqual([])
    expect(answers).toHaveLength(4)
    way.cut()
    await expect(more).rejects.toThrow()
    await expect(another).rejects.toThrow()
    await (await fetch(way.url)).body!.cancel()
    await way.close()
    server.closeAllConnections()
    server.close()
  })
})

describe('without servers', () => {
  const before = { ...process.env }
  afterEach(() => {
    process.env = before
  })

  it('says how to get them', async () => {
    process.env = { ...before, MONGO_URL: '', AMQP_URL: '' }
    await expect(testMongo()).rejects.toThrow(/MONGO_URL is not set.*npm test.*deploy\/local\/servers\.mjs/)
    expect(testBroker).toThrow(/AMQP_URL is not set/)
  })

  it('gives each test of the broker a namespace of its own', () => {
    process.env = { ...before, AMQP_URL: 'amqp://localhost' }
    expect(testBroker().url).toBe('amqp://localhost')
    expect(testBroker().namespace).not.toBe(testBroker().namespace)
  })
})

describe('readFixture', () => {
  const place = mkdtempSync(join(tmpdir(), 'fixtures-'))
  const checkout = join(place, 'checkout', 'libs', 'testing')
  mkdirSync(checkout, { recursive: true })
  afterAll(() => rmSync(place, { recursive: true }))

  it('says undefined where there are no recordings', () => {
    expect(readFixture('insales', 'order.get', checkout)).toBeUndefined()
  })

  it('reads one beside the checkout, from any folder of it', () => {
    const recordings = join(place, 'shared', 'api', 'fixtures', 'insales')
    mkdirSync(recordings, { recursive: true })
    writeFileSync(join(recordings, 'order.get.json'), '{"number":17}')
    expect(readFixture('insales', 'order.get', checkout)).toEqual({ number: 17 })
    expect(readFixture('insales', 'no.such.recording', checkout)).toBeUndefined()
  })
})
