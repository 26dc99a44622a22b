import { describe, expect, it } from '@jest/globals'
import { defineHandler } from '../define-handler.js'
import { messagingErrors } from '../errors.js'
import { brokerContract } from './broker-contract.js'
import { fakeBroker } from './fake-broker.js'
import { ThingSeen, ThingTouched } from './samples.js'

describe('fake broker', () => {
  brokerContract(async () => {
    const broker = fakeBroker({ routing: 'strict' })
    return {
      broker,
      dead: async (handler) => [...broker.deadOf(handler)],
      uses: () => {},
      inject: async (handler, body) => broker.inject(handler, body),
      cleanUp: async () => broker.close(),
    }
  })

  it('remembers what was published, by event', async () => {
    const broker = fakeBroker()
    await broker.publish(ThingTouched, { accountId: 'acc', data: { thingId: 't1' } })
    await broker.publish(ThingSeen, { accountId: 'acc', data: { thingId: 't2' } })
    expect(broker.published.map(({ routingKey }) => routingKey)).toEqual([
      'test.thing.touched.v1',
      'test.thing.seen.v1',
    ])
    expect(broker.publishedOf(ThingSeen).map(({ data }) => data.thingId)).toEqual(['t2'])
  })

  it('fails on demand and remembers nothing of it', async () => {
    const broker = fakeBroker()
    broker.failWith(messagingErrors.MESSAGING_DISCONNECTED())
    expect(broker.isReady()).toBe(false)
    await expect(
      broker.publish(ThingTouched, { accountId: 'acc', data: { thingId: 't1' } }),
    ).rejects.toMatchObject({ kind: 'unavailable' })
    expect(broker.published).toEqual([])
    broker.failWith()
    await broker.publish(ThingTouched, { accountId: 'acc', data: { thingId: 't1' } })
    expect(broker.published).toHaveLength(1)
  })

  it('works on no more than prefetch at once and is idle after the last', async () => {
    const broker = fakeBroker()
    let now = 0
    let most = 0
    let done = 0
    await broker.consume([
      defineHandler({
        name: 'on-thing',
        event: ThingTouched,
        prefetch: 2,
        handle: async () => {
          most = Math.max(most, (now += 1))
          await new Promise((resolve) => setImmediate(resolve))
          now -= 1
          done += 1
        },
      }),
    ])
    for (let n = 0; n < 10; n += 1)
      broker.deliver(ThingTouched, { accountId: 'acc', data: { thingId: `t${n}` } })
    await broker.idle()
    expect({ most, done }).toEqual({ most: 2, done: 10 })
    expect(broker.published).toEqual([])
  })
})
