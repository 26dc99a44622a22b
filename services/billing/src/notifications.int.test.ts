import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import {
  accountWide,
  InsalesConnectionChanged,
  notificationSettingsSchema,
  OrdersParkedChanged,
  StockRunFinished,
} from '@skladbridge/contracts'
import { fakeBroker, type FakeBroker } from '@skladbridge/messaging/testing'
import type { Upstream } from '@skladbridge/http-client'
import { ensureIndexes } from '@skladbridge/runtime'
import { createSettingsStore } from '@skladbridge/settings'
import { silentLogger, testMongo, uniqueName } from '@skladbridge/testing'
import { SMTPServer } from 'smtp-server'
import { createEmail } from './clients/email.js'
import { createPosts, createTelegram, createWebhook } from './clients/posts.js'
import { handlers } from './handlers/index.js'
import { send, sendDigest } from './jobs/send-digest.js'
import { noteAccess } from './note-access.js'
import type { Channels } from './ports.js'
import { createNoticeStore } from './stores/notices.js'
import { day } from './testing/builders.js'

let mongo: Awaited<ReturnType<typeof testMongo>>
let smtp: SMTPServer
let web: Server
let posts: Upstream
let email: ReturnType<typeof createEmail>
const letters: { to: string; text: string }[] = []
const posted: { path: string; body: Record<string, unknown> }[] = []
let webStatus = 200
let channels: Channels
let webUrl: string
let now: Date

beforeAll(async () => {
  mongo = await testMongo()
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _session, done) =>
      done(
        address.startsWith('refused')
          ? Object.assign(new Error('no such user'), { responseCode: 550 })
          : null,
      ),
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address).join()
        letters.push({ to, text: Buffer.concat(chunks).toString() })
        done()
      })
    },
  })
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve))
  web = createServer((request, reply) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString()))
    request.on('end', () => {
      posted.push({ path: request.url ?? '', body: JSON.parse(text) as Record<string, unknown> })
      reply.writeHead(webStatus, { location: 'http://169.254.169.254/' }).end('{}')
    })
  })
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve))
  webUrl = `http://127.0.0.1:${(web.address() as AddressInfo).port}`
  posts = createPosts({ log: silentLogger(), onlyAt: webUrl })
  const { port } = smtp.server.address() as AddressInfo
  email = createEmail({
    url: `smtp://127.0.0.1:${port}`,
    from: 'SkladBridge <s@example.ru>',
    timeoutMs: 3_000,
  })
  channels = {
    email: email.send,
    telegram: createTelegram(posts, { apiUrl: webUrl, token: '1:secret' }),
    webhook: createWebhook(posts),
  }
})
afterAll(async () => {
  email.close()
  await posts.close()
  await new Promise<void>((resolve) => smtp.close(() => resolve()))
  await new Promise((resolve) => web.close(resolve))
  await mongo.close()
})

let accountId: string
let broker: FakeBroker
let store: ReturnType<typeof createNoticeStore>
beforeEach(async () => {
  now = day(0)
  letters.splice(0)
  posted.splice(0)
  webStatus = 200
  accountId = uniqueName('account')
  broker = fakeBroker()
  store = openStore()
  await ensureIndexes(store.models)
  await broker.consume(handlers(store.notices.note.bind(store.notices)))
})
afterEach(() => void mongo.connection.deleteModel(/Waiting|Digest/))

const openStore = () => createNoticeStore(mongo.connection, () => now, 0)
const settingsStore = () => {
  if (mongo.connection.models['Settings']) mongo.connection.deleteModel('Settings')
  return createSettingsStore(mongo.connection, notificationSettingsSchema)
}
const want = async (settings: object) => {
  const settingsKept = settingsStore()
  const { version } = await settingsKept.get(accountWide(accountId))
  await settingsKept.put(accountWide(accountId), notificationSettingsSchema.parse(settings), version)
}
const mail = { email: { on: true, addresses: ['owner@example.ru'] } }
const settingsOf = async (id: string) => (await settingsStore().get(accountWide(id))).settings
const pass = (ms: number) => (now = new Date(now.getTime() + ms))
const hour = 3_600_000

