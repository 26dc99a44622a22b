import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals'
import type { ConnectionKey } from '@skladbridge/contracts'
import { AppError, defineErrors } from '@skladbridge/errors'
import type { KindOptions, Outcome } from '@skladbridge/reconciler'
import { waitFor } from '@skladbridge/testing'
import { aConnection, anEntry, startRig, type Own, type Rig } from './testing/rig.js'

jest.setTimeout(60_000)

const errors = defineErrors({
  TEST_NO_PRICE: {
    kind: 'invalid',
    message: 'm',
    text: 'У товара «{name}» нет цены.',
    advice: 'Укажите цену.',
  },
  TEST_NO_NAME: { kind: 'invalid', message: 'm', text: 'У товара {name} нет названия.', advice: 'Назовите.' },
  TEST_DOWN: { kind: 'unavailable', message: 'm', text: 'Магазин не отвечает.' },
})

let rig: Rig
let connection: ConnectionKey
beforeAll(async () => {
  rig = await startRig()
})
afterAll(() => rig.close())
afterEach(() => rig.closeWork())
beforeEach(() => {
  connection = aConnection()
})

const asList = { search: '', outcome: '', subject: '', cursor: '', limit: 50 }
const asFailed = { code: '', cursor: '', limit: 50 }
const touches = (...keys: string[]) =>
  keys.map((key) => ({ connection, kind: 'product', key, onInsert: { title: `Товар ${key}` } }))

/** Ends each link as `outcomes` says at that moment. */
const by =
  (outcomes: (key: string) => Outcome<Own>): KindOptions<Own>['reconcile'] =>
  async (links) =>
    new Map(links.map((link) => [link._id, outcomes(link.key)]))
const failed = (error: AppError): Outcome<Own> => ({ kind: 'failed', error })

describe('the journal of a service at work', () => {
  it('tells a failure once however often it is tried, and the recovery', async () => {
    let attempts = 0
    const { reconciler, client } = await rig.work(
      connection,
      by(() => ((attempts += 1) <= 4 ? failed(errors.TEST_DOWN()) : { kind: 'done' })),
    )
    await reconciler.touch(touches('1'))
    await waitFor(async () => (await rig.link(connection, 'product', '1'))?.dirty === false, { what: 'done' })
    const { entries } = await client.list({ connection, ...asList })
    expect(attempts).toBe(5)
    expect(entries.map(({ outcome, code, subjectTitle }) => [outcome, code, subjectTitle])).toEqual([
      ['done', 'recovered', 'Товар 1'],
      ['failed', 'TEST_DOWN', 'Товар 1'],
    ])
  })

  it('a batch that is thrown as unavailable is one entry about the connection, and one when it is over', async () => {
    let down = true
    const { reconciler, client } = await rig.work(connection, async (links) => {
      if (down) throw errors.TEST_DOWN()
      return new Map(links.map((link) => [link._id, { kind: 'done' }]))
    })
    await reconciler.touch(touches('1', '2', '3'))
    await waitFor(async () => (await rig.link(connection, 'product', '3'))?.failure, { what: 'the failure' })
    down = false
    await waitFor(async () => (await rig.link(connection, 'product', '3'))?.dirty === false, { what: 'done' })
    const { entries } = await client.list({ connection, ...asList })
    expect(entries.map(({ outcome, subject, text }) => [outcome, subject, text])).toEqual([
      ['done', 'connection', 'Снова в порядке. Было: Магазин не отвечает.'],
      ['failed', 'connection', 'Магазин не отвечает.'],
    ])
  })

  it('one bad link of a thrown batch is named, and the others are not', async () => {
    const { reconciler, client } = await rig.work(connection, async (links) => {
      if (links.some(({ key }) => key === '2')) throw errors.TEST_NO_PRICE({ name: 'два' })
      return new Map(links.map((link) => [link._id, { kind: 'done' }]))
    })
    await reconciler.touch(touches('1', '2', '3'))
    await waitFor(async () => (await rig.link(connection, 'product', '2'))?.parked, { what: 'parked' })
    const { entries } = await client.list({ connection, ...asList })
    expect(entries.map(({ subjectId }) => subjectId)).toEqual(['2'])
  })

  it('a parked link touched over and over with the same result is told once', async () => {
    const { reconciler, client } = await rig.work(
      connection,
      by(() => failed(errors.TEST_NO_PRICE({ name: 'а' }))),
    )
    for (let fence = 0, times = 0; times < 3; times += 1) {
      await reconciler.touch(touches('1'))
      const parked = await waitFor(
        async () => {
          const link = await rig.link(connection, 'product', '1')
          return link?.parked && link.fence > fence && link
        },
        { what: 'parked' },
      )
      fence = (parked as { fence: number }).fence
    }
    expect((await client.list({ connection, ...asList })).entries).toHaveLength(1)
  })
})

describe('List', () => {
  it('pages by the cursor it answers', async () => {
    const client = await rig.serve({ retry: async () => 0 })
    await rig.journal.write(Array.from({ length: 5 }, (_, i) => anEntry(connection, { title: `${i}` })))
    const seen: string[] = []
    let cursor = ''
    do {
      const page = await client.list({ connection, ...asList, cursor, limit: 2 })
      seen.push(...page.entries.map(({ id }) => id))
      cursor = page.cursor
    } while (cursor)
    expect([seen.length, new Set(seen).size]).toEqual([5, 5])
  })

  it.each([
    ['no connection', { connection: undefined }],
    ['half a connection', { connection: { accountId: 'a', shopId: '' } }],
    ['an unknown outcome', { outcome: 'maybe' }],
    ['an unknown subject', { subject: 'weather' }],
    ['no limit', { limit: 0 }],
    ['too much', { limit: 201 }],
    ['a cursor of ours no more', { cursor: 'tomorrow/x' }],
  ])('refuses %s', async (_, wrong) => {
    const client = await rig.serve({ retry: async () => 0 })
    await expect(client.list({ connection, ...asList, ...wrong })).rejects.toMatchObject({ kind: 'invalid' })
  })
})

