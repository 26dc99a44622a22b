import { describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { allEvents, defineEvent, envelopeSchema } from './index.js'

const envelope = {
  id: '6b1f6a52-6c53-4b83-9a25-0b8f0d8c3b0e',
  name: 'shelf.thing.touched',
  version: 1,
  occurredAt: '2026-01-01T00:00:00.000Z',
  accountId: 'acc',
  correlationId: 'corr',
  data: {},
}

describe('defineEvent', () => {
  it('makes the routing key of name and version', () => {
    const event = defineEvent({
      name: 'shelf.thing.touched',
      version: 2,
      owner: 'gateway',
      summary: 'A thing may have changed.',
      audience: 'optional',
      data: z.object({}),
    })
    expect(event.routingKey).toBe('shelf.thing.touched.v2')
  })
})

describe('all events', () => {
  it('are called <area>.<entity>.<past tense>, each once', () => {
    for (const [routingKey, event] of allEvents) {
      expect(event.name).toMatch(/^[a-z]+\.[a-z]+\.[a-z]+ed$/)
      expect(routingKey).toBe(`${event.name}.v${event.version}`)
      expect(event.summary).toMatch(/\.$/)
    }
    expect(allEvents.size).toBeGreaterThan(0)
  })

  it('carry ids of a bounded length: whatever is stored on the other side stays there', () => {
    for (const event of allEvents.values()) {
      const schema = z.toJSONSchema(event.data) as { properties?: Record<string, Record<string, unknown>> }
      for (const [name, field] of Object.entries(schema.properties ?? {})) {
        const bounded = field['type'] !== 'string' || field['maxLength'] || field['enum'] || field['format']
        expect([event.routingKey, name, Boolean(bounded)]).toEqual([event.routingKey, name, true])
      }
    }
  })
})

describe('envelopeSchema', () => {
  it('takes what is needed and what may be left out', () => {
    expect(envelopeSchema.parse(envelope)).toEqual(envelope)
    const full = { ...envelope, shopId: 's', causationId: 'c', traceparent: '00-x' }
    expect(envelopeSchema.parse(full)).toEqual(full)
  })

  it.each([
    ['no id', { id: undefined }],
    ['an id that is none', { id: '1' }],
    ['no moment', { occurredAt: 'yesterday' }],
    ['a moment without a zone', { occurredAt: '2026-01-01T00:00:00' }],
    ['no account', { accountId: '' }],
    ['an account of a kilobyte', { accountId: 'x'.repeat(1_000) }],
    ['an empty shop', { shopId: '' }],
    ['half a version', { version: 1.5 }],
    ['version nought', { version: 0 }],
    ['a correlation that would not fit elsewhere', { correlationId: 'x'.repeat(65) }],
  ])('refuses %s', (_what, change) => {
    expect(envelopeSchema.safeParse({ ...envelope, ...change }).success).toBe(false)
  })
})