const shop = { shopId: '42' }
const deny = async (state: 'denied' | 'active') => {
  broker.deliver(InsalesConnectionChanged, { accountId, ...shop, data: { state } })
  await broker.idle()
}
const park = async (parked: number) => {
  broker.deliver(OrdersParkedChanged, { accountId, ...shop, data: { parked } })
  await broker.idle()
}
/** Does the digest that is due, as the loop would. */
async function digest(over: Partial<Parameters<typeof sendDigest>[0]> = {}) {
  const claim = await store.notices.claim('digest', 60_000, accountId)
  if (!claim) return 'nothing is due'
  const ports = { notices: store.notices, settingsOf, channels, now: () => now, ...over }
  const allowance = {
    priority: 'background' as const,
    deadline: new Date(Date.now() + 20_000),
    signal: AbortSignal.timeout(20_000),
  }
  const again = await sendDigest(ports)(claim, allowance)
  await store.notices.settle(claim, again && { ...again, attempt: 0 })
  return again ?? 'done'
}

describe('what waits', () => {
  it('is told by e-mail, once, in one letter', async () => {
    await want(mail)
    await deny('denied')
    await park(3)
    expect(await digest()).toBe('done')
    expect(letters).toHaveLength(1)
    expect(letters[0]!.to).toBe('owner@example.ru')
    const body = Buffer.from(letters[0]!.text.split('\r\n\r\n').slice(1).join(''), 'base64').toString()
    expect(`${body}${letters[0]!.text}`).toMatch(/SkladBridge/)
    await deny('denied')
    await digest()
    expect(letters).toHaveLength(1)
  })

  it('is told at most once an hour: what comes meanwhile waits for the next', async () => {
    await want(mail)
    await park(1)
    await digest()
    pass(60_000)
    await park(2)
    expect(await digest()).toEqual({ inMs: hour - 60_000 })
    expect(letters).toHaveLength(1)
    pass(hour)
    expect(await digest()).toBe('done')
    expect(letters).toHaveLength(2)
  })

  it('and is over before anybody was told is not told', async () => {
    await want(mail)
    await deny('denied')
    await deny('active')
    await digest()
    expect(letters).toEqual([])
  })

  it('mended and broken again is news again', async () => {
    await want(mail)
    await deny('denied')
    await digest()
    await deny('active')
    await digest()
    pass(2 * hour)
    await deny('denied')
    await digest()
    expect(letters).toHaveLength(2)
  })

  it('is kept for a merchant who wants to hear nothing, and told once a channel is on', async () => {
    await park(5)
    expect(await digest()).toBe('done')
    expect(letters).toEqual([])
    await want(mail)
    await store.notices.ask(accountId)
    await digest()
    expect(letters).toHaveLength(1)
  })

  it('older news that come late change nothing', async () => {
    await park(5)
    await store.notices.note(accountId, { what: 'parked', shopId: '42', source: 'orders', count: 0 }, day(-9))
    expect(await store.notices.waiting(accountId)).toMatchObject([{ count: 5 }])
  })

  it('a held stock run waits until a full one is not held', async () => {
    const counts = { rowsRead: 1, changed: 1, written: 0, failed: 0, requests: 1 }
    const run = async (kind: 'full' | 'changed', held: boolean) => {
      const data = { runId: 'r', kind, ...counts, ...(held ? { held } : {}) }
      broker.deliver(StockRunFinished, { accountId, ...shop, data })
      await broker.idle()
      return (await store.notices.waiting(accountId)).map(({ what }) => what)
    }
    expect(await run('full', true)).toEqual(['stock-held'])
    expect(await run('changed', false)).toEqual(['stock-held'])
    expect(await run('full', false)).toEqual([])
  })

  it('of access is the end of a trial, told once, and gone when it is paid', async () => {
    await want(mail)
    const note = store.notices.note.bind(store.notices)
    const trial = { allowed: true, reason: 'trial' as const, until: day(2) }
    await noteAccess(note, accountId, trial, now)
    await digest()
    pass(26 * hour)
    await noteAccess(note, accountId, trial, now)
    await digest()
    expect(letters).toHaveLength(1)
    await noteAccess(note, accountId, { allowed: true, reason: 'paid', until: null }, pass(1))
    expect(await store.notices.waiting(accountId)).toEqual([])
  })
})

