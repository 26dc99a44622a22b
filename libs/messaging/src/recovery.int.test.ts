import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { AppError } from '@skladbridge/errors'
import { cuttableWay, type CuttableWay } from '@skladbridge/testing'
import { openTestRabbit, type TestRabbit } from './testing/rabbit.js'
import { onThing, ThingTouched } from './testing/samples.js'
import { until } from './testing/until.js'
import type { Broker, Handler } from './types.js'

let rabbit: TestRabbit
let way: CuttableWay

beforeEach(async () => {
  rabbit = await openTestRabbit()
  way = await cuttableWay(rabbit.url)
})
afterEach(async () => {
  await way.mend()
  await rabbit.cleanUp()
  await way.close()
})

const touch = (broker: Broker, thingId: string) =>
  broker.publish(ThingTouched, { accountId: 'acc', data: { thingId } })

const recorder = (seen: string[], name = 'on-thing', prefetch = 20): Handler => {
  rabbit.queue(name)
  return onThing(async ({ data }) => void seen.push(data.thingId), { name, prefetch })
}

/** Publishes one after another on many lanes until told to stop; what became of each. */
function flood(broker: Broker, lanes: number) {
  const confirmed: string[] = []
  const failures: unknown[] = []
  let stopped = false
  let next = 0
  const lane = async () => {
    while (!stopped) {
      const id = `t${(next += 1)}`
      await touch(broker, id).then(
        () => confirmed.push(id),
        // as a platform would: who was refused comes back a moment later
        async (err: unknown) => {
          failures.push(err)
          await new Promise((resolve) => setTimeout(resolve, 10))
        },
      )
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  const done = Promise.all(Array.from({ length: lanes }, lane))
  return {
    confirmed,
    failures,
    stop: async () => {
      stopped = true
      await done
      return next
    },
  }
}

describe('when the connection is cut', () => {
  it('each publication is confirmed or rejected, and nothing confirmed is lost', async () => {
    const broker = await rabbit.connect({ url: way.url })
    const seen: string[] = []
    const other = await rabbit.connect()
    await other.consume([recorder(seen)])
    const running = flood(broker, 20)
    for (let cuts = 1; cuts <= 3; cuts += 1) {
      const before = running.confirmed.length
      await until('confirms are coming in', () => running.confirmed.length > before + 200)
      way.cut()
    }
    await until('confirms after the last cut', () => broker.isReady())
    const before = running.confirmed.length
    await until('confirms after the last cut', () => running.confirmed.length > before + 200)
    const sent = await running.stop()
    expect(running.confirmed.length + running.failures.length).toBe(sent)
    for (const failure of running.failures) expect(failure).toMatchObject({ kind: 'unavailable' })
    const arrived = () => new Set(seen)
    await until('all that was confirmed', () => running.confirmed.every((id) => arrived().has(id)))
  })

  it('consumers come back, and so does readiness', async () => {
    const broker = await rabbit.connect({ url: way.url })
    const other = await rabbit.connect()
    const seen: string[] = []
    await broker.consume([recorder(seen), recorder(seen, 'on-other')])
    await way.away('dropped')
    await until('not ready', () => !broker.isReady())
    await touch(other, 'meanwhile')
    await way.mend()
    await until('ready', () => broker.isReady())
    await until('what came meanwhile, for both', () => seen.length === 2)
    await touch(broker, 'after')
    await until('what came after', () => seen.filter((id) => id === 'after').length === 2)
  })

  it('a handler in the middle of its work does no harm: its message comes again', async () => {
    const broker = await rabbit.connect({ url: way.url })
    const seen: boolean[] = []
    let release = () => {}
    const gate = new Promise<void>((resolve) => (release = resolve))
    rabbit.queue('on-thing')
    await broker.consume([
      onThing(async (_event, { redelivered }) => {
        seen.push(redelivered)
        if (seen.length > 1) return
        await gate
        throw new AppError({ kind: 'unavailable', code: 'TEST_DOWN', message: 'down' })
      }),
    ])
    await touch(broker, 't1')
    await until('begun', () => seen.length === 1)
    way.cut()
    await until('attached again and delivered again', () => seen.length === 2)
    release()
    expect(seen[1]).toBe(true)
    await until('ready', () => broker.isReady())
    await until('queue is empty', async () => (await rabbit.count(rabbit.queue('on-thing'))) === 0)
  })

  it('publishing waits a moment for a short cut and fails at once in a long one', async () => {
    const broker = await rabbit.connect({ url: way.url, tuning: { graceMs: 300 } })
    const seen: string[] = []
    const other = await rabbit.connect()
    await other.consume([recorder(seen)])
    await way.away('dropped')
    await until('not ready', () => !broker.isReady())
    const started = performance.now()
    await expect(touch(broker, 't1')).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'MESSAGING_DISCONNECTED',
    })
    expect(performance.now() - started).toBeLessThan(1_000)
    const again = performance.now()
    await expect(touch(broker, 't2')).rejects.toMatchObject({ kind: 'unavailable' })
    expect(performance.now() - again).toBeLessThan(50)
    await way.mend()
    await until('ready', () => broker.isReady())
    await touch(broker, 't3')
    await until('the one that was confirmed', () => seen.includes('t3'))
  })

  it('a short cut is not noticed by who publishes', async () => {
    const broker = await rabbit.connect({ url: way.url, tuning: { graceMs: 5_000 } })
    const seen: string[] = []
    await broker.consume([recorder(seen)])
    way.cut()
    await until('not ready', () => !broker.isReady())
    await touch(broker, 't1')
    await until('delivery', () => seen.includes('t1'))
  })
})

