import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { ConnectionKey } from '@skladbridge/contracts'
import { connectMongo, ensureIndexes } from '@skladbridge/runtime'
import { captureLogger, cuttableWay, silentLogger } from '@skladbridge/testing'
import { createJournal, type Entry, type NewEntry } from './index.js'
import { aConnection, anEntry, startRig, type Rig } from './testing/rig.js'

let rig: Rig
let connection: ConnectionKey
beforeAll(async () => {
  rig = await startRig()
})
afterAll(() => rig.close())
beforeEach(() => {
  connection = aConnection()
})

const at = (minute: number) => new Date(Date.UTC(2099, 0, 1, 0, minute))
const write = (...more: Partial<NewEntry>[]) => rig.journal.write(more.map((one) => anEntry(connection, one)))
const titles = (entries: Entry[]) => entries.map(({ title }) => title)

describe('a journal', () => {
  it('lists newest first, page by page, also entries of one moment', async () => {
    const all = Array.from({ length: 25 }, (_, i) => ({ title: `${i}`, at: at(Math.floor(i / 10)) }))
    await write(...all)
    const seen: Entry[] = []
    for (;;) {
      const before = seen.at(-1)
      const page = await rig.journal.list(connection, { ...(before ? { before } : {}), limit: 7 })
      seen.push(...page)
      if (page.length < 7) break
    }
    expect(new Set(titles(seen)).size).toBe(25)
    expect(seen).toHaveLength(25)
    expect(seen.map((entry) => entry.at.getTime())).toEqual(
      seen.map((entry) => entry.at.getTime()).sort((a, b) => b - a),
    )
    expect(Number(seen[0]!.title)).toBeGreaterThanOrEqual(20)
  })

  it('keeps an entry once for its key, as it was told first, whoever tells it at once', async () => {
    const told = (text: string) => write({ key: 'k', text })
    await told('Сначала.')
    await Promise.all(Array.from({ length: 8 }, () => told('Потом.')))
    await Promise.all(Array.from({ length: 8 }, () => write({ key: 'k2', text: 'Вместе.' })))
    const texts = (await rig.journal.list(connection, { limit: 50 })).map(({ text }) => text)
    expect(texts.sort()).toEqual(['Вместе.', 'Сначала.'])
  })

  it('writes the rest when one is there already', async () => {
    await write({ key: 'k2', title: '2' })
    await write({ key: 'k1', title: '1' }, { key: 'k2', title: 'другой' }, { key: 'k3', title: '3' })
    expect(titles(await rig.journal.list(connection, { limit: 50 })).sort()).toEqual(['1', '2', '3'])
  })

  it('is searched by part of name, id and SKU; signs of patterns are only signs', async () => {
    await write(
      { title: 'Ёлка (2 м)', subjectId: 'id-100', also: ['SKU.7'] },
      { title: 'Чайник', subjectId: 'id-200', also: ['SKUx7'] },
    )
    const found = async (search: string) => titles(await rig.journal.list(connection, { search, limit: 50 }))
    expect(await found('ЕЛК')).toEqual(['Ёлка (2 м)'])
    expect(await found('(2')).toEqual(['Ёлка (2 м)'])
    expect(await found('sku.7')).toEqual(['Ёлка (2 м)'])
    expect(await found('d-200')).toEqual(['Чайник'])
    expect(await found('.*')).toEqual([])
  })

  it('is filtered by outcome and subject', async () => {
    await write(
      { title: 'а', outcome: 'failed' },
      { title: 'б', subject: 'order' },
      { title: 'в', subject: 'order', outcome: 'failed' },
    )
    const query = { outcome: 'failed', subject: 'order', limit: 50 } as const
    expect(titles(await rig.journal.list(connection, query))).toEqual(['в'])
  })

  it('shows nothing of another connection, whatever is asked', async () => {
    await write({ title: 'Секрет', subjectId: 'p-secret', at: at(0) })
    const others = [aConnection(), { ...connection, shopId: '2' }]
    for (const other of others) {
      expect(await rig.journal.list(other, { search: 'секрет', limit: 50 })).toEqual([])
      const before = { at: at(100), id: 'f'.repeat(32) }
      expect(await rig.journal.list(other, { before, limit: 50 })).toEqual([])
    }
  })

  it('is erased by the database at the moment that each entry was given', async () => {
    await write({ key: 'k', at: at(0) })
    const row = await rig.rows.findOne({ lane: `${connection.accountId}.1` })
    expect(row!['expireAt'].getTime() - at(0).getTime()).toBe(90 * 86_400_000)
    expect(await rig.rows.indexes()).toContainEqual(
      expect.objectContaining({ key: { expireAt: 1 }, expireAfterSeconds: 0 }),
    )
  })
})

describe('while the database is away', () => {
  it('telling fails nobody, is logged, and works again afterwards', async () => {
    const wire = await cuttableWay(rig.mongo.url)
    const captured = captureLogger()
    const mongo = await connectMongo(wire.url, { log: silentLogger(), appName: 'test' })
    const { journal, model } = createJournal(mongo.connection, { log: captured.log, keepDays: 1 })
    await ensureIndexes([model])
    try {
      await wire.away()
      // the first write ends before the driver has given up: it goes on by itself
      await journal.write([anEntry(connection, { title: 'потерян' })])
      await expect(journal.list(connection, { limit: 1 })).rejects.toMatchObject({ kind: 'unavailable' })
      await journal.write([anEntry(connection, { title: 'потерян' })])
      await wire.mend()
      for (let tries = 0; tries < 20; tries += 1) {
        await journal.write([anEntry(connection, { key: 'back', title: 'снова' })])
        if ((await rig.journal.list(connection, { search: 'снова', limit: 1 })).length > 0) break
      }
      expect(titles(await rig.journal.list(connection, { search: 'снова', limit: 9 }))).toEqual(['снова'])
      expect(captured.lines()).toContainEqual(expect.objectContaining({ msg: 'journal entries are lost' }))
    } finally {
      await wire.mend()
      await mongo.close()
      await wire.close()
    }
  }, 60_000)

  it('a database that says nothing holds up nobody', async () => {
    const wire = await cuttableWay(rig.mongo.url)
    const mongo = await connectMongo(wire.url, { log: silentLogger(), appName: 'test' })
    const { journal } = createJournal(mongo.connection, { log: silentLogger(), keepDays: 1 })
    try {
      await journal.write([anEntry(connection)])
      wire.freeze()
      // the driver would wait 45 seconds, longer than this test may last
      await journal.write([anEntry(connection)])
    } finally {
      wire.cut()
      await mongo.close()
      await wire.close()
    }
  })
})
