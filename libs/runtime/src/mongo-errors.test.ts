import { describe, expect, it } from '@jest/globals'
import { AppError } from '@skladbridge/errors'
import { mongo, Error as MongooseError } from 'mongoose'
import { fromMongo, translateMongoErrors } from './mongo-errors.js'
import { untilNoDeadlock } from './mongo.js'

const server = (code: number, more: object = {}) =>
  new mongo.MongoServerError({ code, message: 'no', ...more })

describe('fromMongo', () => {
  it.each([
    ['a lost connection', new mongo.MongoNetworkError('connection reset')],
    ['a slow network', new mongo.MongoNetworkTimeoutError('timed out')],
    ['no server found', new mongo.MongoServerSelectionError('none', {} as never)],
    ['no server found, said by mongoose', new MongooseError.MongooseServerSelectionError('none')],
    ['a closed client', new mongo.MongoNotConnectedError('closed')],
    ['a primary that steps down', server(10107)],
    ['a server that shuts down', server(91)],
    ['a time limit', server(50)],
    ['a retryable write', server(1, { errorLabels: ['RetryableWriteError'] })],
  ])('calls %s unavailable', (_, error) => {
    expect(fromMongo(error)).toMatchObject({ kind: 'unavailable', code: 'MONGO_UNAVAILABLE', cause: error })
  })

  it('calls a cleared pool unavailable', () => {
    const error = Object.assign(new Error('pool cleared'), { name: 'MongoPoolClearedError' })
    expect(fromMongo(error)).toMatchObject({ kind: 'unavailable', code: 'MONGO_UNAVAILABLE' })
  })

  it('calls a duplicate key a conflict and names the fields, never the values', () => {
    const error = server(11000, {
      message:
        'E11000 duplicate key error collection: db.links index: lane_1_phone_1 dup key: { phone: "+7999" }',
      keyPattern: { lane: 1, phone: 1 },
      keyValue: { phone: '+7999' },
    })
    const translated = fromMongo(error)
    expect(translated).toMatchObject({
      kind: 'conflict',
      code: 'MONGO_DUPLICATE',
      details: { fields: 'lane, phone' },
    })
    expect(translated.message + JSON.stringify(translated.details)).not.toContain('7999')
  })

  it('finds the index where the server names no fields', () => {
    const error = server(11000, {
      message: 'E11000 duplicate key error collection: db.c index: key_1 dup key',
    })
    expect(fromMongo(error).details).toEqual({ fields: 'key_1' })
  })

  it('calls a write conflict and an older version a conflict', () => {
    expect(fromMongo(server(112))).toMatchObject({ kind: 'conflict', code: 'MONGO_WRITE_CONFLICT' })
    const version = Object.assign(new Error('no match'), { name: 'VersionError' })
    expect(fromMongo(version)).toMatchObject({ kind: 'conflict', code: 'MONGO_WRITE_CONFLICT' })
  })

  it.each([
    ['wrong rights', server(13)],
    ['a bad query', server(2)],
    ['our own slip', new TypeError('x')],
    ['', undefined],
  ])('calls %s a bug', (_, error) => {
    expect(fromMongo(error)).toMatchObject({ kind: 'bug', code: 'MONGO_FAILED' })
  })

  it('calls what FerretDB makes of a deadlock a conflict', () => {
    expect(fromMongo(server(16_908_292))).toMatchObject({ kind: 'conflict', code: 'MONGO_WRITE_CONFLICT' })
  })

  it('calls a bulkWrite that was cut off unavailable, one that was refused a bug', () => {
    const cut = Object.assign(new Error('connection closed'), {
      name: 'MongoBulkWriteError',
      writeErrors: [],
    })
    expect(fromMongo(cut)).toMatchObject({ kind: 'unavailable' })
    const refused = Object.assign(new Error('no'), {
      name: 'MongoBulkWriteError',
      code: 2,
      writeErrors: [{}],
    })
    expect(fromMongo(refused)).toMatchObject({ kind: 'bug' })
  })

  it('passes an AppError through', () => {
    const error = new AppError({ kind: 'missing', code: 'X', message: 'x' })
    expect(fromMongo(error)).toBe(error)
  })
})

describe('translateMongoErrors', () => {
  const lost = new mongo.MongoNetworkError('gone')
  const store = translateMongoErrors({
    size: 7,
    get: async (id: string) => ({ id }),
    fail: async () => {
      throw lost
    },
    all: async function* () {
      yield 1
      throw lost
    },
    // as mongoose's queries are
    query: (answer: Promise<string[]>) => ({
      then: answer.then.bind(answer),
      [Symbol.asyncIterator]: async function* () {},
    }),
    now: () => 5,
    twice() {
      return this.size * 2
    },
  })

  it('leaves what goes well as it was', async () => {
    expect(await store.get('a')).toEqual({ id: 'a' })
    expect([store.size, store.now(), store.twice()]).toEqual([7, 5, 14])
  })

  it('gives the answer of a query that could also be iterated', async () => {
    expect(await store.query(Promise.resolve(['a']))).toEqual(['a'])
    await expect(store.query(Promise.reject(lost))).rejects.toMatchObject({ code: 'MONGO_UNAVAILABLE' })
  })

  it('translates what promises and iterations throw', async () => {
    await expect(store.fail()).rejects.toMatchObject({ code: 'MONGO_UNAVAILABLE' })
    const seen: number[] = []
    const reading = (async () => {
      for await (const one of store.all()) seen.push(one)
    })()
    await expect(reading).rejects.toMatchObject({ code: 'MONGO_UNAVAILABLE' })
    expect(seen).toEqual([1])
  })

  it('lets a query of mongoose be awaited, although it can be iterated too', async () => {
    const query = (answer: () => Promise<unknown>) => ({
      then: (...args: Parameters<Promise<unknown>['then']>) => answer().then(...args),
      async *[Symbol.asyncIterator]() {
        yield 'streamed'
      },
    })
    const queries = translateMongoErrors({
      find: () => query(async () => ['whole']),
      fail: () => query(() => Promise.reject(lost)),
    })
    expect(await queries.find()).toEqual(['whole'])
    await expect(Promise.resolve(queries.fail())).rejects.toMatchObject({ code: 'MONGO_UNAVAILABLE' })
  })
})

describe('untilNoDeadlock', () => {
  const deadlock = () => Promise.reject(new Error('ERROR: deadlock detected'))

  it('tries again after a deadlock only', async () => {
    let tries = 0
    await untilNoDeadlock(async () => void ((tries += 1) < 3 && (await deadlock())))
    expect(tries).toBe(3)
    tries = 0
    const broken = untilNoDeadlock(async () => {
      tries += 1
      throw server(86)
    })
    await expect(broken).rejects.toMatchObject({ kind: 'bug', code: 'MONGO_FAILED' })
    expect(tries).toBe(1)
  })

  it('gives up in the end, with an AppError', async () => {
    await expect(untilNoDeadlock(deadlock)).rejects.toMatchObject({ code: 'MONGO_FAILED' })
  })
})
