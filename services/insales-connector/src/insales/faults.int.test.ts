import { afterEach, describe, expect, it } from '@jest/globals'
import type { OutsideRequest, Upstream } from '@skladbridge/http-client'
import { changeFaults } from '@skladbridge/sandbox'
import {
  startTestConnector,
  type TestConnector,
  type TestConnectorOptions,
} from '../testing/start-connector.js'

let t: TestConnector
let connection: { accountId: string; shopId: string }
const start = async (options: TestConnectorOptions = {}) => {
  t = await startTestConnector(options)
  connection = await t.connectShop()
}
afterEach(() => t.close())

const get = () => t.orders.getMany({ connection, ids: ['1'] })

describe('a shop in trouble', () => {
  it('that answers 429 pauses everything of the connection until the window ends', async () => {
    await start()
    changeFaults(t.kit, { throttled: 1 })
    const error = await get().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ kind: 'throttled' })
    expect((error as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(60_000)
    changeFaults(t.kit, { throttled: 0 })
    t.kit.counter.reset()
    await expect(get()).rejects.toMatchObject({ kind: 'throttled' })
    expect(t.kit.counter.read().total).toBe(0)
  })

  it('that answers 503 with Retry-After, as before 2026, is the same', async () => {
    await start({ sandbox: { shops: [{}], throttledStatus: 503 } })
    changeFaults(t.kit, { throttled: 1 })
    await expect(get()).rejects.toMatchObject({ kind: 'throttled', code: 'INSALES_THROTTLED' })
    changeFaults(t.kit, { throttled: 0 })
    t.kit.counter.reset()
    await expect(get()).rejects.toMatchObject({ kind: 'throttled' })
    expect(t.kit.counter.read().total).toBe(0)
  })

  it('gives orders their share of the window when the rest is used up', async () => {
    await start({ budgetRequests: 30 })
    // what orders cannot use any more is given away towards the end of the window: nobody waits for that here
    const background = () =>
      t.products.getMany({ connection, ids: ['1'] }, { deadline: new Date(Date.now() + 5_000) })
    const usedUp = async () => {
      for (let spent = 0; spent < 30; spent += 1) await background()
    }
    await expect(usedUp()).rejects.toMatchObject({ kind: 'throttled' })
    expect(await get()).toMatchObject({ missingIds: ['1'] })
  })

  it.each(['serverErrors', 'cutBefore', 'answerHalf'] as const)(
    'with %s is unavailable, and fine afterwards',
    async (fault) => {
      await start()
      changeFaults(t.kit, { [fault]: 1 })
      await expect(t.dictionaries.list({ connection, kind: 'warehouses' })).rejects.toMatchObject({
        kind: 'unavailable',
      })
      changeFaults(t.kit, { [fault]: 0 })
      const { entries } = await t.dictionaries.list({ connection, kind: 'warehouses' })
      expect(entries).toHaveLength(1)
      // trouble of the server is nobody's lost access
      expect((await t.store.find(connection))?.state).toBe('active')
    },
  )
})

describe('a request', () => {
  it('is not begun when it cannot end before its deadline', async () => {
    await start()
    t.kit.counter.reset()
    const options = { deadline: new Date(Date.now() + 600) }
    const update = { id: '1', quantity: 1 }
    await expect(
      t.products.updateVariants({ connection, variants: [update] }, options),
    ).rejects.toMatchObject({
      kind: 'unavailable',
    })
    expect(t.kit.counter.read().total).toBe(0)
  })

  it('carries the credentials in its header only, and JSON on every write', async () => {
    const sent: OutsideRequest[] = []
    const wrap = (upstream: Upstream): Upstream => ({
      close: () => upstream.close(),
      request: (request) => {
        sent.push(request)
        return upstream.request(request)
      },
    })
    await start({ wrap })
    await t.products.updateVariants({ connection, variants: [{ id: '1', quantity: 1 }] })
    await get()
    const { login, password } = t.sandbox.shops()[0]!.credentials[0]!
    expect(sent.map(({ url }) => url).join()).not.toMatch(new RegExp(`${login}|${password}|@`))
    for (const { method, headers } of sent) {
      expect(headers?.['authorization']).toMatch(/^Basic /)
      if (method === 'POST' || method === 'PUT') expect(headers?.['content-type']).toBe('application/json')
    }
    expect(sent.at(-1)).toMatchObject({ priority: 'orders' })
    expect(sent.find(({ operation }) => operation === 'variants.group_update')).toMatchObject({
      priority: 'background',
    })
  })
})
