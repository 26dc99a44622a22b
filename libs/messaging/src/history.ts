import type { AppError } from '@skladbridge/errors'

/** What our headers tell about a message that failed before. RabbitMQ's own (`x-death`, …) are not carried along. */
export interface History {
  /** How often a handler failed with it. */
  failures: number
  /** ISO 8601; the first of these failures. */
  firstFailedAt?: string
  /** How often somebody replayed it from the dead queue. */
  replays: number
}

export type Headers = Record<string, string | number>

const names = {
  eventId: 'skladbridge-event-id',
  failures: 'skladbridge-failures',
  firstFailedAt: 'skladbridge-first-failed-at',
  lastFailedAt: 'skladbridge-last-failed-at',
  kind: 'skladbridge-error-kind',
  code: 'skladbridge-error-code',
  message: 'skladbridge-error-message',
  replays: 'skladbridge-replays',
} as const

/** Headers come from outside: whatever is not as we write it counts as absent. */
export function readHistory(headers: Record<string, unknown> | undefined): History {
  const first = headers?.[names.firstFailedAt]
  return {
    failures: count(headers?.[names.failures]),
    replays: count(headers?.[names.replays]),
    ...(typeof first === 'string' ? { firstFailedAt: first } : {}),
  }
}

const count = (value: unknown): number =>
  Number.isSafeInteger(value) && Number(value) > 0 ? Number(value) : 0

/** Of a message on its way to a retry or dead queue. The reason in words and codes, never the payload. */
export function failureHeaders(eventId: string, error: AppError, history: History, now: Date): Headers {
  return {
    [names.eventId]: eventId,
    [names.failures]: history.failures + 1,
    [names.firstFailedAt]: history.firstFailedAt ?? now.toISOString(),
    [names.lastFailedAt]: now.toISOString(),
    [names.kind]: error.kind,
    [names.code]: error.code,
    [names.message]: error.message.slice(0, 500),
    ...(history.replays ? { [names.replays]: history.replays } : {}),
  }
}

/** Of a message on its way back from the dead queue: it starts afresh. */
export function replayHeaders(headers: Record<string, unknown> | undefined): Headers {
  const eventId = headers?.[names.eventId]
  return {
    [names.replays]: readHistory(headers).replays + 1,
    ...(typeof eventId === 'string' ? { [names.eventId]: eventId } : {}),
  }
}

/** Why a message is dead, for whoever looks at the queue. */
export interface Obituary {
  eventId: string
  failures: number
  replays: number
  firstFailedAt: string
  lastFailedAt: string
  kind: string
  code: string
  message: string
}

export function readObituary(headers: Record<string, unknown> | undefined): Obituary {
  const text = (name: string) => (typeof headers?.[name] === 'string' ? headers[name] : '')
  const { failures, replays } = readHistory(headers)
  return {
    eventId: text(names.eventId),
    failures,
    replays,
    firstFailedAt: text(names.firstFailedAt),
    lastFailedAt: text(names.lastFailedAt),
    kind: text(names.kind),
    // RabbitMQ itself moved it: `delivery_limit` when its consumers kept dying over it
    code: text(names.code) || text('x-first-death-reason') || 'unknown',
    message: text(names.message),
  }
}
