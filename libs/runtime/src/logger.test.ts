import { describe, expect, it } from '@jest/globals'
import { AppError } from '@skladbridge/errors'
import { captureLogger } from '@skladbridge/testing'
import { withContext } from './index.js'

const secret = 's3cr3t-value'

describe('the logger', () => {
  it.each([
    ['at the top', { token: secret }],
    ['nested', { request: { headers: { Authorization: `Bearer ${secret}` } } }],
    ['deeply nested', { a: { b: { c: { accessToken: secret } } } }],
    ['deeper than is shown', { a: { b: { c: { d: { e: { f: { g: { password: secret } } } } } } } }],
    ['in a list', { accounts: [{ id: 1, access_token: secret }] }],
    ['spelled otherwise', { 'Access-Token': secret, API_KEY: secret, apikey: secret, 'set-cookie': secret }],
    [
      'of a person',
      { client: { phone: secret, email: secret, fullName: secret, address: { street: secret } } },
    ],
    ['in something with toJSON', { doc: { toJSON: () => ({ password: secret }) } }],
    ['in a Buffer', { body: Buffer.from(secret) }],
    ['in an error', { err: Object.assign(new Error('x'), { config: { auth: secret } }) }],
    ['in an error of another name', { reason: Object.assign(new Error('x'), { headers: [secret] }) }],
    ['in a URL of an error', { err: new Error(`connect mongodb://user:${secret}@host/db failed`) }],
    ['in a header of an error', { err: new Error('x', { cause: new Error(`sent Bearer ${secret}`) }) }],
  ])('shows no secret %s', (_, fields) => {
    const captured = captureLogger()
    captured.log.info(fields, 'said')
    captured.log.child(fields).info('said by a child')
    expect(captured.lines()).toHaveLength(2)
    expect(captured.text()).not.toContain(secret)
  })

  it('shows no secret of an error that was logged bare', () => {
    const captured = captureLogger()
    captured.log.error(new Error(`https://user:${secret}@host`))
    expect(captured.lines()[0]).toMatchObject({ msg: 'Error', err: { message: 'https://[redacted]@host' } })
    expect(captured.text()).not.toContain(secret)
  })

  it('shows what an operator needs', () => {
    const captured = captureLogger()
    const cause = new Error('ECONNRESET')
    const err = new AppError(
      { kind: 'denied', code: 'X_NO', message: 'no', details: { order: '17' } },
      { cause },
    )
    const context = { correlationId: 'c-1', accountId: 'a', shopId: 's' }
    withContext(context, () =>
      captured.log.warn({ err, outcome: 'parked', durationMs: 12, n: 5n }, 'order was parked'),
    )
    expect(captured.lines()[0]).toMatchObject({
      level: 'warn',
      service: 'test',
      msg: 'order was parked',
      outcome: 'parked',
      durationMs: 12,
      n: '5',
      ...context,
      err: { kind: 'denied', code: 'X_NO', details: { order: '17' }, cause: { message: 'ECONNRESET' } },
    })
  })

  it('survives a circle and something huge', () => {
    const captured = captureLogger()
    const circle: Record<string, unknown> = { many: Array.from({ length: 100_000 }, (_, i) => ({ i })) }
    circle.self = circle
    captured.log.info({ circle }, 'said')
    expect(captured.lines()[0]).toMatchObject({ msg: 'said' })
    expect(captured.text().length).toBeLessThan(50_000)
  })
})
