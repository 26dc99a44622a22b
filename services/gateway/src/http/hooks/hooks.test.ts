import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import {
  InsalesOrderTouched,
  InsalesProductTouched,
  MoyskladOrderTouched,
  MoyskladProductTouched,
  MoyskladStockTouched,
  webhookPath,
  webhookTopics,
  type WebhookAddress,
} from '@skladbridge/contracts'
import { AppError } from '@skladbridge/errors'
import { captureLogger, readFixture, waitFor } from '@skladbridge/testing'
import { problemOf, startGateway, webhookKey, type Gateway } from '../../testing/start-gateway.js'

const account = '9171a53c-b719-11eb-c0a8-800d00000001'
const product = '75c896d0-db16-11eb-c0a8-800d00000002'
const connection = { accountId: account, shopId: '42' }
const subject = `${account}.42`

const pathOf = (address: WebhookAddress, key = webhookKey) => webhookPath(key, address)
const moysklad = (topic: string) => pathOf({ system: 'moysklad', subject: account, topic })
const insales = (topic: string) => pathOf({ system: 'insales', subject, topic })
const eventsOf = (type: string, ...ids: string[]) => ({
  auditContext: { uid: 'test@test' },
  events: ids.map((id) => ({
    meta: { type, href: `https://api.moysklad.ru/api/remap/1.2/entity/${type}/${id}` },
    action: 'UPDATE',
    accountId: account,
  })),
})

let gateway: Gateway
const log = captureLogger()
beforeEach(async () => {
  gateway = await startGateway({ log: log.log })
})
afterEach(() => gateway.close())

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  gateway.ask('POST', path, { body, headers })
const problem = (status: number, code: unknown = expect.any(String)) => ({
  type: 'application/problem+json',
  status,
  code,
})

describe('a webhook of ours', () => {
  it('of a MoySklad product is published, once an id, and answered without a body', async () => {
    const answer = await post(`${moysklad('product')}?requestId=1`, eventsOf('product', product, product))
    expect(answer).toMatchObject({ status: 204, body: {} })
    expect(gateway.broker.publishedOf(MoyskladProductTouched)).toMatchObject([
      { accountId: account, data: { assortmentId: product, kind: 'product' } },
    ])
    expect(gateway.broker.published).toHaveLength(1)
  })

  it.each(webhookTopics.moysklad)('of the MoySklad topic %s is taken', async (topic) => {
    const body = topic === 'stock' ? { accountId: account } : eventsOf(topic, product)
    expect(await post(moysklad(topic), body)).toMatchObject({ status: 204 })
  })

  it('of MoySklad orders and stock goes where it belongs', async () => {
    await post(moysklad('customerorder'), eventsOf('customerorder', product))
    await post(moysklad('stock'), { accountId: account, stockType: 'stock', reportType: 'all' })
    expect(gateway.broker.publishedOf(MoyskladOrderTouched)).toMatchObject([{ data: { orderId: product } }])
    expect(gateway.broker.publishedOf(MoyskladStockTouched)).toMatchObject([{ accountId: account, data: {} }])
  })

  it('of a shop names its connection', async () => {
    expect(await post(insales('orders'), { id: 1001, number: 17 })).toMatchObject({ status: 204 })
    expect(await post(insales('products'), [{ id: 5 }, { id: 6 }])).toMatchObject({ status: 204 })
    expect(gateway.broker.publishedOf(InsalesOrderTouched)).toMatchObject([
      { ...connection, data: { orderId: '1001' } },
    ])
    expect(gateway.broker.publishedOf(InsalesProductTouched)).toMatchObject([
      { ...connection, data: { productId: '5' } },
      { ...connection, data: { productId: '6' } },
    ])
  })

  it('that comes five times is published five times: what to do with it, its reader knows', async () => {
    for (let time = 0; time < 5; time++) await post(insales('orders'), { id: 1001 })
    expect(gateway.broker.published).toHaveLength(5)
  })

  it('that concerns nothing of ours is taken and forgotten', async () => {
    expect(await post(moysklad('product'), { events: [] })).toMatchObject({ status: 204 })
    expect(gateway.broker.published).toEqual([])
  })

  it('hands its trace on', async () => {
    const trace = '0af7651916cd43dd8448eb211c80319c'
    await post(insales('orders'), { id: 1 }, { traceparent: `00-${trace}-b7ad6b7169203331-01` })
    expect(gateway.broker.publishedOf(InsalesOrderTouched)[0]!.traceparent).toContain(trace)
  })

  it('as recorded is published as it was meant', async () => {
    const event = readFixture('moysklad', 'webhook.event') as ReturnType<typeof eventsOf> | undefined
    const order = readFixture('insales', 'order.webhook.create') as { id: number } | undefined
    if (!event || !order) return
    expect(await post(moysklad('product'), event)).toMatchObject({ status: 204 })
    expect(await post(insales('orders'), order)).toMatchObject({ status: 204 })
    expect(gateway.broker.publishedOf(MoyskladProductTouched)[0]!.data.assortmentId).toBe(product)
    expect(gateway.broker.publishedOf(InsalesOrderTouched)[0]!.data.orderId).toBe(String(order.id))
  })
})

