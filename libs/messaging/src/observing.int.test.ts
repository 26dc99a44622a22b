import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { AppError } from '@skladbridge/errors'
import { createLogger } from '@skladbridge/runtime'
import { register } from 'prom-client'
import { openTestRabbit, type TestRabbit } from './testing/rabbit.js'
import { onThing, ThingSeen, ThingTouched } from './testing/samples.js'
import { until } from './testing/until.js'

let rabbit: TestRabbit
let lines: string[]

beforeEach(async () => {
  rabbit = await openTestRabbit()
  lines = []
  register.resetMetrics()
})
afterEach(() => rabbit.cleanUp())

const log = () => createLogger('test', 'debug', { write: (line) => void lines.push(line) })
const samples = async () => (await register.metrics()).split('\n').filter((line) => !line.startsWith('#'))

/** A handler that fails as told and then succeeds. */
const consume = async (failures: AppError[], handle: () => Promise<void> = async () => {}) => {
  const broker = await rabbit.connect({ log: log(), tuning: { slowHandlerMs: 50 } })
  rabbit.queue('on-thing')
  await broker.consume([
    onThing(async () => {
      const failure = failures.shift()
      if (failure) throw failure
      await handle()
    }),
  ])
  return broker
}
const fail = (kind: AppError['kind'], retryAfterMs?: number) =>
  new AppError({
    kind,
    code: 'TEST_FAILED',
    message: 'on purpose',
    ...(retryAfterMs ? { retryAfterMs } : {}),
  })

describe('what operators see', () => {
  it('a handler that has had nothing to do yet', async () => {
    await consume([])
    expect(await samples()).toContain('skladbridge_messages_handling{handler="on-thing"} 0')
  })

  it('metrics of everything that happened', async () => {
    const broker = await consume([fail('throttled', 150), fail('bug'), fail('invalid')])
    const publication = { accountId: 'acc', data: { thingId: 't1' } }
    await broker.publish(ThingTouched, publication)
    await broker.publish(ThingSeen, publication)
    await until('dead', async () => (await rabbit.count(`${rabbit.queue('on-thing')}.dead`)) === 1)
    await broker.publish(ThingTouched, publication)
    const wanted = [
      'skladbridge_messages_published_total{event="test.thing.touched.v1",outcome="confirmed"} 2',
      'skladbridge_messages_published_total{event="test.thing.seen.v1",outcome="returned"} 1',
      'skladbridge_messages_consumed_total{handler="on-thing",outcome="retry"} 2',
      'skladbridge_messages_consumed_total{handler="on-thing",outcome="dead"} 1',
      'skladbridge_messages_consumed_total{handler="on-thing",outcome="done"} 1',
      // asked to wait 150 ms: neither 50 nor 100 will do
      'skladbridge_messages_retried_total{handler="on-thing",delay="200ms",kind="throttled"} 1',
      'skladbridge_messages_retried_total{handler="on-thing",delay="100ms",kind="bug"} 1',
      'skladbridge_messages_dead_total{handler="on-thing",kind="invalid"} 1',
      'skladbridge_message_handler_seconds_count{handler="on-thing"} 4',
      'skladbridge_messages_unconfirmed 0',
      'skladbridge_messages_handling{handler="on-thing"} 0',
      'skladbridge_broker_connection_up{role="publish"} 1',
      'skladbridge_broker_connection_up{role="consume"} 1',
    ]
    await until('done', async () => (await samples()).includes(wanted[4]!))
    expect(await samples()).toEqual(expect.arrayContaining(wanted))
  })

  it('log lines with the event and the reason, never the payload', async () => {
    const broker = await consume([fail('unavailable'), fail('invalid')])
    await broker.publish(ThingTouched, { accountId: 'acc', data: { thingId: 'a-secret-thing' } })
    await rabbit.put(rabbit.queue('on-thing'), '{"a-secret-thing')
    await until('both dead', async () => (await rabbit.count(`${rabbit.queue('on-thing')}.dead`)) === 2)
    const entries = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    await until('said so', () => entries().filter(({ msg }) => msg === 'message is dead').length === 2)
    expect(entries()).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        handler: 'on-thing',
        delay: '50ms',
        attempt: 1,
        eventId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        err: expect.objectContaining({ kind: 'unavailable', code: 'TEST_FAILED' }),
      }),
    )
    expect(lines.join('')).not.toContain('a-secret-thing')
  })

  it('a handler that takes too long, once', async () => {
    let release = () => {}
    const gate = new Promise<void>((resolve) => (release = resolve))
    const broker = await consume([], () => gate)
    await broker.publish(ThingTouched, { accountId: 'acc', data: { thingId: 't1' } })
    const slow = () => lines.filter((line) => line.includes('handler is slow'))
    await until('said so', () => slow().length > 0)
    release()
    await until('done', () => lines.some((line) => line.includes('"done"')))
    expect(slow()).toHaveLength(1)
  })
})

it('a retried message carries our own headers only, and stays persistent', async () => {
  const broker = await consume([fail('unavailable'), fail('invalid')])
  await broker.publish(ThingTouched, { accountId: 'acc', data: { thingId: 't1' } })
  const dead = `${rabbit.queue('on-thing')}.dead`
  await until('dead', async () => (await rabbit.count(dead)) === 1)
  const [message] = await rabbit.take(dead)
  const names = Object.keys(message!.properties.headers ?? {})
  expect(names).toContain('skladbridge-failures')
  // RabbitMQ's trail would make it see a circle, and drop what goes round in one
  expect(names).not.toContain('x-death')
  expect(message!.properties).toMatchObject({ deliveryMode: 2, type: 'test.thing.touched.v1' })
})
