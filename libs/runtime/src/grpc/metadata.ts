import { Metadata } from '@grpc/grpc-js'
import type { WorkContext } from '../context.js'
import type { CallPriority } from './definition.js'

/** Field of the WorkContext → metadata key. Ids are percent-encoded: metadata takes printable ASCII only. */
const keys = {
  correlationId: 'x-correlation-id',
  traceparent: 'traceparent',
  accountId: 'x-account-id',
  shopId: 'x-shop-id',
  causationId: 'x-causation-id',
} as const satisfies Record<keyof WorkContext, string>

const priorityKey = 'x-priority'
/** In trailing metadata: how many outside requests answering this call took. */
const requestsKey = 'x-outside-requests'

export function toMetadata(context: WorkContext, priority: CallPriority | undefined): Metadata {
  const metadata = new Metadata()
  for (const [field, key] of Object.entries(keys)) {
    const value = context[field as keyof WorkContext]
    if (value !== undefined) metadata.set(key, encode(value))
  }
  if (priority) metadata.set(priorityKey, priority)
  return metadata
}

export function contextFrom(metadata: Metadata): Partial<WorkContext> {
  const context: Partial<WorkContext> = {}
  for (const [field, key] of Object.entries(keys)) {
    const value = decode(metadata.get(key)[0])
    if (value) context[field as keyof WorkContext] = value
  }
  return context
}

export const priorityFrom = (metadata: Metadata): CallPriority =>
  metadata.get(priorityKey)[0] === 'orders' ? 'orders' : 'background'

/** Undefined where there is nothing to tell. */
export function requestsTrailer(requests: number, into?: Metadata): Metadata | undefined {
  if (requests === 0) return into
  const metadata = into ?? new Metadata()
  metadata.set(requestsKey, String(requests))
  return metadata
}

/** 0 for what no service of ours wrote. */
export function requestsFrom(trailer: Metadata | undefined): number {
  const requests = Number(trailer?.get(requestsKey)[0] ?? 0)
  return Number.isSafeInteger(requests) && requests > 0 ? requests : 0
}

// through a Buffer: half a surrogate pair would make encodeURIComponent throw
const encode = (value: string) => encodeURIComponent(Buffer.from(value, 'utf8').toString('utf8'))

function decode(value: string | Buffer | undefined): string | undefined {
  try {
    return value === undefined ? undefined : decodeURIComponent(value.toString())
  } catch {
    return undefined // not written by us: without it the call is merely harder to follow
  }
}
