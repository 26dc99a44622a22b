import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { ConnectionKey } from '@skladbridge/contracts'
import { testMongo, uniqueName } from '@skladbridge/testing'
import { z } from 'zod'
import { createSettingsStore, settingsHandlers, type SettingsStore } from './index.js'

const schema = z.object({
  on: z.boolean().default(false),
  onSince: z.string().optional(),
  limit: z.int().max(10).default(5),
  names: z.array(z.string()).default([]),
})
type Settings = z.output<typeof schema>
const defaults = { on: false, limit: 5, names: [] }

let mongo: Awaited<ReturnType<typeof testMongo>>
let store: SettingsStore<Settings>
let connection: ConnectionKey
beforeAll(async () => {
  mongo = await testMongo()
  store = createSettingsStore(mongo.connection, schema)
})
afterAll(() => mongo.close())
beforeEach(() => {
  connection = { accountId: uniqueName('account'), shopId: '42' }
})

/** Writes as an older release of the service did. */
const writeRaw = (settings: unknown, version = 1) =>
  mongo.connection
    .collection<{ _id: string }>('settings')
    .insertOne({ _id: `${connection.accountId}.42`, settings, version } as never)

describe('the store', () => {
  it('has the defaults in version 0 until the first save', async () => {
    expect(await store.get(connection)).toEqual({ settings: defaults, version: 0 })
  })

  it('keeps what was saved, one version further each time', async () => {
    const on = { ...defaults, on: true }
    expect(await store.put(connection, on, 0)).toEqual({ settings: on, version: 1 })
    expect(await store.put(connection, { ...on, names: ['a'] }, 1)).toMatchObject({ version: 2 })
    expect(await store.get(connection)).toEqual({ settings: { ...on, names: ['a'] }, version: 2 })
  })

  it('takes away what a later save leaves out', async () => {
    await store.put(connection, { ...defaults, onSince: 'monday' }, 0)
    await store.put(connection, defaults, 1)
    expect(await store.get(connection)).toEqual({ settings: defaults, version: 2 })
  })

  it.each([0, 1, 3, 99])('refuses a save under version %i where 2 is kept, and keeps it', async (version) => {
    await store.put(connection, defaults, 0)
    await store.put(connection, { ...defaults, limit: 7 }, 1)
    expect(await store.put(connection, { ...defaults, limit: 9 }, version)).toBeUndefined()
    expect(await store.get(connection)).toEqual({ settings: { ...defaults, limit: 7 }, version: 2 })
  })

  it('refuses a version of a connection that was never saved', async () => {
    expect(await store.put(connection, defaults, 1)).toBeUndefined()
    expect(await store.get(connection)).toMatchObject({ version: 0 })
  })

  it.each([0, 1])('lets one of many savers at the same moment win, from version %i', async (version) => {
    if (version === 1) await store.put(connection, defaults, 0)
    const limits = [1, 2, 3, 4, 5, 6]
    const saved = await Promise.all(
      limits.map((limit) => store.put(connection, { ...defaults, limit }, version)),
    )
    const winners = saved.filter((one) => one !== undefined)
    expect(winners).toHaveLength(1)
    expect(await store.get(connection)).toEqual(winners[0])
  })

  it('keeps connections apart', async () => {
    await store.put(connection, { ...defaults, on: true }, 0)
    expect(await store.get({ ...connection, shopId: '43' })).toMatchObject({ version: 0 })
  })

  it('fills in what older settings do not have', async () => {
    await writeRaw({ on: true })
    expect(await store.get(connection)).toEqual({ settings: { ...defaults, on: true }, version: 1 })
  })

  it('says `bug` where what is kept is no settings any more', async () => {
    await writeRaw({ limit: 'many' })
    await expect(store.get(connection)).rejects.toMatchObject({ kind: 'bug' })
  })
})

