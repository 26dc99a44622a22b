import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { connectionId, type ConnectionKey } from '@skladbridge/contracts'
import { createJournal, journalService, type Journal, type NewEntry } from '@skladbridge/journal'
import { linkId, linkSchema, type LinkFields, type RetryScope } from '@skladbridge/reconciler'
import { ensureIndexes, startGrpc, type GrpcServer } from '@skladbridge/runtime'
import { freePort, silentLogger, testMongo, uniqueName, waitFor } from '@skladbridge/testing'
import { createServices } from '../../clients/services.js'
import { createApp, type App } from '../app.js'
import { registerApi } from './api.js'
import { createSessions } from './session.js'

const log = silentLogger()
const sessions = createSessions('a session key of at least 32 characters')

/** One service as far as the journal goes: its own database, its own gRPC server. */
async function startKeeper() {
  const mongo = await testMongo()
  const model = mongo.connection.model('Link', linkSchema({}), 'links')
  const { model: rows, journal } = createJournal(mongo.connection, { log, keepDays: 90 })
  await ensureIndexes([model, rows])
  const retries: RetryScope[] = []
  const reconciler = { retry: async (where: RetryScope) => retries.push(where) }
  const describeLink = ({ key }: LinkFields) =>
    ({ subject: 'product', subjectId: key, title: `№ ${key}` }) as const
  const services = [journalService({ journal, reconciler, links: model, describe: describeLink })]
  const start = (port: number) => startGrpc({ port, host: '127.0.0.1', services, log })
  let server: GrpcServer = await start(0)
  const { port } = server
  return {
    address: `127.0.0.1:${port}`,
    journal,
    retries,
    links: mongo.connection.db!.collection<LinkFields>('links'),
    stop: () => server.close(),
    async again() {
      server = await start(port)
    },
    async close() {
      await server.close()
      await mongo.close()
    },
  }
}
type Keeper = Awaited<ReturnType<typeof startKeeper>>

let keepers: Record<'catalog' | 'orders' | 'stock', Keeper>
let app: App
let url: string
let closeClients: () => Promise<void> | void
let connection: ConnectionKey

