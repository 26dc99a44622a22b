import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from '@jest/globals'
import type { Client } from './testing/client.js'
import { openWorld, type World } from './testing/world.js'

let world: World
afterEach(() => world.sandbox.close())

const askTimes = async (ask: Client, times: number, path = 'entity/group', headers = {}) => {
  const replies = []
  for (let i = 0; i < times; i++) replies.push(await ask('GET', path, undefined, headers))
  return replies
}
const passed = (replies: { status: number }[]) => replies.filter(({ status }) => status === 200).length
const asUser = { authorization: `Basic ${Buffer.from('admin@teplydom:parol').toString('base64')}` }

describe('45 units in 3 seconds', () => {
  it('are counted down in the headers, then 1049 says how long to wait', async () => {
    world = openWorld({ limits: 'real' })
    const replies = await askTimes(world.ask, 46)
    expect(replies[0]!.headers).toMatchObject({
      'x-ratelimit-limit': '45',
      'x-ratelimit-remaining': '44',
      'x-lognex-retry-timeinterval': '3000',
      'x-lognex-reset': '0',
      'x-lognex-retry-after': '0',
    })
    expect(replies[44]!.headers['x-ratelimit-remaining']).toBe('0')
    expect(replies[45]).toMatchObject({ status: 429, headers: { 'x-lognex-retry-after': '3000' } })
    expect(replies[45]!.body.errors[0]).toMatchObject({
      code: 1049,
      error: expect.stringContaining('в единицу времени'),
    })
  })

  it('come back when the time named has passed, not before', async () => {
    world = openWorld({ limits: 'real' })
    await askTimes(world.ask, 45)
    await world.kit.advance(2999)
    expect((await world.ask('GET', 'entity/group')).headers['x-lognex-retry-after']).toBe('1')
    await world.kit.advance(1)
    expect((await world.ask('GET', 'entity/group')).status).toBe(200)
  })

  it('full stock reports cost five', async () => {
    world = openWorld({ limits: 'real' })
    expect(passed(await askTimes(world.ask, 10, 'report/stock/all'))).toBe(9)
  })

  it('current stock costs one', async () => {
    world = openWorld({ limits: 'real' })
    expect(passed(await askTimes(world.ask, 46, 'report/stock/all/current'))).toBe(45)
  })

  it('a solution on moderation gets 11', async () => {
    world = openWorld({ limits: 'real' }, { moderation: true })
    expect(passed(await askTimes(world.ask, 12))).toBe(11)
  })

  it('users pay more as the year goes on', async () => {
    world = openWorld({ limits: 'real' })
    expect(passed(await askTimes(world.ask, 46, 'entity/group', asUser))).toBe(45)
    await world.kit.advance(Date.parse('2026-10-01') - world.kit.clock.now().getTime())
    expect(passed(await askTimes(world.ask, 46, 'entity/group', asUser))).toBe(15)
  })

  it('one account does not use up the other’s', async () => {
    world = openWorld({ limits: 'real' })
    world.sandbox.addAccount({ name: 'other', token: 'other' })
    await askTimes(world.ask, 45)
    const other = await world.ask('GET', 'entity/group', undefined, { authorization: 'Bearer other' })
    expect(other.status).toBe(200)
  })

  it('can be switched off and on', async () => {
    world = openWorld({ limits: 'off' })
    expect(passed(await askTimes(world.ask, 60))).toBe(60)
    world.sandbox.setLimits('real')
    expect(passed(await askTimes(world.ask, 60))).toBe(45)
  })
})

describe('faults', () => {
  it('throttles although the budget is not used up, with MoySklad’s own body', async () => {
    world = openWorld()
    world.kit.faults.throttled = 1
    const reply = await world.ask('GET', 'entity/group')
    expect([reply.status, reply.body.errors[0].code]).toEqual([429, 1049])
    expect(Number(reply.headers['x-lognex-retry-after'])).toBeGreaterThan(0)
  })

  it('five at once, the sixth is answered 1073, and a place is free again when one is done', async () => {
    world = openWorld({ limits: 'real' })
    const { kit, sandbox, ask } = world
    await sandbox.app.listen({ port: 0, host: '127.0.0.1' })
    kit.faults.slowMs = 1000
    const before = kit.sleeping()
    const slow = Array.from({ length: 5 }, () => status(sandbox.app.server.address() as AddressInfo))
    await until(() => kit.sleeping() === before + 5)
    const sixth = await ask('GET', 'entity/group')
    expect([sixth.status, sixth.body.errors[0].code]).toEqual([429, 1073])
    kit.faults.slowMs = 0
    await kit.advance(1000)
    expect(await Promise.all(slow)).toEqual([200, 200, 200, 200, 200])
    await until(async () => (await ask('GET', 'entity/group')).status === 200)
  })
})

function status({ port }: AddressInfo): Promise<number> {
  const headers = { authorization: 'Bearer secret', 'accept-encoding': 'gzip' }
  return new Promise((done) => {
    const sent = request(
      { port, host: '127.0.0.1', path: '/api/remap/1.2/entity/group', headers, agent: false },
      (reply) => {
        reply.resume().on('end', () => done(reply.statusCode!))
      },
    )
    sent.on('error', () => done(0))
    sent.end()
  })
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 500; i++) {
    if (await condition()) return
    await new Promise((next) => setTimeout(next, 10))
  }
  throw new Error('the condition never came true')
}