describe('an address that we did not give out', () => {
  const good = moysklad('product')
  const strange: [string, string][] = [
    ['without a signature', good.slice(0, good.lastIndexOf('/') + 1)],
    ['with a wrong signature', good.replace(/.$/, (last) => (last === '0' ? '1' : '0'))],
    ['with a shortened signature', good.slice(0, -2)],
    [
      'signed with another key',
      pathOf({ system: 'moysklad', subject: account, topic: 'product' }, 'x'.repeat(32)),
    ],
    ['of another topic', good.replace('/product/', '/customerorder/')],
    ['of another account', good.replace(account, '00000000-b719-11eb-c0a8-800d00000001')],
    ['of the other system', good.replace('/moysklad/', '/insales/')],
  ]
  it.each(strange)('%s is refused, and nothing is published', async (_what, path) => {
    expect(problemOf(await post(path, eventsOf('product', product)))).toEqual(
      problem(403, 'GATEWAY_WEBHOOK_NOT_OURS'),
    )
    expect(gateway.broker.published).toEqual([])
  })

  it('is refused before its body is read', async () => {
    expect(problemOf(await post(strange[1]![1], '{'.repeat(100_000)))).toEqual(
      problem(403, 'GATEWAY_WEBHOOK_NOT_OURS'),
    )
  })

  it('of a system that does not exist is not found', async () => {
    expect(problemOf(await post(good.replace('/moysklad/', '/bitrix/'), {}))).toEqual(
      problem(404, 'NOT_FOUND'),
    )
  })

  it('that speaks of another account is refused whole', async () => {
    const body = eventsOf('product', product, product)
    body.events[1]!.accountId = 'somebody-else'
    expect(problemOf(await post(good, body))).toEqual(problem(403, 'GATEWAY_WEBHOOK_OTHER_ACCOUNT'))
    expect(gateway.broker.published).toEqual([])
  })
})

describe('a body that is no webhook', () => {
  const deep = (levels: number) => `{"id":1,"x":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`
  it.each<[string, unknown, number, string]>([
    ['no JSON', '{"id":', 400, 'FST_ERR_CTP_INVALID_JSON_BODY'],
    ['empty', '', 400, 'FST_ERR_CTP_EMPTY_JSON_BODY'],
    ['of another form', { number: 17 }, 400, 'GATEWAY_BODY_INVALID'],
    ['a poisoned prototype', '{"id":1,"__proto__":{"admin":true}}', 400, 'FST_ERR_CTP_INVALID_JSON_BODY'],
    ['too deep', deep(21), 400, 'GATEWAY_TOO_DEEP'],
    ['bottomless', deep(1_000_000), 400, 'GATEWAY_TOO_DEEP'],
    ['too large', `{"id":1,"x":"${'x'.repeat(8 * 1024 * 1024)}"}`, 413, 'FST_ERR_CTP_BODY_TOO_LARGE'],
  ])('%s is refused', async (_what, body, status, code) => {
    expect(problemOf(await post(insales('orders'), body))).toEqual(problem(status, code))
    expect(gateway.broker.published).toEqual([])
  })

  it('that is just deep enough is taken', async () => {
    expect(await post(insales('orders'), deep(20))).toMatchObject({ status: 204 })
  })

  it('that is not called JSON is refused', async () => {
    const xml = await post(insales('orders'), '<order/>', { 'content-type': 'application/xml' })
    expect(problemOf(xml)).toEqual(problem(415, 'FST_ERR_CTP_INVALID_MEDIA_TYPE'))
  })

  it('is none of our bugs: nothing is logged as an error', async () => {
    await post(insales('orders'), '{')
    expect(log.lines().filter(({ level }) => Number(level) >= 50 || level === 'error')).toEqual([])
  })

  it('that never comes to its end is cut off, and others are served meanwhile', async () => {
    const limits = { requestTimeoutMs: 500, checkTimeoutsEveryMs: 50 }
    const impatient = await startGateway({ limits })
    const socket = connect(Number(new URL(impatient.url).port), '127.0.0.1')
    try {
      let heard = ''
      let closed = false
      socket.on('data', (chunk: Buffer) => (heard += chunk.toString())).on('close', () => (closed = true))
      socket.write(`POST ${insales('orders')} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n`)
      socket.write('content-length: 100\r\n\r\n{"id":1,')
      expect(await impatient.ask('POST', insales('orders'), { body: { id: 2 } })).toMatchObject({
        status: 204,
      })
      await waitFor(() => closed, { what: 'the slow sender cut off', timeoutMs: 20_000 })
      expect(heard).toMatch(/^HTTP\/1\.1 408 [^]*application\/problem\+json[^]*"status":408/)
      expect(impatient.broker.publishedOf(InsalesOrderTouched)).toMatchObject([{ data: { orderId: '2' } }])
    } finally {
      socket.destroy()
      await impatient.close()
    }
  })
})

