import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { AppError } from '@skladbridge/errors'
import { cuttableWay } from '@skladbridge/testing'
import { runReplay } from './replay-command.js'
import { envelope } from './testing/broker-contract.js'
import { openTestRabbit, type TestRabbit } from './testing/rabbit.js'
import { onThing, ThingTouched } from './testing/samples.js'
import { until } from './testing/until.js'

let rabbit: TestRabbit
let queue: string

beforeEach(async () => {
  rabbit = await openTestRabbit()
  queue = rabbit.queue('on-thing')
})
afterEach(() => rabbit.cleanUp())

/** Declares the queues and leaves them with nobody attached. */
async function declare() {
  const broker = await rabbit.connect()
  const subscription = await broker.consume([onThing(async () => {})])
  await subscription.close()
}

async function replay(args: string[], url = rabbit.url) {
  const lines: string[] = []
  const code = await runReplay(args, { AMQP_URL: url }, (line) => lines.push(line))
  return { code, text: lines.join('\n') }
}

describe('replay', () => {
  it('tells why messages are dead, leaves them there, and brings them back to be handled', async () => {
    const broker = await rabbit.connect()
    const seen: string[] = []
    let broken = true
    await broker.consume([
      onThing(async ({ data }) => {
        if (broken) throw new AppError({ kind: 'invalid', code: 'TEST_BROKEN', message: 'broken for now' })
        seen.push(data.thingId)
      }),
    ])
    await broker.publish(ThingTouched, { accountId: 'acc', data: { thingId: 'a-secret-thing' } })
    await until('dead', async () => (await rabbit.count(`${queue}.dead`)) === 1)

    const listed = await replay(['--queue', queue, '--list'])
    expect(listed.code).toBe(0)
    expect(listed.text).toMatch(/1 messages[\s\S]*invalid {2}TEST_BROKEN {2}failures=1 .*broken for now/)
    expect(listed.text).not.toContain('a-secret-thing')
    await until('still there', async () => (await rabbit.count(`${queue}.dead`)) === 1)

    broken = false
    expect(await replay(['--queue', `${queue}.dead`])).toEqual({
      code: 0,
      text: `${queue}: 1 moved back, 0 left in ${queue}.dead`,
    })
    await until('handled', () => seen.length === 1)
    expect(await rabbit.count(`${queue}.dead`)).toBe(0)
  })

  it('starts a replayed message afresh and counts its replays', async () => {
    await declare()
    const headers = { 'skladbridge-failures': 4, 'skladbridge-event-id': 'e1', 'skladbridge-replays': 1 }
    await rabbit.put(`${queue}.dead`, envelope(), { headers })
    await replay(['--queue', queue])
    const [message] = await rabbit.take(queue)
    const { 'x-delivery-count': _ofTheQueue, ...ours } = message!.properties.headers!
    expect(ours).toEqual({ 'skladbridge-replays': 2, 'skladbridge-event-id': 'e1' })
    expect(message!.properties.deliveryMode).toBe(2)
  })

  it('moves no more than it was told', async () => {
    await declare()
    for (let n = 0; n < 5; n += 1) await rabbit.put(`${queue}.dead`, envelope())
    expect((await replay(['--queue', queue, '--limit', '2'])).text).toContain('2 moved back, 3 left')
    expect(await rabbit.count(queue)).toBe(2)
  })

  it('killed at any moment leaves every message in at least one of the queues', async () => {
    await declare()
    const ids = Array.from({ length: 100 }, (_, n) => `m${n}`)
    for (const id of ids) await rabbit.put(`${queue}.dead`, id)
    const way = await cuttableWay(rabbit.url)
    const running = replay(['--queue', queue], way.url)
    await until('in the middle of it', async () => (await rabbit.count(queue)) > 20)
    way.cut()
    expect((await running).code).toBe(1)
    await way.close()
    await until('the unacknowledged is back', async () => {
      const both = (await rabbit.count(queue)) + (await rabbit.count(`${queue}.dead`))
      return both >= ids.length
    })
    const moved = (await rabbit.take(queue)).map(({ content }) => content.toString())
    const left = (await rabbit.take(`${queue}.dead`)).map(({ content }) => content.toString())
    expect(moved.length).toBeLessThan(ids.length)
    expect(new Set([...moved, ...left])).toEqual(new Set(ids))
  })

  it.each([
    [['--queue', 'nobody.on-nothing'], 1, 'there is no queue nobody.on-nothing.dead'],
    [[], 2, 'usage'],
    [['--queue', 'q', '--limit', 'many'], 2, 'usage'],
    [['--frobnicate'], 2, 'usage'],
  ])('%j is answered with %i and a reason', async (args, code, reason) => {
    const answer = await replay(args)
    expect(answer.code).toBe(code)
    expect(answer.text).toContain(reason)
  })

  it('without a broker says so', async () => {
    expect(await replay(['--queue', 'q'], 'amqp://127.0.0.1:1')).toMatchObject({ code: 1 })
  })
})
