import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { EventOf } from '@skladbridge/contracts'
import { AppError } from '@skladbridge/errors'
import { currentContext, withContext, type WorkContext } from '@skladbridge/runtime'
import { defineHandler } from '../define-handler.js'
import type { Obituary } from '../history.js'
import type { About, Broker } from '../types.js'
import { ThingSeen, ThingTouched } from './samples.js'
import { until } from './until.js'

export interface BrokerUnderTest {
  broker: Broker
  /** What lies in the handler's dead queue; may take it out. */
  dead(handler: string): Promise<Obituary[]>
  /** Names the queue, so that it can be deleted afterwards. */
  uses(handler: string): void
  /** Delivers a body as it is, as if somebody else had written it. */
  inject(handler: string, body: string): Promise<void>
  cleanUp(): Promise<void>
}

const error = (kind: AppError['kind'], code = 'TEST_FAILED') =>
  new AppError({ kind, code, message: `${kind} on purpose` })

/** What every Broker does, the real one and the fake. */
export function brokerContract(open: () => Promise<BrokerUnderTest>): void {
  let subject: BrokerUnderTest
  let broker: Broker
  let seen: { event: EventOf<typeof ThingTouched>; about: About; context: WorkContext | undefined }[]

  /** A handler that fails with each of `failures` in turn and then succeeds. */
  const consume = async (name: string, failures: unknown[] = []) => {
    subject.uses(name)
    return broker.consume([
      defineHandler({
        name,
        event: ThingTouched,
        prefetch: 5,
        handle: async (event, about) => {
          seen.push({ event, about, context: currentContext() })
          if (failures.length > 0) throw failures.shift()
        },
      }),
    ])
  }
  const deadOf = async (handler: string) => {
    const found: Obituary[] = []
    await until('a dead message', async () => found.push(...(await subject.dead(handler))) > 0)
    return found
  }
  const touch = (thingId: string) =>
    broker.publish(ThingTouched, { accountId: 'acc', shopId: 'shop', data: { thingId } })

  beforeEach(async () => {
    subject = await open()
    broker = subject.broker
    seen = []
  })
  afterEach(() => subject.cleanUp())

  describe('what goes well', () => {
    it('brings an event with its envelope to the handler', async () => {
      await consume('on-thing')
      expect(broker.isReady()).toBe(true)
      await touch('t1')
      await until('delivery', () => seen.length === 1)
      expect(seen[0]).toMatchObject({
        event: {
          name: 'test.thing.touched',
          version: 1,
          accountId: 'acc',
          shopId: 'shop',
          data: { thingId: 't1' },
        },
        about: { connection: { accountId: 'acc', shopId: 'shop' }, redelivered: false },
      })
    })

    it('carries correlation, cause and trace along', async () => {
      await consume('on-thing')
      const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
      await withContext({ correlationId: 'corr-1', causationId: 'cause-1', traceparent }, () => touch('t1'))
      await until('delivery', () => seen.length === 1)
      const { event, context } = seen[0]!
      expect(event).toMatchObject({ correlationId: 'corr-1', causationId: 'cause-1' })
      expect(context).toMatchObject({
        correlationId: 'corr-1',
        causationId: event.id,
        accountId: 'acc',
        shopId: 'shop',
      })
      expect(context?.traceparent.slice(3, 35)).toBe('a'.repeat(32))
    })

    it('gives work nothing of the context in which consuming began', async () => {
      await withContext({ shopId: 'not-mine', accountId: 'not-mine' }, () => consume('on-thing'))
      await broker.publish(ThingTouched, { accountId: 'acc', data: { thingId: 't1' } })
      await until('delivery', () => seen.length === 1)
      expect(seen[0]?.about.connection).toBeUndefined()
      expect(seen[0]?.context).toMatchObject({ accountId: 'acc' })
      expect(seen[0]?.context?.shopId).toBeUndefined()
    })

    it('publishes many in one go, each once', async () => {
      await consume('on-thing')
      const publications = Array.from({ length: 1_200 }, (_, n) => ({
        accountId: 'acc',
        data: { thingId: `t${n}` },
      }))
      await broker.publishAll(ThingTouched, publications)
      await until('all deliveries', () => seen.length >= 1_200)
      expect(new Set(seen.map(({ event }) => event.data.thingId)).size).toBe(1_200)
      expect(seen).toHaveLength(1_200)
    })

    it('takes news that nobody listens to', async () => {
      await broker.publish(ThingSeen, { accountId: 'acc', data: { thingId: 't1' } })
    })
  })

  describe('what is not right', () => {
    it('refuses data that break the contract, and sends none of the batch', async () => {
      await consume('on-thing')
      const bad = { accountId: 'acc', data: { thingId: '' } }
      await expect(broker.publish(ThingTouched, bad)).rejects.toMatchObject({
        kind: 'bug',
        code: 'MESSAGING_BAD_PUBLICATION',
      })
      const good = { accountId: 'acc', data: { thingId: 'good' } }
      await expect(broker.publishAll(ThingTouched, [good, bad])).rejects.toMatchObject({ kind: 'bug' })
      await expect(
        broker.publish(ThingTouched, { accountId: '', data: { thingId: 't' } }),
      ).rejects.toMatchObject({ kind: 'bug' })
      await touch('after')
      await until('the one good event', () => seen.length > 0)
      expect(seen.map(({ event }) => event.data.thingId)).toEqual(['after'])
    })

    it('says so when no queue takes a required event', async () => {
      await expect(touch('t1')).rejects.toMatchObject({ kind: 'unavailable', code: 'MESSAGING_UNROUTED' })
    })

    it('refuses two handlers of one name', async () => {
      await consume('on-thing')
      await expect(consume('on-thing')).rejects.toMatchObject({
        kind: 'bug',
        code: 'MESSAGING_HANDLER_TWICE',
      })
    })

    it.each([
      ['MESSAGING_NOT_JSON', '{"not": json'],
      ['MESSAGING_NOT_JSON', '['.repeat(100_000)],
      ['MESSAGING_BAD_ENVELOPE', '{"id": 1}'],
      ['MESSAGING_BAD_ENVELOPE', 'null'],
      ['MESSAGING_UNKNOWN_EVENT', envelope({ version: 2 })],
      ['MESSAGING_UNKNOWN_EVENT', envelope({ name: 'test.thing.renamed' })],
      ['MESSAGING_BAD_DATA', envelope({ data: { thingId: 7 } })],
      ['MESSAGING_TOO_LARGE', envelope({ data: { thingId: 'x'.repeat(300_000) } })],
    ])('buries poison with its reason and goes on: %s', async (code, body) => {
      await consume('on-thing')
      await subject.inject('on-thing', body)
      expect(await deadOf('on-thing')).toMatchObject([{ kind: 'invalid', code, failures: 1 }])
      expect(seen).toHaveLength(0)
      await touch('after')
      await until('the next event', () => seen.length === 1)
    })

    it.each(['invalid', 'missing'] as const)('buries at once what is %s', async (kind) => {
      await consume('on-thing', [error(kind, 'TEST_HOPELESS')])
      await touch('t1')
      expect(await deadOf('on-thing')).toMatchObject([{ kind, code: 'TEST_HOPELESS', failures: 1 }])
      expect(seen).toHaveLength(1)
    })

    it.each(['conflict', 'denied', 'throttled', 'unavailable', 'bug'] as const)(
      'tries again after %s',
      async (kind) => {
        await consume('on-thing', [error(kind), error(kind)])
        await touch('t1')
        await until('third attempt', () => seen.length === 3)
        expect(seen.map(({ about }) => about.redelivered)).toEqual([false, true, true])
        expect(new Set(seen.map(({ event }) => event.id)).size).toBe(1)
        expect(await subject.dead('on-thing')).toEqual([])
      },
    )

    it('buries what failed once more than there are delays, with the whole story', async () => {
      await consume('on-thing', [
        error('unavailable'),
        new Error('oops'),
        new Error('oops'),
        new Error('oops'),
      ])
      await touch('t1')
      const [story] = await deadOf('on-thing')
      expect(story).toMatchObject({ kind: 'bug', code: 'INTERNAL_BUG', message: 'oops', failures: 4 })
      expect(story!.eventId).toBe(seen[0]!.event.id)
      expect(story!.firstFailedAt <= story!.lastFailedAt).toBe(true)
      expect(seen).toHaveLength(4)
    })
  })

  describe('closing', () => {
    it('waits for the running handler, which may still publish', async () => {
      let finish = () => {}
      const gate = new Promise<void>((resolve) => (finish = resolve))
      const log: string[] = []
      subject.uses('on-slow')
      await broker.consume([
        defineHandler({
          name: 'on-slow',
          event: ThingTouched,
          prefetch: 1,
          handle: async (event) => {
            log.push('begun')
            await gate
            await broker.publish(ThingSeen, { accountId: event.accountId, data: event.data })
            log.push('done')
          },
        }),
      ])
      await touch('t1')
      await until('begun', () => log.length === 1)
      const closing = Promise.resolve(broker.close()).then(() => log.push('closed'))
      finish()
      await closing
      expect(log).toEqual(['begun', 'done', 'closed'])
      expect(broker.isReady()).toBe(false)
      await expect(touch('t2')).rejects.toMatchObject({ kind: 'unavailable' })
    })

    it('of one subscription leaves the others at work', async () => {
      const first = await consume('on-thing')
      subject.uses('on-other')
      let others = 0
      await broker.consume([
        defineHandler({
          name: 'on-other',
          event: ThingTouched,
          prefetch: 1,
          handle: async () => void (others += 1),
        }),
      ])
      await first.close()
      await touch('t1')
      await until('the other', () => others === 1)
      expect(seen).toHaveLength(0)
    })
  })
}

export function envelope(changes: object = {}): string {
  return JSON.stringify({
    id: '6b1f6a52-6c53-4b83-9a25-0b8f0d8c3b0e',
    name: 'test.thing.touched',
    version: 1,
    occurredAt: '2026-01-01T00:00:00.000Z',
    accountId: 'acc',
    correlationId: 'corr',
    data: { thingId: 't' },
    ...changes,
  })
}
