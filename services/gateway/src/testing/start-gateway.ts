import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fakeBroker, type FakeBroker } from '@skladbridge/messaging/testing'
import type { Logger } from '@skladbridge/runtime'
import { silentLogger } from '@skladbridge/testing'
import { createServices } from '../clients/services.js'
import { createSessions, type Sessions } from '../http/api/session.js'
import type { Limits } from '../http/app.js'
import { buildHttp } from '../http/start-http.js'
import { createVendorTokenCheck } from '../http/vendor/vendor-token.js'
import type { Publisher } from '../ports.js'
import { startFakeServices, type FakeServices } from './fake-services.js'

export const webhookKey = 'webhook-key-of-the-tests-32-chars'
export const appId = '7f0c1c57-0000-11ee-0a80-000000000001'
export const appSecret = 'secret key of the solution'
export const sessionKey = 'session-key-of-the-tests-32-chars'

/** Stands for the built page, so that tests need no build. */
const pageDir = join(__dirname, 'page')

export interface Gateway {
  url: string
  broker: FakeBroker
  services: FakeServices
  sessions: Sessions
  /** One request; `body` that is no text goes as JSON. */
  ask(method: string, path: string, options?: AskOptions): Promise<Answer>
  close(): Promise<void>
}

export interface AskOptions {
  body?: unknown
  headers?: Record<string, string>
}

export interface Answer {
  status: number
  headers: Headers
  body: Record<string, unknown>
}

export interface GatewayOptions {
  log?: Logger
  limits?: Partial<Limits>
  publisher?: Publisher
}

/** The gateway's HTTP on a port of its own; behind it a broker in memory and gRPC over the wire to hand-made services. */
export async function startGateway(options: GatewayOptions = {}): Promise<Gateway> {
  const broker = fakeBroker()
  const fakes = await startFakeServices()
  const { services, close: closeClients } = createServices({
    BILLING_ADDR: fakes.address,
    MOYSKLAD_CONNECTOR_ADDR: fakes.address,
    INSALES_CONNECTOR_ADDR: fakes.address,
    CATALOG_SYNC_ADDR: fakes.address,
    ORDER_SYNC_ADDR: fakes.address,
    STOCK_AGGREGATOR_ADDR: fakes.address,
  })
  const sessions = createSessions(sessionKey)
  const app = await buildHttp(
    options.log ?? silentLogger(),
    {
      hooks: { publisher: options.publisher ?? broker, webhookKeys: [webhookKey] },
      vendor: { services, appId, checkToken: createVendorTokenCheck(appSecret), now: Date.now },
      shops: { services, publicUrl: 'https://skladbridge.example/' },
      api: { services, sessions },
      page: { dir: pageDir, frameAncestors: ['https://online.moysklad.ru'] },
    },
    options.limits,
  )
  await app.listen({ port: 0, host: '127.0.0.1' })
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  return {
    url,
    broker,
    services: fakes,
    sessions,
    ask: (method, path, given) => ask(url, method, path, given),
    async close() {
      await app.close()
      await closeClients()
      await fakes.close()
    },
  }
}

async function ask(url: string, method: string, path: string, options: AskOptions = {}): Promise<Answer> {
  const { body, headers = {} } = options
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  return {
    status: answer.status,
    headers: answer.headers,
    // a file is no JSON
    body: text === '' ? {} : isJson(answer) ? (JSON.parse(text) as Record<string, unknown>) : { text },
  }
}

const isJson = ({ headers }: Response) => /json/.test(headers.get('content-type') ?? '')

/** What every refusal looks like: RFC 9457. */
export const problemOf = (answer: Answer) => ({
  type: answer.headers.get('content-type')?.split(';')[0],
  status: answer.status,
  code: answer.body['code'],
})