describe('Get and Put', () => {
  const put = (handlers: ReturnType<typeof make>, settings: unknown, ifVersion: number) =>
    handlers.put({ connection, json: JSON.stringify(settings), ifVersion })
  const make = (onChanged?: (connection: ConnectionKey) => Promise<void>) =>
    settingsHandlers({
      store,
      schema,
      prepare: (settings, now, kept) =>
        settings.on ? { ...settings, onSince: kept.onSince ?? now.toISOString() } : settings,
      ...(onChanged ? { onChanged } : {}),
    })

  it('saves with defaults and what the service adds, and reads it again', async () => {
    const saved = await put(make(), { on: true }, 0)
    expect(saved.version).toBe(1)
    expect(JSON.parse(saved.json)).toEqual({ ...defaults, on: true, onSince: expect.any(String) })
    expect(await make().get({ connection })).toEqual(saved)
  })

  it('shows `prepare` what was kept: a second save does not begin anew', async () => {
    const first = await put(make(), { on: true }, 0)
    const second = await put(make(), { on: true, limit: 6 }, 1)
    expect((JSON.parse(second.json) as Settings).onSince).toBe((JSON.parse(first.json) as Settings).onSince)
  })

  it('tells whom it concerns once it is saved', async () => {
    const told: number[] = []
    const handlers = make(async (key) => void told.push((await store.get(key)).version))
    await put(handlers, { on: true }, 0)
    await put(handlers, { on: false }, 1)
    expect(told).toEqual([1, 2])
  })

  it('finishes what a died attempt began when the same is sent again', async () => {
    let fail = true
    const told: ConnectionKey[] = []
    const handlers = make(async (key) => {
      if (fail) throw new Error('the process died here')
      told.push(key)
    })
    await expect(put(handlers, { on: true }, 0)).rejects.toThrow('died here')
    fail = false
    expect(await put(handlers, { on: true }, 0)).toMatchObject({ version: 1 })
    expect(told).toEqual([connection])
    expect(await store.get(connection)).toMatchObject({ version: 1 })
  })

  it('refuses what somebody else changed meanwhile, and tells nobody', async () => {
    const told: unknown[] = []
    const handlers = make(async (key) => void told.push(key))
    await put(handlers, { on: true, limit: 6 }, 0)
    await expect(put(handlers, { on: true, limit: 7 }, 0)).rejects.toMatchObject({
      code: 'SETTINGS_CHANGED',
      kind: 'conflict',
    })
    await put(handlers, { limit: 8 }, 1)
    await expect(put(handlers, { on: true, limit: 6 }, 0)).rejects.toMatchObject({ code: 'SETTINGS_CHANGED' })
    expect(told).toHaveLength(2)
  })

  it.each([
    ['no JSON', '{'],
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['a wrong field', '{"limit":11}'],
    ['a wrong type', '{"on":"yes"}'],
  ])('refuses %s and keeps what was there', async (_what, json) => {
    await put(make(), { limit: 3 }, 0)
    await expect(make().put({ connection, json, ifVersion: 1 })).rejects.toMatchObject({
      code: 'SETTINGS_INVALID',
      kind: 'invalid',
    })
    expect(await store.get(connection)).toEqual({ settings: { ...defaults, limit: 3 }, version: 1 })
  })

  it('drops fields that no schema knows', async () => {
    expect(JSON.parse((await put(make(), { limit: 3, isAdmin: true }, 0)).json)).toEqual({
      ...defaults,
      limit: 3,
    })
  })

  it.each([undefined, { accountId: '', shopId: '1' }, { accountId: 'a', shopId: '' }])(
    '%j is no connection',
    async (wrong) => {
      const refusal = { code: 'SETTINGS_NO_CONNECTION', kind: 'invalid' }
      await expect(make().get({ connection: wrong })).rejects.toMatchObject(refusal)
      const request = { connection: wrong, json: '{}', ifVersion: 0 }
      await expect(make().put(request)).rejects.toMatchObject(refusal)
    },
  )
})

describe('the list of changes', () => {
  const by = { userId: 'u1', name: 'Анна' }
  const make = () => settingsHandlers({ store, schema })
  const put = (settings: unknown, ifVersion: number, who: typeof by | undefined = by) =>
    make().put({ connection, json: JSON.stringify(settings), ifVersion, by: who })
  const list = (cursor = '', limit = 50) => make().listChanges({ connection, cursor, limit })

  it('says of every save who it was, what was and what is, newest first', async () => {
    await put({ on: true, names: ['a'] }, 0)
    await put({ on: true, names: ['a', 'b'] }, 1, { userId: 'u2', name: 'Борис' })
    const { changes, cursor } = await list()
    expect(cursor).toBe('')
    expect(changes).toMatchObject([
      { by: { name: 'Борис' }, fields: [{ field: 'names', fromJson: '["a"]', toJson: '["a","b"]' }] },
      {
        by,
        fields: [
          { field: 'names', fromJson: '[]', toJson: '["a"]' },
          { field: 'on', fromJson: 'false', toJson: 'true' },
        ],
      },
    ])
  })

  it('comes in pages, and no save is in it twice or not at all', async () => {
    for (let limit = 1; limit <= 9; limit++) await put({ limit }, limit - 1)
    const seen: string[] = []
    let cursor = ''
    do {
      const page = await list(cursor, 2)
      seen.push(...page.changes.map(({ fields }) => fields[0]!.toJson))
      cursor = page.cursor
    } while (cursor !== '')
    // the fifth is the default's number
    expect(seen).toEqual(['9', '8', '7', '6', '5', '4', '3', '2', '1'])
  })

  it('has nothing of a save that changed nothing, was refused, or is of another connection', async () => {
    await put({ on: true }, 0)
    await put({ on: true }, 1)
    await put({ on: false }, 0).catch(() => undefined)
    expect((await list()).changes).toHaveLength(1)
    connection = { ...connection, shopId: '43' }
    expect((await list()).changes).toEqual([])
  })

  it('keeps the change that a died save was about to overwrite, once', async () => {
    await put({ on: true }, 0)
    // the history has it, the save itself was never done
    const rows = mongo.connection.collection('settings')
    const id = `${connection.accountId}.42`
    const row = (await rows.findOne({ _id: id as never })) as unknown as { change: object }
    await mongo.connection
      .collection('settings_changes')
      .insertOne({ _id: `${id}/00000001`, place: id, ...row.change } as never)
    await put({ on: false }, 1)
    expect((await list()).changes).toHaveLength(2)
  })

  it.each(['x', '2026/', 'yesterday/1'])('%p is no place in it', async (cursor) => {
    await expect(list(cursor)).rejects.toMatchObject({ kind: 'invalid', code: 'SETTINGS_CURSOR_WRONG' })
  })
})
