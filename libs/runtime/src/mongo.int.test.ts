import { afterEach, describe, expect, it } from '@jest/globals'
import { captureLogger, cuttableWay, freePort, silentLogger, testMongo, waitFor } from '@skladbridge/testing'
import { Schema } from 'mongoose'
import { connectMongo, ensureIndexes, translateMongoErrors, type Mongo } from './index.js'

const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})
const keep = <T extends { close(): Promise<void> | void }>(thing: T): T => {
  closing.push(() => thing.close())
  return thing
}

interface Link {
  lane: string
  key: string
  dirty: boolean
}

function linkModel(mongo: Mongo, unique = true) {
  const schema = new Schema<Link>({ lane: String, key: String, dirty: Boolean })
  schema.index({ lane: 1, key: 1 }, { unique, name: 'by_key' })
  schema.index({ lane: 1 }, { name: 'due', partialFilterExpression: { dirty: true } })
  return mongo.connection.model(`Link${unique}`, schema, 'links')
}

/** The test server behind a way that can be cut. */
async function cuttableMongo() {
  const own = keep(await testMongo())
  const way = keep(await cuttableWay(own.url))
  const url = new URL(way.url)
  url.searchParams.set('directConnection', 'true')
  const captured = captureLogger()
  const mongo = keep(await connectMongo(url.href, { log: captured.log, appName: 'test' }))
  return { way, mongo, captured }
}

describe('connectMongo', () => {
  it('uses the database of the URL, else the one of the service’s name', async () => {
    const own = keep(await testMongo())
    expect(own.connection.name).toBe(own.database)
    const bare = own.url.replace(own.database, '')
    const named = keep(await connectMongo(bare, { log: silentLogger(), appName: 'billing' }))
    expect(named.connection.name).toBe('billing')
    expect(named.isReady()).toBe(true)
  })

  it('gives up after five seconds where nobody answers', async () => {
    const url = `mongodb://127.0.0.1:${await freePort()}/test`
    const connecting = connectMongo(url, { log: silentLogger(), appName: 'test' })
    await expect(connecting).rejects.toMatchObject({ kind: 'unavailable', code: 'MONGO_UNAVAILABLE' })
  })

  it('says it is away, fails as unavailable, and comes back by itself', async () => {
    const { way, mongo, captured } = await cuttableMongo()
    const store = translateMongoErrors({ count: () => mongo.connection.collection('x').countDocuments() })
    expect(await store.count()).toBe(0)
    await way.away()
    await expect(store.count()).rejects.toMatchObject({ kind: 'unavailable', code: 'MONGO_UNAVAILABLE' })
    await waitFor(() => !mongo.isReady(), { what: 'not ready' })
    expect(captured.lines()).toContainEqual(
      expect.objectContaining({ level: 'warn', msg: 'database is away' }),
    )
    await way.mend()
    await waitFor(() => mongo.isReady(), { what: 'ready again' })
    expect(await store.count()).toBe(0)
  })

  it('says nothing of being away when it is closed on purpose', async () => {
    const { mongo, captured } = await cuttableMongo()
    await mongo.close()
    expect(mongo.isReady()).toBe(false)
    expect(captured.lines().filter(({ level }) => level !== 'debug')).toEqual([])
  })

  it('fails as unavailable after it was closed', async () => {
    const mongo = await testMongo()
    const store = translateMongoErrors({ count: () => mongo.connection.collection('x').countDocuments() })
    await mongo.close()
    await expect(store.count()).rejects.toMatchObject({ kind: 'unavailable' })
  })
})

describe('ensureIndexes', () => {
  it('makes them, also when replicas start at the same time, and again without harm', async () => {
    const mongo = keep(await testMongo())
    const model = linkModel(mongo)
    await Promise.all([ensureIndexes([model]), ensureIndexes([model]), ensureIndexes([model])])
    await ensureIndexes([model])
    const names = (await model.collection.indexes()).map(({ name }) => name)
    expect(names.sort()).toEqual(['_id_', 'by_key', 'due'])
  })

  it('makes a second document of a key a conflict that names no value', async () => {
    const mongo = keep(await testMongo())
    const model = linkModel(mongo)
    await ensureIndexes([model])
    const store = translateMongoErrors({ add: async (link: Link) => void (await model.create(link)) })
    await store.add({ lane: 'a', key: '+79991234567', dirty: true })
    const error = await store
      .add({ lane: 'a', key: '+79991234567', dirty: true })
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ kind: 'conflict', code: 'MONGO_DUPLICATE' })
    expect((error as Error).message).not.toContain('7999')
    const many = translateMongoErrors({
      add: () => model.collection.insertMany([{ lane: 'a', key: '+79991234567' }], { ordered: false }),
    })
    await expect(many.add()).rejects.toMatchObject({ kind: 'conflict', code: 'MONGO_DUPLICATE' })
  })

  it('leaves a query, which mongoose makes iterable too, something to await', async () => {
    const model = linkModel(keep(await testMongo()))
    await model.create({ lane: 'a', key: 'one', dirty: true })
    const store = translateMongoErrors({ find: (lane: string) => model.find({ lane }).lean<Link[]>() })
    expect((await store.find('a')).map(({ key }: Link) => key)).toEqual(['one'])
  })

  it('refuses an index that was changed in place', async () => {
    const mongo = keep(await testMongo())
    await ensureIndexes([linkModel(mongo)])
    await expect(ensureIndexes([linkModel(mongo, false)])).rejects.toMatchObject({
      kind: 'bug',
      code: 'MONGO_FAILED',
    })
  })
})
