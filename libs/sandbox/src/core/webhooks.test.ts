import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { startReceiver, type Receiver } from '../testing/receiver.js'
import { createSandboxKit } from './kit.js'
import type { Faults } from './types.js'

let receiver: Receiver
let kit: ReturnType<typeof createSandboxKit>

beforeEach(async () => {
  receiver = await startReceiver()
})
afterEach(async () => {
  await kit.close()
  await receiver.close()
})

function sender(faults: Partial<Faults> = {}, speed = 1) {
  kit = createSandboxKit({ seed: 3, speed, faults })
  return {
    send: (path: string, attempts = 1, deadlineMs = 1500) =>
      kit.webhooks.send({ url: `${receiver.url}${path}`, body: { n: 1 }, deadlineMs, attempts }),
    idle: () => kit.webhooks.idle(),
  }
}

const paths = () => receiver.received.map(({ url }) => url)

describe('webhook sender', () => {
  test('posts JSON once when it is accepted', async () => {
    const { send, idle } = sender()
    send('/a?requestId=1', 4)
    await idle()
    expect(paths()).toEqual(['/a?requestId=1'])
    expect(receiver.received[0]).toMatchObject({ method: 'POST', body: { n: 1 } })
  })

  test('repeats at once what is refused, as often as the platform does', async () => {
    receiver.answer = (_received, reply) => reply.code(500).send('')
    const { send, idle } = sender()
    send('/a', 4)
    await idle()
    expect(paths()).toEqual(['/a', '/a', '/a', '/a'])
  })

  test('an answer after the deadline is none', async () => {
    receiver.answer = () => new Promise(() => undefined)
    const { send, idle } = sender({}, 1)
    send('/slow', 2, 200)
    await idle()
    expect(paths()).toEqual(['/slow', '/slow'])
  })

  test('a receiver that is down is no error of the sender', async () => {
    const { send, idle } = sender()
    await receiver.close()
    send('/a', 4)
    await idle()
    expect(receiver.received).toEqual([])
  })

  test('lost, doubled and late', async () => {
    const { send, idle } = sender({ webhooksLost: 1 }, 1000)
    send('/lost')
    await idle()
    expect(paths()).toEqual([])
    Object.assign(kit.faults, { webhooksLost: 0, webhooksDoubled: 1, webhookDelayMs: 30_000 })
    const before = kit.clock.now().getTime()
    send('/twice')
    await idle()
    expect(paths()).toEqual(['/twice', '/twice'])
    expect(kit.clock.now().getTime() - before).toBeGreaterThanOrEqual(30_000)
  })

  test('repeats the last one on demand, past all faults, even a lost one', async () => {
    const { send, idle } = sender({ webhooksLost: 1 })
    expect(kit.webhooks.repeatLast()).toBe(false)
    send('/orders')
    send('/products')
    expect(kit.webhooks.repeatLast({ urlContains: 'orders' })).toBe(true)
    await idle()
    expect(paths()).toEqual(['/orders'])
  })
})