describe('when the other side vanishes without a word', () => {
  it('publishing fails after its time, and closing does not hang', async () => {
    const broker = await rabbit.connect({ url: way.url, tuning: { confirmMs: 200, drainMs: 200 } })
    const seen: string[] = []
    const other = await rabbit.connect()
    await other.consume([recorder(seen)])
    way.freeze()
    const results = await Promise.allSettled([touch(broker, 't1'), touch(broker, 't2')])
    for (const result of results) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'MESSAGING_UNCONFIRMED' } })
    }
    const started = performance.now()
    await broker.close()
    expect(performance.now() - started).toBeLessThan(10_000)
  })

  it('no more than so many wait for their confirm', async () => {
    const broker = await rabbit.connect({ url: way.url, tuning: { confirmMs: 300, maxInFlight: 10 } })
    way.freeze()
    const results = await Promise.allSettled(Array.from({ length: 30 }, (_, n) => touch(broker, `t${n}`)))
    const codes = results.map((result) => (result.status === 'rejected' ? result.reason.code : 'taken'))
    expect(codes.filter((code) => code === 'MESSAGING_OVERLOADED')).toHaveLength(20)
    expect(codes.filter((code) => code === 'MESSAGING_UNCONFIRMED')).toHaveLength(10)
  })
})

describe('when somebody meddles with RabbitMQ', () => {
  it('a deleted queue is declared anew and consumed again', async () => {
    const broker = await rabbit.connect()
    const seen: string[] = []
    await broker.consume([recorder(seen)])
    await rabbit.deleteQueue(rabbit.queue('on-thing'))
    await until('queue is back', async () => rabbit.exists(rabbit.queue('on-thing')))
    await until('ready', () => broker.isReady())
    await touch(broker, 't1')
    await until('delivery', () => seen.includes('t1'))
  })

  it('a deleted exchange closes the publishing channel, which comes back with the exchange', async () => {
    const broker = await rabbit.connect()
    await rabbit.deleteExchange()
    await expect(touch(broker, 't1')).rejects.toMatchObject({ kind: 'unavailable' })
    await until('ready', () => broker.isReady())
    await expect(touch(broker, 't2')).rejects.toMatchObject({ code: 'MESSAGING_UNROUTED' })
  })

  it('a missing retry queue is declared anew; the message is not lost', async () => {
    const broker = await rabbit.connect()
    const seen: string[] = []
    rabbit.queue('on-thing')
    await broker.consume([
      onThing(async ({ data }) => {
        seen.push(data.thingId)
        if (seen.length < 3) throw new AppError({ kind: 'unavailable', code: 'TEST_DOWN', message: 'down' })
      }),
    ])
    await rabbit.deleteQueue(`${rabbit.queue('on-thing')}.retry.50ms`)
    await touch(broker, 't1')
    await until('done at last', () => seen.length === 3)
  })

  it('a queue of the same name with other properties is told at the start', async () => {
    const broker = await rabbit.connect()
    await rabbit.declareOtherwise(rabbit.queue('on-thing'))
    await expect(broker.consume([recorder([])])).rejects.toMatchObject({
      kind: 'bug',
      code: 'MESSAGING_TOPOLOGY_DIFFERS',
    })
    expect(broker.isReady()).toBe(true)
  })
})

it('a message over which a hundred consumers died is dead, with the reason', async () => {
  const broker = await rabbit.connect()
  const subscription = await broker.consume([recorder([])])
  await subscription.close()
  const queue = rabbit.queue('on-thing')
  await rabbit.put(queue, 'poison')
  let deaths = 0
  await until('dead', async () => {
    if (await rabbit.dieOver(queue)) deaths += 1
    return (await rabbit.count(`${queue}.dead`)) === 1
  })
  expect(deaths).toBe(101)
  expect(await rabbit.dead('on-thing')).toMatchObject([{ code: 'delivery_limit' }])
})

it('starting without RabbitMQ fails in time and says so', async () => {
  await way.away('dropped')
  await expect(rabbit.connect({ url: way.url, tuning: { connectMs: 200 } })).rejects.toMatchObject({
    kind: 'unavailable',
    code: 'MESSAGING_DISCONNECTED',
  })
})

it('starting waits for a RabbitMQ that is still starting', async () => {
  await way.away('dropped')
  const opening = rabbit.connect({ url: way.url })
  await until('somebody knocks', () => way.dropped() > 0)
  await way.mend()
  expect((await opening).isReady()).toBe(true)
})

it('closing leaves what a stuck handler held to the next', async () => {
  const stuck = await rabbit.connect({ tuning: { drainMs: 100 } })
  rabbit.queue('on-thing')
  let begun = false
  await stuck.consume([
    onThing(() => {
      begun = true
      return new Promise(() => {})
    }),
  ])
  await touch(stuck, 't1')
  await until('begun', () => begun)
  await stuck.close()
  const seen: string[] = []
  const next = await rabbit.connect()
  await next.consume([recorder(seen)])
  await until('the next has it', () => seen.includes('t1'))
})