describe('ListFailed and Retry', () => {
  /** Products 1 to 3 lack a price, 4 a name; what is mended goes right. */
  async function broken() {
    const mended = new Set<string>()
    const work = await rig.work(
      connection,
      by((name) => {
        if (mended.has(name)) return { kind: 'done' }
        return failed(name === '4' ? errors.TEST_NO_NAME({ name }) : errors.TEST_NO_PRICE({ name }))
      }),
    )
    await work.reconciler.touch(touches('1', '2', '3', '4'))
    const parked = async (count: number) =>
      waitFor(async () => (await work.reconciler.state(connection)).parked === count, {
        what: `${count} parked`,
      })
    await parked(4)
    return { ...work, mended, parked }
  }

  it('is the real state: each thing, and how many of each code without names', async () => {
    const { client } = await broken()
    const { failed: rows, counts, cursor } = await client.listFailed({ connection, ...asFailed })
    expect(cursor).toBe('')
    expect(rows.map(({ key }) => key).sort()).toEqual(['1', '2', '3', '4'])
    expect(rows.find(({ key }) => key === '1')).toMatchObject({
      kind: 'product',
      subject: 'product',
      subjectTitle: 'Товар 1',
      code: 'TEST_NO_PRICE',
      text: 'У товара «1» нет цены.',
      advice: 'Укажите цену.',
      parked: true,
      attempts: 1,
      nextAttemptAt: '',
    })
    expect(counts).toEqual([
      { code: 'TEST_NO_PRICE', text: 'У товара «…» нет цены.', count: 3, parked: 3 },
      { code: 'TEST_NO_NAME', text: 'У товара … нет названия.', count: 1, parked: 1 },
    ])
  })

  it('pages, oldest failure first, and by code', async () => {
    const { client } = await broken()
    const keys: string[] = []
    let cursor = ''
    do {
      const page = await client.listFailed({ connection, code: 'TEST_NO_PRICE', cursor, limit: 2 })
      keys.push(...page.failed.map(({ key }) => key))
      expect(page.counts.length > 0).toBe(cursor === '')
      cursor = page.cursor
    } while (cursor)
    expect(keys.sort()).toEqual(['1', '2', '3'])
  })

  it('retries one, all of a code, or all; what is mended leaves the list', async () => {
    const { client, mended } = await broken()
    const retry = (more: object) => client.retry({ connection, kind: '', key: '', code: '', ...more })
    const listed = async (count: number) =>
      waitFor(async () => (await client.listFailed({ connection, ...asFailed })).failed.length === count, {
        what: `${count} in the list`,
      })
    for (const name of ['1', '2', '3', '4']) mended.add(name)
    expect(await retry({ kind: 'product', key: '1' })).toEqual({ retried: 1 })
    await listed(3)
    expect(await retry({ code: 'TEST_NO_NAME' })).toEqual({ retried: 1 })
    await listed(2)
    expect(await retry({})).toEqual({ retried: 2 })
    await listed(0)
    await expect(retry({ key: '1' })).rejects.toMatchObject({ code: 'JOURNAL_ARGUMENT_WRONG' })
  })

  it('shows and retries nothing of another connection', async () => {
    const { client, parked } = await broken()
    for (const other of [aConnection(), { ...connection, shopId: '2' }]) {
      expect(await client.listFailed({ connection: other, ...asFailed })).toMatchObject({
        failed: [],
        counts: [],
      })
      const scope = { connection: other, kind: 'product', key: '1', code: '' }
      expect(await client.retry(scope)).toEqual({ retried: 0 })
    }
    await parked(4)
  })

  it('what a platform only asked to wait for is no failure', async () => {
    const slow = new AppError({ kind: 'throttled', code: 'TEST_SLOW', message: 'm', retryAfterMs: 600_000 })
    const { reconciler, client } = await rig.work(
      connection,
      by(() => failed(slow)),
    )
    await reconciler.touch(touches('1'))
    await waitFor(async () => (await rig.link(connection, 'product', '1'))?.failure, { what: 'the failure' })
    expect((await client.listFailed({ connection, ...asFailed })).failed).toEqual([])
    expect((await client.list({ connection, ...asList })).entries).toEqual([])
  })

  it('what is tried again by itself says when', async () => {
    const { reconciler, client } = await rig.work(
      connection,
      by(() => failed(errors.TEST_DOWN())),
      {
        backoff: { stepsMs: [1_000_000], jitter: 0 },
      },
    )
    await reconciler.touch([{ connection, kind: 'sweep', key: 'all' }])
    await waitFor(async () => (await rig.link(connection, 'sweep', 'all'))?.failure, { what: 'the failure' })
    const { failed: rows } = await client.listFailed({ connection, ...asFailed })
    expect(rows).toEqual([expect.objectContaining({ subject: 'connection', parked: false })])
    expect(Date.parse(rows[0]!.nextAttemptAt)).toBeGreaterThan(Date.parse(rows[0]!.failedAt))
  })
})
