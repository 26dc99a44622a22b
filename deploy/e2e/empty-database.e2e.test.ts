import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { startFakeOwners } from '@skladbridge/lane-sources/testing'
import { freePort, testBroker, testMongo, waitFor } from '@skladbridge/testing'
import { startProcess } from '../local/processes.mjs'

const PATIENCE_MS = 60_000
const closing: (() => unknown)[] = []
let mongo: Awaited<ReturnType<typeof testMongo>>
beforeEach(async () => {
  mongo = await testMongo()
  closing.push(() => mongo.close())
})
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** One service alone: its owners, and whatever else it calls, will be at `port`. Resolves when it is ready. */
async function startAlone(service: string, port: number) {
  const { url, namespace } = testBroker()
  const http = await freePort()
  const owners = `127.0.0.1:${port}`
  const env = {
    BIND_HOST: '127.0.0.1',
    HTTP_PORT: String(http),
    GRPC_PORT: String(await freePort()),
    MONGO_URL: mongo.url,
    AMQP_URL: url,
    MESSAGING_NAMESPACE: namespace,
    BILLING_ADDR: owners,
    MOYSKLAD_CONNECTOR_ADDR: owners,
    INSALES_CONNECTOR_ADDR: owners,
    CATALOG_SYNC_ADDR: owners,
  }
  const running = await startProcess({
    name: `alone-${service}`,
    command: process.execPath,
    args: [join('services', service, 'dist', 'main.js')],
    env,
    ready: `http://127.0.0.1:${http}/readyz`,
  })
  closing.push(() => running.stop())
}

/** Kinds of links that a turn of their lane has worked on, whatever came of it. */
async function workedOn(collection: string, lane: string): Promise<string[]> {
  const links = mongo.connection.db!.collection(collection).find({ lane, fence: { $gt: 0 } })
  return (await links.toArray()).map(({ kind }) => String(kind)).sort()
}

describe('a service with an empty database, and no event of the connections there are', () => {
  it.each([
    ['catalog-sync', 'product_links', ['settings', 'sweep-moysklad']],
    ['order-sync', 'order_links', ['sweep-insales', 'sweep-moysklad']],
    ['stock-aggregator', 'stock_links', ['full']],
  ])(
    '%s starts without its owners and finds its work when they answer',
    async (service, collection, kinds) => {
      const port = await freePort()
      await startAlone(service, port)
      const owners = await startFakeOwners({ port })
      closing.push(() => owners.close())
      owners.access = [{ accountId: 'paused', allowed: false, reason: 'trial-ended' }]
      owners.connections = ['able', 'paused'].map((accountId) => ({
        accountId,
        shopId: '1',
        state: 'active',
      }))
      await waitFor(async () => (await workedOn(collection, 'able.1')).length === kinds.length, {
        what: `the sweeps of ${service}`,
        timeoutMs: PATIENCE_MS,
      })
      expect(await workedOn(collection, 'able.1')).toEqual(kinds)
      expect(await workedOn(collection, 'paused.1')).toEqual([])
    },
    2 * PATIENCE_MS,
  )
})
