import { AppError } from '@skladbridge/errors'
import { runtimeErrors } from './errors.js'

/** Told by name: the driver and mongoose may be installed more than once, and are not loaded by everyone. */
const awayNames = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoServerSelectionError',
  'MongooseServerSelectionError',
  'MongoPoolClearedError',
  'PoolClearedOnNetworkError',
  'MongoPoolClosedError',
  'MongoWaitQueueTimeoutError',
  'MongoTopologyClosedError',
  'MongoNotConnectedError',
  'MongoClientClosedError',
  'MongoServerClosedError',
  'MongoOperationTimeoutError',
])

/** Server error codes that a healthy replica set answers again soon (MongoDB specification «Retryable Writes», and 50, 262: time limits). */
const awayCodes = new Set([6, 7, 50, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436])
const duplicateKey = 11_000
/** 112, and what FerretDB makes of PostgreSQL's «deadlock detected». */
const writeConflicts = new Set<unknown>([112, 16_908_292])

interface MongoLike {
  name?: string
  message?: string
  code?: unknown
  keyPattern?: Record<string, unknown>
  hasErrorLabel?: (label: string) => boolean
  writeErrors?: unknown
}

/**
 * What the driver or mongoose threw, as an AppError: away → `unavailable`, same unique key or someone else's version →
 * `conflict`, anything else → `bug`. Values of documents are in no message. An AppError comes back unchanged.
 */
export function fromMongo(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  const error = (thrown ?? {}) as MongoLike
  const options = { cause: thrown }
  if (error.code === duplicateKey) return runtimeErrors.MONGO_DUPLICATE({ fields: fieldsOf(error) }, options)
  if (writeConflicts.has(error.code) || error.name === 'VersionError') {
    return runtimeErrors.MONGO_WRITE_CONFLICT({}, options)
  }
  const reason = error.name ?? 'unknown'
  return isAway(error)
    ? runtimeErrors.MONGO_UNAVAILABLE({ reason }, options)
    : runtimeErrors.MONGO_FAILED({ reason }, options)
}

const isAway = (error: MongoLike): boolean =>
  awayNames.has(error.name ?? '') ||
  isBulkCutOff(error) ||
  awayCodes.has(Number(error.code)) ||
  error.hasErrorLabel?.('RetryableWriteError') === true

/**
 * The driver puts a lost connection during `bulkWrite` into the error for refused writes and forgets what it was: then no
 * server gave it a code, and no single write was refused.
 */
const isBulkCutOff = ({ name, code, writeErrors }: MongoLike): boolean =>
  name === 'MongoBulkWriteError' &&
  code === undefined &&
  (writeErrors === undefined || (Array.isArray(writeErrors) && writeErrors.length === 0))

/** `keyPattern` is not sent by every server; the index's name is in the message of all of them. */
function fieldsOf(error: MongoLike): string {
  if (error.keyPattern) return Object.keys(error.keyPattern).join(', ')
  return /index: (\S+)/.exec(error.message ?? '')?.[1] ?? 'key'
}

type AnyMethod = (...args: unknown[]) => unknown

/** The same store, whose methods reject with AppErrors only: `createLinkStore = (mongo) => translateMongoErrors({ … })`. */
export function translateMongoErrors<T extends object>(store: T): T {
  const methods = Object.entries(store).map(([name, value]) => [
    name,
    typeof value === 'function' ? translated(value as AnyMethod, store) : value,
  ])
  return Object.fromEntries(methods) as T
}

function translated(method: AnyMethod, store: object): AnyMethod {
  return (...args) => {
    const result = method.apply(store, args)
    // a mongoose query is both, and callers await it: a promise first
    if (isThenable(result)) return Promise.resolve(result).catch(rethrow)
    return isAsyncIterable(result) ? translatedIterable(result) : result
  }
}

const rethrow = (error: unknown): never => {
  throw fromMongo(error)
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'

const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value

async function* translatedIterable(source: AsyncIterable<unknown>) {
  try {
    yield* source
  } catch (error) {
    rethrow(error)
  }
}