describe('while the broker', () => {
  it('does not confirm, the platform is told to repeat; after that it goes on', async () => {
    gateway.broker.failWith(
      new AppError({
        kind: 'unavailable',
        code: 'MESSAGING_UNCONFIRMED',
        message: 'no confirm within 10000 ms',
      }),
    )
    expect(problemOf(await post(insales('orders'), { id: 1 }))).toEqual(problem(503, 'MESSAGING_UNCONFIRMED'))
    expect(problemOf(await post(moysklad('stock'), { accountId: account }))).toEqual(
      problem(503, 'MESSAGING_UNCONFIRMED'),
    )
    gateway.broker.failWith()
    expect(await post(insales('orders'), { id: 1 })).toMatchObject({ status: 204 })
    expect(gateway.broker.published).toHaveLength(1)
  })

  it('has not confirmed yet, nothing is answered', async () => {
    let confirm = () => {}
    let asked = false
    const slow = await startGateway({
      publisher: {
        publishAll: () => {
          asked = true
          return new Promise<void>((resolve) => (confirm = resolve))
        },
      },
    })
    try {
      let answered = false
      const answering = slow.ask('POST', insales('orders'), { body: { id: 1 } }).then((answer) => {
        answered = true
        return answer
      })
      await waitFor(() => asked, { what: 'the publication' })
      // another request goes all the way there and back while this one waits
      expect(await slow.ask('POST', '/hooks/nowhere')).toMatchObject({ status: 404 })
      expect(answered).toBe(false)
      confirm()
      expect(await answering).toMatchObject({ status: 204 })
    } finally {
      confirm()
      await slow.close()
    }
  })

  it('takes one half of a webhook only, the whole is repeated', async () => {
    const taken: string[] = []
    const half = await startGateway({
      publisher: {
        async publishAll(event) {
          if (event.name === MoyskladOrderTouched.name) {
            throw new AppError({ kind: 'unavailable', code: 'MESSAGING_REFUSED', message: 'refused' })
          }
          taken.push(event.name)
        },
      },
    })
    try {
      const body = {
        events: [...eventsOf('product', product).events, ...eventsOf('customerorder', account).events],
      }
      expect(await half.ask('POST', moysklad('product'), { body })).toMatchObject({ status: 503 })
      expect(taken).toEqual([MoyskladProductTouched.name])
    } finally {
      await half.close()
    }
  })

  it('breaks in a way nobody foresaw, that is told to us and not to the platform', async () => {
    gateway.broker.failWith(new Error('amqp://guest:guest@rabbit') as AppError)
    const answer = await post(insales('orders'), { id: 1 })
    expect(problemOf(answer)).toEqual(problem(500, 'INTERNAL_BUG'))
    expect(JSON.stringify(answer.body)).not.toContain('rabbit')
    expect(log.lines()).toContainEqual(expect.objectContaining({ msg: 'a request hit a bug of ours' }))
  })
})
