import { Metadata, status as Status, type ServiceError } from '@grpc/grpc-js'
import { AppError, isErrorKind, toAppError, type AppErrorFields, type ErrorKind } from '@skladbridge/errors'
import { runtimeErrors } from '../errors.js'

/** House style, «Errors». */
const statusOfKind = {
  invalid: Status.INVALID_ARGUMENT,
  missing: Status.NOT_FOUND,
  conflict: Status.ABORTED,
  denied: Status.PERMISSION_DENIED,
  throttled: Status.RESOURCE_EXHAUSTED,
  unavailable: Status.UNAVAILABLE,
  bug: Status.INTERNAL,
} as const satisfies Record<ErrorKind, Status>

/** JSON in UTF-8; the `-bin` suffix makes gRPC carry it as bytes, so Russian text survives. */
const errorKey = 'skladbridge-error-bin'
/** Tells the asking gRPC library not to repeat by itself: the failure lies behind the service, not on the way to it. */
const pushbackKey = 'grpc-retry-pushback-ms'
/** HTTP/2 headers of one answer are limited (64 KiB in Node), so no field may be boundless. */
const fieldLimit = 1_000
const detailLimit = 20

export interface WireStatus {
  code: Status
  details: string
  metadata: Metadata
}

/** What a handler threw, as gRPC sends it. The message of an error nobody foresaw stays here: it may hold anything. */
export function toWireStatus(thrown: unknown): WireStatus {
  const error = toAppError(thrown)
  const message = error === thrown ? error.message : 'internal error'
  const metadata = new Metadata()
  metadata.set(errorKey, Buffer.from(JSON.stringify(fieldsOf(error, message)), 'utf8'))
  metadata.set(pushbackKey, '-1')
  return { code: statusOfKind[error.kind], details: error.code, metadata }
}

function fieldsOf(error: AppError, message: string): AppErrorFields {
  const details = Object.entries(error.details).slice(0, detailLimit)
  return {
    kind: error.kind,
    code: error.code,
    message: short(message),
    text: short(error.text),
    advice: short(error.advice),
    gist: short(error.gist),
    details: Object.fromEntries(details.map(([name, value]) => [short(name), short(String(value))])),
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  }
}

const short = (text: string) => (text.length > fieldLimit ? `${text.slice(0, fieldLimit - 1)}…` : text)

/** What a call failed with, as the AppError that the other side threw, or as what the way to it did to the call. */
export function fromWireError(error: ServiceError, target: string, method: string): AppError {
  return sentError(error) ?? transportError(error, target, method)
}

/** For metrics: what gRPC itself called the failure. */
export function statusNameOf(error: AppError): string {
  const { code } = (error.cause ?? {}) as { code?: unknown }
  return (typeof code === 'number' ? Status[code] : undefined) ?? Status[statusOfKind[error.kind]]
}

function sentError(error: ServiceError): AppError | undefined {
  const sent = error.metadata?.get(errorKey)[0]
  if (!Buffer.isBuffer(sent)) return undefined
  try {
    const fields = JSON.parse(sent.toString('utf8')) as AppErrorFields
    return isErrorKind(fields.kind) && typeof fields.code === 'string'
      ? new AppError(fields, { cause: error })
      : undefined
  } catch {
    return undefined
  }
}

function transportError(cause: ServiceError, target: string, method: string): AppError {
  const reason = cause.details || cause.message
  switch (cause.code) {
    case Status.UNAVAILABLE:
      return runtimeErrors.GRPC_UNAVAILABLE({ target, reason }, { cause })
    case Status.DEADLINE_EXCEEDED:
      return runtimeErrors.GRPC_DEADLINE({ target, method }, { cause })
    case Status.CANCELLED:
      return runtimeErrors.GRPC_CANCELLED({ target, method }, { cause })
    // our own refusals come as `throttled` with fields; without them it is the library's message size limit
    case Status.RESOURCE_EXHAUSTED:
      return runtimeErrors.GRPC_TOO_LARGE({ target, method, reason }, { cause })
    default:
      return runtimeErrors.GRPC_UNEXPECTED(
        { target, method, status: Status[cause.code] ?? cause.code, reason },
        { cause },
      )
  }
}