beforeAll(async () => {
  keepers = { catalog: await startKeeper(), orders: await startKeeper(), stock: await startKeeper() }
  const nobody = `127.0.0.1:${await freePort()}`
  const { services, close } = createServices({
    BILLING_ADDR: nobody,
    MOYSKLAD_CONNECTOR_ADDR: nobody,
    INSALES_CONNECTOR_ADDR: nobody,
    CATALOG_SYNC_ADDR: keepers.catalog.address,
    ORDER_SYNC_ADDR: keepers.orders.address,
    STOCK_AGGREGATOR_ADDR: keepers.stock.address,
  })
  closeClients = close
  app = createApp(log)
  await registerApi(app, { services, sessions })
  await app.listen({ port: 0, host: '127.0.0.1' })
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/api/v1`
})
afterAll(async () => {
  await app?.close()
  await closeClients?.()
  for (const keeper of Object.values(keepers ?? {})) await keeper.close()
})
beforeEach(() => {
  connection = { accountId: uniqueName('a'), shopId: '7' }
})

interface Answer {
  status: number
  body: Record<string, never> & { entries: Row[]; failed: Row[]; cursor: string }
}
interface Row {
  source: string
  subjectTitle: string
  key: string
  id: string
}

async function request(path: string, { as = connection.accountId, admin = true, body }: AskOptions = {}) {
  const { token } = await sessions.open({ accountId: as, userId: 'u', admin })
  return fetch(`${url}/connections/7/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
}
interface AskOptions {
  as?: string
  admin?: boolean
  body?: object
}
async function ask(path: string, options?: AskOptions): Promise<Answer> {
  const answer = await request(path, options)
  return { status: answer.status, body: (await answer.json()) as Answer['body'] }
}

const minute = (n: number) => new Date(Date.UTC(2099, 0, 1, 0, n))
const tell = (journal: Journal, title: string, n: number, more: Partial<NewEntry> = {}) =>
  journal.write([
    {
      connection,
      key: uniqueName('k'),
      at: minute(n),
      outcome: 'done',
      subject: 'product',
      subjectId: `id-${title}`,
      title,
      code: 'created',
      text: 'Готово.',
      ...more,
    },
  ])

const fail = (keeper: Keeper, key: string, n: number, code = 'TEST_BAD', parked = true) => {
  const lane = connectionId(connection)
  return keeper.links.insertOne({
    _id: linkId({ lane, kind: 'product', key }),
    ...{
      lane,
      kind: 'product',
      key,
      wanted: 1,
      done: 0,
      dirty: true,
      priority: 1,
      attempts: 1,
      parked,
      fence: 1,
    },
    dueAt: minute(n + 60),
    touchedAt: minute(n),
    failure: {
      ...{
        kind: 'invalid',
        code,
        text: `Плохо: ${key}.`,
        advice: 'Исправьте.',
        gist: 'Плохо: ….',
        details: {},
      },
      at: minute(n),
    },
  })
}

describe('GET journal', () => {
  it('is one list of three services, newest first, page by page', async () => {
    const { catalog, orders, stock } = keepers
    await tell(catalog.journal, '1', 1)
    await tell(stock.journal, '2', 2)
    await tell(orders.journal, '3', 3)
    await tell(catalog.journal, '4', 4)
    await tell(catalog.journal, '5', 4)
    const seen: Row[] = []
    let cursor = ''
    do {
      const { status, body } = await ask(`journal?limit=2&cursor=${encodeURIComponent(cursor)}`)
      expect([status, body['silent']]).toEqual([200, []])
      seen.push(...body.entries)
      cursor = body.cursor
    } while (cursor)
    expect(new Set(seen.slice(0, 2).map((row) => row.subjectTitle))).toEqual(new Set(['4', '5']))
    expect(seen.slice(2).map((row) => [row.subjectTitle, row.source])).toEqual([
      ['3', 'orders'],
      ['2', 'stock'],
      ['1', 'catalog'],
    ])
  })

  it('is searched and filtered', async () => {
    await tell(keepers.orders.journal, '№ 17', 1, { subject: 'order', outcome: 'failed' })
    await tell(keepers.catalog.journal, 'Чайник 17', 2)
    const titles = async (query: string) =>
      (await ask(`journal?${query}`)).body.entries.map((row) => row.subjectTitle)
    expect(await titles('search=17')).toEqual(['Чайник 17', '№ 17'])
    expect(await titles('search=17&subject=order')).toEqual(['№ 17'])
    expect(await titles(`search=${encodeURIComponent('чай')}&outcome=done`)).toEqual(['Чайник 17'])
  })

  it.each(['limit=0', 'limit=201', 'outcome=maybe', 'subject=weather', 'cursor=yesterday'])(
    'refuses ?%s',
    async (query) => {
      expect((await ask(`journal?${query}`)).status).toBe(400)
    },
  )

  it('without one of the services it shows the rest and says so; without all it is unavailable', async () => {
    await tell(keepers.catalog.journal, 'каталог', 1)
    await keepers.orders.stop()
    try {
      const { status, body } = await ask('journal')
      expect([status, body['silent'], body.entries.length]).toEqual([200, ['orders'], 1])
      expect((await ask('journal.csv')).status).toBe(503)
      expect((await ask('journal/retry', { body: {} })).status).toBe(503)
      await keepers.catalog.stop()
      await keepers.stock.stop()
      expect((await ask('journal')).status).toBe(503)
    } finally {
      for (const keeper of Object.values(keepers)) await keeper.stop()
      for (const keeper of Object.values(keepers)) await keeper.again()
      await waitFor(async () => (await ask('journal')).body['silent']?.['length'] === 0, {
        what: 'all three again',
        timeoutMs: 20_000,
      })
    }
  }, 60_000)
})

describe('GET journal.csv', () => {
  it('is all of it as a file that Excel opens, whatever is in the names', async () => {
    const many = Array.from({ length: 450 }, (_, i) => i)
    for (const part of [many.slice(0, 225), many.slice(225)]) {
      await keepers.catalog.journal.write(
        part.map((i) => ({
          connection,
          key: `${i}`,
          at: minute(i),
          ...{ outcome: 'done', subject: 'product', subjectId: `${i}`, code: 'created', text: 'Готово.' },
          title: i === 3 ? '=HYPERLINK("http://evil")' : `товар ${i}`,
        })),
      )
    }
    const answer = await request('journal.csv')
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(answer.headers.get('content-disposition')).toContain('journal.csv')
    const bytes = Buffer.from(await answer.arrayBuffer())
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const lines = bytes.toString('utf8').trimEnd().split('\r\n')
    expect(lines).toHaveLength(451)
    expect(lines[1]).toContain('"товар 449"')
    expect(lines.find((line) => line.includes('HYPERLINK'))).toContain(`"'=HYPERLINK(""http://evil"")"`)
  })

  it('is filtered as the list is', async () => {
    await tell(keepers.orders.journal, '№ 17', 1, { subject: 'order' })
    await tell(keepers.catalog.journal, 'Чайник', 2)
    const text = await (await request('journal.csv?subject=order')).text()
    expect([text.includes('№ 17'), text.includes('Чайник')]).toEqual([true, false])
  })
})

describe('GET journal/failed', () => {
  it('is what fails now, oldest first, with how many of each code', async () => {
    await fail(keepers.catalog, '1', 1)
    await fail(keepers.orders, '2', 2)
    await fail(keepers.stock, '3', 3, 'TEST_OTHER', false)
    const first = await ask('journal/failed?limit=2')
    expect(first.body.failed.map((row) => [row.key, row.source])).toEqual([
      ['1', 'catalog'],
      ['2', 'orders'],
    ])
    expect(first.body.failed[0]).toMatchObject({ subjectTitle: '№ 1', parked: true, advice: 'Исправьте.' })
    expect(first.body['counts']).toEqual([
      { code: 'TEST_BAD', text: 'Плохо: ….', count: 2, parked: 2 },
      { code: 'TEST_OTHER', text: 'Плохо: ….', count: 1, parked: 0 },
    ])
    const next = await ask(`journal/failed?limit=2&cursor=${encodeURIComponent(first.body.cursor)}`)
    expect(next.body).toMatchObject({
      failed: [{ key: '3', parked: false, advice: '' }],
      cursor: '',
    })
    const ofCode = await ask('journal/failed?code=TEST_OTHER')
    expect(ofCode.body.failed.map(({ key }) => key)).toEqual(['3'])
  })
})

describe('POST journal/retry', () => {
  beforeEach(() => {
    for (const keeper of Object.values(keepers)) keeper.retries.splice(0)
  })
  const retried = () =>
    Object.entries(keepers).flatMap(([name, { retries }]) => retries.map((one) => [name, one]))

  it('one thing: only the service that has it is asked', async () => {
    const body = { source: 'orders', kind: 'order', key: '17' }
    expect((await ask('journal/retry', { body })).body).toEqual({ retried: 1 })
    expect(retried()).toEqual([['orders', { connection, kind: 'order', key: '17' }]])
  })

  it('all of a code, and all: every service', async () => {
    expect((await ask('journal/retry', { body: { code: 'TEST_BAD' } })).body).toEqual({ retried: 3 })
    expect(retried()).toContainEqual(['stock', { connection, code: 'TEST_BAD' }])
    await ask('journal/retry', { body: {} })
    expect(retried()).toContainEqual(['catalog', { connection }])
  })

  it('a key of no kind is refused, and who is no administrator too', async () => {
    expect((await ask('journal/retry', { body: { key: '1' } })).status).toBe(400)
    expect((await ask('journal/retry', { body: {}, admin: false })).status).toBe(403)
    expect(retried()).toEqual([])
  })
})

describe('tenants', () => {
  it('another account with the same shop sees and retries nothing of it, whatever it sends', async () => {
    await tell(keepers.orders.journal, 'Секрет', 1)
    await fail(keepers.orders, 'secret', 1)
    const as = uniqueName('b')
    const { body } = await ask('journal')
    const cursor = encodeURIComponent(`${minute(9).toISOString()}/ffff`)
    expect(body.entries).toHaveLength(1)
    for (const path of ['journal', `journal?cursor=${cursor}`, `journal?accountId=${connection.accountId}`]) {
      expect((await ask(path, { as })).body.entries).toEqual([])
    }
    const failedPath = `journal/failed?cursor=${encodeURIComponent(`${minute(0).toISOString()}/product/a`)}`
    expect((await ask(failedPath, { as })).body.failed).toEqual([])
    expect((await ask('journal/failed', { as })).body).toMatchObject({ failed: [], counts: [] })
    expect(await (await request('journal.csv', { as })).text()).not.toContain('Секрет')
    keepers.orders.retries.splice(0)
    await ask('journal/retry', {
      as,
      body: { source: 'orders', kind: 'product', key: 'secret', ...connection },
    })
    expect(keepers.orders.retries).toEqual([
      { connection: { accountId: as, shopId: '7' }, kind: 'product', key: 'secret' },
    ])
  })

  it.each(['journal', 'journal.csv', 'journal/failed'])('%s needs a session', async (path) => {
    expect((await fetch(`${url}/connections/7/${path}`)).status).toBe(403)
  })
})

it('the description names the routes with their filters', async () => {
  const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { parameters?: { name: string }[] }>>
  }
  const of = (path: string) => paths[`/api/v1/connections/{shopId}/${path}`]
  expect(
    of('journal')!
      ['get']!.parameters!.map(({ name }) => name)
      .sort(),
  ).toEqual(['cursor', 'limit', 'outcome', 'search', 'shopId', 'subject'].sort())
  expect([of('journal.csv'), of('journal/failed'), of('journal/retry')]).not.toContain(undefined)
})
