import { connectionId, type ConnectionKey } from '@skladbridge/contracts'
import type { common, journal } from '@skladbridge/proto'
import { linkId, type RetryScope } from '@skladbridge/reconciler'
import { journalErrors } from './errors.js'
import type { FailedQuery } from './failed-links.js'
import { entryOutcomes, entrySubjects, type EntryQuery } from './types.js'

const longestSearch = 100
const mostRows = 200

const wrong = (field: string, rule: string) => journalErrors.JOURNAL_ARGUMENT_WRONG({ field, rule })

export function readConnection(connection: common.Connection | undefined): ConnectionKey {
  if (connection?.accountId && connection.shopId) return connection
  throw journalErrors.JOURNAL_NO_CONNECTION()
}

export function readList(request: journal.ListEntriesRequest): EntryQuery {
  const before = readCursor(request.cursor)
  return {
    search: request.search.trim().slice(0, longestSearch),
    ...oneOf('outcome', request.outcome, entryOutcomes),
    ...oneOf('subject', request.subject, entrySubjects),
    ...(before ? { before: { at: before.at, id: before.rest } } : {}),
    limit: readLimit(request.limit),
  }
}

export function readListFailed(request: journal.ListFailedRequest, connection: ConnectionKey): FailedQuery {
  const after = readCursor(request.cursor)
  const [, kind, key] = /^([^/]+)\/(.+)$/.exec(after?.rest ?? '') ?? []
  if (after && !(kind && key)) throw wrong('cursor', 'is none that was answered')
  return {
    code: request.code,
    ...(after && kind && key
      ? { after: { at: after.at, id: linkId({ lane: connectionId(connection), kind, key }) } }
      : {}),
    limit: readLimit(request.limit),
  }
}

export function readRetry(request: journal.RetryEntriesRequest): RetryScope {
  const { kind, key, code } = request
  if (key && !kind) throw wrong('key', 'needs its kind')
  return {
    connection: readConnection(request.connection),
    ...(kind ? { kind } : {}),
    ...(key ? { key } : {}),
    ...(code ? { code } : {}),
  }
}

function oneOf<F extends string, T extends string>(
  field: F,
  value: string,
  known: readonly T[],
): Partial<Record<F, T>> {
  if (value === '') return {}
  const found = known.find((one) => one === value)
  if (!found) throw wrong(field, `is one of ${known.join(', ')}`)
  return { [field]: found } as Record<F, T>
}

function readLimit(limit: number): number {
  if (limit < 1 || limit > mostRows) throw wrong('limit', `is from 1 to ${mostRows}`)
  return limit
}

/** `<RFC 3339>/<the rest>`; nothing for an empty one. */
function readCursor(cursor: string): { at: Date; rest: string } | undefined {
  if (cursor === '') return undefined
  const [, moment = '', rest = ''] = /^([^/]+)\/(.+)$/.exec(cursor) ?? []
  const at = new Date(moment)
  if (rest === '' || Number.isNaN(at.getTime())) throw wrong('cursor', 'is none that was answered')
  return { at, rest }
}
