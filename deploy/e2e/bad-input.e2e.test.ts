import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { waitFor } from '@skladbridge/testing'
import { stockedProduct } from './testing/goods.js'
import { heldWebhooks } from './testing/hold-webhooks.js'
import { shopHook } from './testing/postman.js'
import { openRabbit, type Rabbit } from './testing/rabbit.js'
import { everyService, PATIENCE_MS, startRig, type Merchant, type Rig, type Row } from './testing/rig.js'

jest.setTimeout(120_000)

let rig: Rig
let rabbit: Rabbit
let merchant: Merchant
let before: number[]
const article = 'TEA-1'
const pids = () => everyService.map((name) => rig.pid(name))

beforeAll(async () => {
  rig = await startRig({ name: 'bad-input' })
  rabbit = await openRabbit(rig.amqpUrl)
  merchant = await rig.merchant()
  await stockedProduct(merchant, article)
  before = pids()
})
afterAll(async () => {
  await rabbit?.close()
  await rig?.close()
})

const seen = <T>(what: string, look: () => T | Promise<T>) => waitFor(look, { what, timeoutMs: PATIENCE_MS })

/** The same processes as at the start, ready, and an order goes through. */
async function unharmed() {
  expect(pids()).toEqual(before)
  await rig.allReady()
  const order = merchant.placeOrder(article, 1)
  await seen('an ordinary order', () => merchant.customerOrder(order))
}

const event = (change: object = {}) => ({
  id: '6b1f6a52-6c53-4b83-9a25-0b8f0d8c3b0e',
  name: 'insales.order.touched',
  version: 1,
  occurredAt: '2026-01-01T00:00:00.000Z',
  accountId: merchant.accountId,
  shopId: merchant.shopId,
  correlationId: 'by-hand',
  data: { orderId: '1' },
  ...change,
})

describe('poison on every queue', () => {
  const isPoisoned = (queue: string) =>
    seen(`three dead in ${queue}`, async () => (await rabbit.count(`${queue}.dead`)) === 3)
  const reasons = (dead: { headers: Record<string, unknown> }[]) =>
    dead.map(({ headers }) => headers['skladbridge-error-code']).sort()

  it('an unknown version, an older one, and rubbish end in the dead queue with the reason; nothing crashes', async () => {
    expect(rig.queues.length).toBeGreaterThanOrEqual(15)
    for (const queue of rig.queues) {
      await rabbit.put(queue, JSON.stringify(event({ version: 99 })))
      await rabbit.put(queue, JSON.stringify(event({ version: 0 })))
      await rabbit.put(queue, '\u0000 no JSON {')
    }
    for (const queue of rig.queues) {
      await isPoisoned(queue)
      expect([queue, reasons(await rabbit.take(`${queue}.dead`))]).toEqual([
        queue,
        ['MESSAGING_BAD_ENVELOPE', 'MESSAGING_NOT_JSON', 'MESSAGING_UNKNOWN_EVENT'],
      ])
    }
    await unharmed()
  })

  it('`pnpm replay` tells what is dead, and brings it back to work', async () => {
    const queue = rig.queues.find((name) => name.endsWith('order-sync.on-insales-order-touched'))!
    let order: Row = {}
    await heldWebhooks(rig.sandbox, () => void (order = merchant.placeOrder(article, 2)))
    const headers = { 'skladbridge-error-code': 'INTERNAL_BUG', 'skladbridge-error-kind': 'bug' }
    await rabbit.put(`${queue}.dead`, JSON.stringify(event({ data: { orderId: String(order['id']) } })), {
      headers,
    })
    expect(await replay('--queue', queue, '--list')).toMatch(/1 messages\n.*bug {2}INTERNAL_BUG/)
    expect(await replay('--queue', queue)).toContain('1 moved back, 0 left')
    await seen('the customer order', () => merchant.customerOrder(order))
    expect(await rabbit.count(`${queue}.dead`)).toBe(0)
  })

  it('what is replayed and still bad is dead again', async () => {
    const [queue] = rig.queues as [string]
    await rabbit.put(queue, 'still no JSON')
    const dead = () => seen('a dead one', async () => (await rabbit.count(`${queue}.dead`)) === 1)
    await dead()
    await replay('--queue', queue)
    await dead()
    const [letter] = await rabbit.take(`${queue}.dead`)
    expect(letter!.headers).toMatchObject({
      'skladbridge-replays': 1,
      'skladbridge-error-code': 'MESSAGING_NOT_JSON',
    })
  })

  async function replay(...args: string[]): Promise<string> {
    // what `pnpm replay` runs
    const command = join('libs', 'messaging', 'dist', 'replay.js')
    const child = spawn(process.execPath, [command, ...args], {
      env: { ...process.env, AMQP_URL: rig.amqpUrl },
    })
    const said: string[] = []
    for (const output of [child.stdout, child.stderr]) output.on('data', (text) => said.push(String(text)))
    const [code] = (await once(child, 'close')) as [number]
    expect([said.join(''), code]).toEqual([expect.any(String), 0])
    return said.join('')
  }
})

