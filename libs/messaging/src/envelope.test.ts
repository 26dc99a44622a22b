import { describe, expect, it } from '@jest/globals'
import { withContext } from '@skladbridge/runtime'
import fc from 'fast-check'
import { decodeEvent, encodeEvent } from './envelope.js'
import { envelope } from './testing/broker-contract.js'
import { ThingTouched } from './testing/samples.js'

const limit = 10_000
const publication = { accountId: 'acc', data: { thingId: 't1' } }

describe('encodeEvent and decodeEvent', () => {
  it('what is encoded can be decoded, whatever is in it', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 64, unit: 'grapheme' }).filter((text) => text.length <= 64),
        fc.option(fc.integer(), { nil: undefined }),
        (thingId, count) => {
          const data = { thingId, ...(count === undefined ? {} : { count }) }
          const { id, body } = encodeEvent(ThingTouched, { accountId: 'acc', shopId: 'shop', data }, limit)
          expect(decodeEvent(ThingTouched, body, limit)).toMatchObject({
            ok: true,
            event: { id, accountId: 'acc', shopId: 'shop', data },
          })
        },
      ),
    )
  })

  it('without a context begins a correlation of its own, without a cause', () => {
    const body = JSON.parse(encodeEvent(ThingTouched, publication, limit).body.toString())
    expect(body).toMatchObject({ correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/) })
    expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['causationId', 'traceparent', 'shopId']))
  })

  it('refuses to send what no consumer would take, and names the place, not the value', () => {
    const secret = 's'.repeat(65)
    const attempts = [
      () => encodeEvent(ThingTouched, { accountId: 'acc', data: { thingId: secret } }, limit),
      () => encodeEvent(ThingTouched, { accountId: secret, data: { thingId: 't' } }, limit),
      () => withContext({ correlationId: secret }, () => encodeEvent(ThingTouched, publication, limit)),
      () => encodeEvent(ThingTouched, publication, 10),
    ]
    for (const attempt of attempts) {
      const thrown = (() => {
        try {
          return attempt()
        } catch (err) {
          return err as Error
        }
      })()
      expect(thrown).toMatchObject({ kind: 'bug', code: 'MESSAGING_BAD_PUBLICATION' })
      expect(String((thrown as Error).message)).not.toContain(secret)
    }
  })

  it('never throws and never accepts, whatever bytes arrive', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const decoded = decodeEvent(ThingTouched, Buffer.from(bytes), limit)
        expect(decoded).toMatchObject({ ok: false, error: { kind: 'invalid' } })
      }),
    )
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(decodeEvent(ThingTouched, Buffer.from(text), limit).ok).toBe(false)
      }),
    )
  })

  it('reads past fields that a newer publisher added', () => {
    const body = Buffer.from(envelope({ later: 1, data: { thingId: 't', later: 2 } }))
    expect(decodeEvent(ThingTouched, body, limit)).toMatchObject({
      ok: true,
      event: { data: { thingId: 't' } },
    })
  })

  it('tells the place of what is broken, not the value', () => {
    const decoded = decodeEvent(
      ThingTouched,
      Buffer.from(envelope({ data: { thingId: 79161234567 } })),
      limit,
    )
    expect(decoded).toMatchObject({ ok: false, error: { code: 'MESSAGING_BAD_DATA' } })
    if (!decoded.ok) {
      expect(decoded.error.message).toBe('test.thing.touched.v1: data.thingId: invalid_type')
    }
  })
})
