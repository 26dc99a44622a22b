import type { ConnectionKey } from '@skladbridge/contracts'
import { AppError, type ErrorKind } from '@skladbridge/errors'
import { isParkedBy, isPassing, type LinkFields, type Outcome } from '@skladbridge/reconciler'
import { sentencesOf } from './sentences.js'
import type { Described, NewEntry } from './types.js'

/** How the work on one link ended, and what it is about; nothing = the connection's own work, such as a sweep. */
export interface Ended {
  link: LinkFields
  outcome: Outcome
  about: Described | undefined
}

const ofConnection = { subject: 'connection', subjectId: '', title: '' } as const
/** In `details` of a failure that was thrown for a whole batch: no single product or order is to blame. */
const scope = { scope: 'connection' } as const
const hourMs = 60 * 60 * 1000

/** The same error, marked as one that the whole connection has. */
export const ofWholeConnection = (error: AppError): AppError =>
  new AppError(
    {
      kind: error.kind,
      code: error.code,
      message: error.message,
      text: error.text,
      advice: error.advice,
      gist: error.gist,
      details: { ...error.details, ...scope },
      ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    },
    { cause: error },
  )

/**
 * What is news about links just worked on: one that newly failed, failed otherwise than before, or was parked; one that is
 * well again. Never one per attempt. What the whole connection has (access refused, the other side down) is told once an
 * hour for all its links together.
 *
 * Keys are made of what the link was before this work, so an attempt that dies and is made again tells the same.
 */
export function decideEntries(ended: readonly Ended[], connection: ConnectionKey, now: Date): NewEntry[] {
  const entries = ended.flatMap((one) => {
    const entry =
      one.outcome.kind === 'failed'
        ? failedEntry(one, one.outcome.error, now)
        : one.link.failure && recoveredEntry(one, one.link.failure, now)
    return entry ? [{ ...entry, connection, at: now }] : []
  })
  return [...new Map(entries.map((entry) => [entry.key, entry])).values()]
}

type Told = Omit<NewEntry, 'connection' | 'at'>

function failedEntry({ link, about }: Ended, error: AppError, now: Date): Told | undefined {
  if (!isNews(link, error)) return undefined
  const { code } = error
  const told = {
    outcome: 'failed',
    code,
    ...sentencesOf(error, isParkedBy(error.kind, link.attempts)),
  } as const
  if (isOfConnection(error)) return { ...ofConnection, ...told, key: hourly(`failed/${code}`, now) }
  return { ...ofConnection, ...about, ...told, key: keyOf(link, code, link.attempts) }
}

function isNews({ failure, attempts }: LinkFields, error: AppError): boolean {
  if (isPassing(error.kind, attempts)) return false
  if (failure?.code !== error.code) return true
  // the same code: what was not worth telling may be so now
  if (isPassing(error.kind, attempts - 1)) return true
  if (error.kind === 'invalid' || error.kind === 'missing') return failure.text !== error.text
  return isParkedBy(error.kind, attempts) && !isParkedBy(error.kind, attempts - 1)
}

type Failure = NonNullable<LinkFields['failure']>

function recoveredEntry({ link, about }: Ended, failure: Failure, now: Date): Told | undefined {
  const kind = failure.kind as ErrorKind
  // a failure before the one that passed by: attempts count those only
  const wasTold = !isPassing(kind, link.attempts - 1) || (kind === 'throttled' && link.attempts > 0)
  if (!wasTold) return undefined
  const text = ['Снова в порядке.', failure.text && `Было: ${failure.text}`].filter(Boolean).join(' ')
  const told = { outcome: 'done', code: 'recovered', text } as const
  if (isOfConnection(failure))
    return { ...ofConnection, ...told, key: hourly(`recovered/${failure.code}`, now) }
  return { ...ofConnection, ...about, ...told, key: keyOf(link, `recovered/${failure.code}`, link.attempts) }
}

const isOfConnection = ({ kind, details }: Pick<AppError, 'details'> & { kind: string }): boolean =>
  kind === 'denied' || details['scope'] === scope.scope

/** `touchedAt` is another one after each success and each time it was parked; attempts tell the rest apart. */
const keyOf = ({ kind, key, touchedAt }: LinkFields, what: string, attempts: number): string =>
  `${kind}/${key}/${touchedAt.toISOString()}/${attempts}/${what}`

const hourly = (what: string, now: Date): string =>
  `connection/${what}/${new Date(Math.floor(now.getTime() / hourMs) * hourMs).toISOString()}`