describe('channels', () => {
  it('webhook and Telegram get the same, each in its form', async () => {
    await want({})
    const settings = notificationSettingsSchema.parse({ telegram: { on: true, chatId: '-100' } })
    const both = { ...settings, webhook: { on: true, url: `${webUrl}/mine` } }
    await park(2)
    await digest({ settingsOf: async () => both })
    expect(posted.map(({ path }) => path).sort()).toEqual(['/bot1:secret/sendMessage', '/mine'])
    const hook = posted.find(({ path }) => path === '/mine')!.body
    expect(hook).toMatchObject({ accountId, waiting: [{ what: 'parked', count: 2, shopId: '42' }] })
    const chat = posted.find(({ path }) => path !== '/mine')!.body
    expect(chat).toMatchObject({ chat_id: '-100', text: expect.stringContaining('Заказы ждут решения: 2') })
  })

  it('one that fails keeps no other from it, and its reason is shown', async () => {
    const both = notificationSettingsSchema.parse({
      email: { on: true, addresses: ['refused@example.ru'] },
      telegram: { on: true, chatId: '7' },
    })
    await park(2)
    expect(await digest({ settingsOf: async () => both })).toBe('done')
    expect(posted).toHaveLength(1)
    expect((await store.notices.find(accountId)).channels).toMatchObject({
      email: { sentAt: null, failureText: expect.stringContaining('не принял письмо') },
      telegram: { sentAt: now, failureText: '' },
    })
  })

  it('all of which fail leave it untold: the next try is in an hour, not before', async () => {
    webStatus = 500
    const only = notificationSettingsSchema.parse({ telegram: { on: true, chatId: '7' } })
    await park(2)
    expect(await digest({ settingsOf: async () => only })).toEqual({ inMs: hour })
    webStatus = 200
    pass(hour)
    expect(await digest({ settingsOf: async () => only })).toBe('done')
    expect(posted).toHaveLength(2)
  })

  it('a process that dies in the middle of sending does not send twice within the hour', async () => {
    await want(mail)
    await park(1)
    const dying = {
      ...store.notices,
      sent: async () => {
        throw new Error('the process died here')
      },
    }
    await expect(digest({ notices: dying })).rejects.toThrow('died here')
    expect(letters).toHaveLength(1)
    pass(61_000)
    expect(await digest()).toEqual({ inMs: hour - 61_000 })
    expect(letters).toHaveLength(1)
  })

  it.each([
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://10.1.2.3/',
    'https://169.254.169.254/latest/meta-data',
    'https://localhost/',
    'https://example.ru:8443/',
    'http://example.ru/',
  ])('%s is no address to post to', async (url) => {
    const real = createPosts({ log: silentLogger() })
    try {
      const settings = notificationSettingsSchema.parse({})
      const wanted = { ...settings, webhook: { on: true, url } }
      const message = { accountId, subject: 's', lines: [], waiting: [] }
      const deadline = new Date(Date.now() + 5_000)
      await expect(createWebhook(real)(message, wanted, deadline)).rejects.toMatchObject({
        kind: expect.stringMatching(/invalid|unavailable|denied/),
      })
    } finally {
      await real.close()
    }
  })

  it('a redirect is not followed: it is the answer, and no success', async () => {
    webStatus = 302
    const settings = notificationSettingsSchema.parse({})
    const wanted = { ...settings, webhook: { on: true, url: `${webUrl}/moved` } }
    const message = { accountId, subject: 's', lines: [], waiting: [] }
    const ports = { notices: store.notices, channels, now: () => now }
    expect(await send(ports, message, wanted, new Date(Date.now() + 5_000))).toBe(false)
    expect(posted).toHaveLength(1)
    expect((await store.notices.find(accountId)).channels.webhook?.failureText).toContain('302')
  })

  it('a test message goes once a minute', async () => {
    expect(await store.notices.claimTest(accountId, 60_000)).toBe(true)
    expect(await store.notices.claimTest(accountId, 60_000)).toBe(false)
    pass(60_001)
    expect(await store.notices.claimTest(accountId, 60_000)).toBe(true)
  })
})
