import { afterEach, describe, expect, it } from '@jest/globals'
import { Metadata, status as Status, type ServiceError } from '@grpc/grpc-js'
import { AppError, errorKinds, type AppErrorFields } from '@skladbridge/errors'
import { captureLogger } from '@skladbridge/testing'
import { withContext } from '../index.js'
import { anyStock, closePairs, nothing, pair } from '../testing/grpc-pair.js'
import { fromWireError, toWireStatus } from './wire-error.js'

afterEach(closePairs)

const failing = async (thrown: unknown, log = captureLogger()) => {
  const { runs } = await pair({
    log: log.log,
    runs: {
      list: async () => {
        throw thrown
      },
    },
  })
  return { log, error: (await runs.list(nothing).catch((error: unknown) => error)) as AppError }
}

const status = (code: Status, metadata = new Metadata()): ServiceError =>
  Object.assign(new Error('x'), { code, details: 'because', metadata })

describe('an AppError over gRPC', () => {
  it.each(errorKinds)('%s comes out as it went in, Russian text and all', async (kind) => {
    const fields: AppErrorFields = {
      kind,
      code: 'ORDERS_SUM_DIFFERS',
      message: 'sum differs',
      text: 'Сумма заказа «№ 17» расходится на 0,01 ₽.',
      advice: 'Проверьте скидки в заказе.',
      gist: 'Сумма заказа «…» расходится на … ₽.',
      details: { order: '№ 17', товар: 'Чай «Ёлка» 🌲' },
      retryAfterMs: 1_500,
    }
    const { error } = await failing(new AppError(fields))
    expect(error).toBeInstanceOf(AppError)
    expect({ ...error, message: error.message }).toMatchObject(fields)
  })

  it('is one in a stream too, after the messages that went before it', async () => {
    const { current } = await pair({
      stock: {
        current: async function* () {
          yield { rows: [] }
          yield { rows: [] }
          throw new AppError({ kind: 'denied', code: 'MOYSKLAD_DENIED', message: 'no', text: 'Нет прав' })
        },
      },
    })
    let chunks = 0
    const reading = (async () => {
      for await (const _ of current.current(anyStock)) chunks += 1
    })()
    await expect(reading).rejects.toMatchObject({ kind: 'denied', code: 'MOYSKLAD_DENIED', text: 'Нет прав' })
    expect(chunks).toBe(2)
  })

  it('is cut to what fits into headers', async () => {
    const details = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`field${i}`, 'я'.repeat(5_000)]))
    const long = new AppError({ kind: 'invalid', code: 'X_LONG', message: 'y'.repeat(100_000), details })
    const { error } = await failing(long)
    expect(error).toMatchObject({ kind: 'invalid', code: 'X_LONG' })
    expect(error.message.endsWith('…')).toBe(true)
    expect(Object.keys(error.details).length).toBeLessThanOrEqual(20)
  })

  it('is only logged as ours when it is', async () => {
    const refused = await failing(new AppError({ kind: 'missing', code: 'X_MISSING', message: 'no order' }))
    expect(refused.log.lines().filter((line) => line.level === 'error')).toEqual([])
    const bug = await failing(new AppError({ kind: 'bug', code: 'X_BUG', message: 'wrong turn' }))
    expect(bug.log.lines()).toContainEqual(expect.objectContaining({ level: 'error', msg: 'call failed' }))
  })
})

describe('an error nobody foresaw', () => {
  it('is logged with its stack and the correlation, and told to nobody', async () => {
    const log = captureLogger()
    const thrown = new TypeError('cannot read token s3cret of undefined')
    const { error } = await withContext({ correlationId: 'c-17' }, () => failing(thrown, log))
    expect(error).toMatchObject({ kind: 'bug', code: 'INTERNAL_BUG', message: 'internal error' })
    expect(error.text).toMatch(/Внутренняя ошибка/)
    expect(JSON.stringify({ ...error, cause: String(error.cause) })).not.toContain('s3cret')
    const line = log.lines().find(({ level }) => level === 'error')!
    expect(line).toMatchObject({ correlationId: 'c-17', grpc: 'skladbridge.stock.v1.StockRuns/list' })
    expect((line.err as { stack: string }).stack).toContain('errors.test')
  })

  it('may be no Error at all', async () => {
    const { error } = await failing('just a string')
    expect(error).toMatchObject({ kind: 'bug', message: 'internal error' })
  })
})

describe('fromWireError', () => {
  it.each([
    [Status.UNAVAILABLE, 'unavailable', 'GRPC_UNAVAILABLE'],
    [Status.DEADLINE_EXCEEDED, 'unavailable', 'GRPC_DEADLINE'],
    [Status.CANCELLED, 'unavailable', 'GRPC_CANCELLED'],
    [Status.RESOURCE_EXHAUSTED, 'bug', 'GRPC_TOO_LARGE'],
    [Status.UNIMPLEMENTED, 'bug', 'GRPC_UNEXPECTED'],
    [Status.INTERNAL, 'bug', 'GRPC_UNEXPECTED'],
    [Status.NOT_FOUND, 'bug', 'GRPC_UNEXPECTED'],
  ])('reads bare status %s as %s', (code, kind, name) => {
    expect(fromWireError(status(code), 'billing:9090', 'get')).toMatchObject({ kind, code: name })
  })

  it.each(['{', '{"kind":"funny","code":"X"}', '{"kind":"bug"}', 'null', '[]', '"x"'])(
    'trusts no broken fields: %s',
    (sent) => {
      const metadata = new Metadata()
      metadata.set('skladbridge-error-bin', Buffer.from(sent))
      const error = fromWireError(status(Status.UNAVAILABLE, metadata), 'billing:9090', 'get')
      expect(error.code).toBe('GRPC_UNAVAILABLE')
    },
  )

  it('survives an error that holds half a surrogate pair', () => {
    const sent = toWireStatus(new AppError({ kind: 'bug', code: 'X', message: '\ud83c', text: '\udf32' }))
    expect(fromWireError(status(Status.INTERNAL, sent.metadata), 't', 'm').code).toBe('X')
  })
})