describe('bad requests at the webhooks', () => {
  const published = () => rig.metric('gateway', 'skladbridge_messages_published_total')
  const at = (change: (path: string) => string = (path) => path) => {
    const url = new URL(shopHook(merchant, 'orders/create'))
    return `${url.origin}${change(url.pathname)}`
  }
  async function send(url: string, body: string | ReadableStream, type = 'application/json') {
    const headers = { 'content-type': type }
    const answer = await fetch(url, { method: 'POST', headers, body, duplex: 'half' })
    await answer.arrayBuffer()
    return answer.status
  }
  let publishedBefore: number
  beforeEach(async () => void (publishedBefore = await published()))
  afterEach(async () => {
    expect(await published()).toBe(publishedBefore)
    await unharmed()
  })

  const good = JSON.stringify({ id: 1 })

  it.each([
    ['a wrong signature', (path: string) => path.replace(/.$/, (last) => (last === '0' ? '1' : '0'))],
    ['a signature too short', (path: string) => path.slice(0, -1)],
    ['no signature', (path: string) => path.replace(/[^/]+$/, '')],
    ['the signature of another topic', (path: string) => path.replace('/orders/', '/products/')],
    ['the signature of another shop', (path: string) => path.replace(merchant.shopId, '1')],
  ])('%s: 403', async (_what, change) => {
    expect(await send(at(change), good)).toBe(403)
  })

  it('is not JSON: 400', async () => {
    expect(await send(at(), '{"id": 1')).toBe(400)
    expect(await send(at(), '')).toBe(400)
    expect(await send(at(), '"an order"')).toBe(400)
  })

  it('is called something else: 415', async () => {
    expect(await send(at(), '<order/>', 'application/xml')).toBe(415)
  })

  it('is too large: 413, whether it says so or not', async () => {
    const large = JSON.stringify({ id: 1, text: 'x'.repeat(9 * 1024 * 1024) })
    const said = send(at(), large)
    const unsaid = send(at(), new Blob([large]).stream())
    for (const status of [said, unsaid]) expect([413, 'cut']).toContain(await status.catch(() => 'cut'))
  })

  it('is too deep: 400', async () => {
    expect(await send(at(), `{"id":1,"deep":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)).toBe(400)
  })

  it('comes drop by drop, a hundred at once: others are served meanwhile, the slow are cut off', async () => {
    const url = new URL(at())
    const slow = await Promise.all(Array.from({ length: 100 }, () => openSlowly(url)))
    const served = merchant.placeOrder(article, 1)
    await seen('an order meanwhile', () => merchant.customerOrder(served))
    publishedBefore = await published()
    expect(slow.some(({ ended }) => ended())).toBe(false)
    await waitFor(() => slow.every(({ ended }) => ended()), {
      what: 'all to be cut off',
      timeoutMs: PATIENCE_MS,
    })
    expect(new Set(slow.map(({ answer }) => answer().slice(0, 12)))).toEqual(new Set(['HTTP/1.1 408']))
  })

  /** Promises a body and sends it a byte at a time. */
  async function openSlowly(url: URL) {
    const socket = connect(Number(url.port), url.hostname)
    socket.on('error', () => undefined)
    await once(socket, 'connect')
    socket.write(
      `POST ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n`,
    )
    const dripping = setInterval(() => socket.write(' '), 200)
    let answer = ''
    let isOver = false
    socket.on('data', (data) => (answer += String(data)))
    socket.on('close', () => {
      clearInterval(dripping)
      isOver = true
    })
    return { ended: () => isOver, answer: () => answer }
  }
})
