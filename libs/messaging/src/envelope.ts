import { randomUUID } from 'node:crypto'
import { envelopeSchema, type Envelope, type EventDefinition, type EventOf } from '@skladbridge/contracts'
import type { AppError } from '@skladbridge/errors'
import { currentContext } from '@skladbridge/runtime'
import type { z } from 'zod'
import { messagingErrors } from './errors.js'
import type { Publication } from './types.js'

export interface EncodedEvent {
  id: string
  body: Buffer
}

/**
 * The event as it goes over the wire. Throws MESSAGING_BAD_PUBLICATION (`bug`) for what no consumer would accept: here
 * someone can still be told, there it would be a dead message.
 */
export function encodeEvent<D extends EventDefinition>(
  event: D,
  publication: Publication<D>,
  maxBytes: number,
): EncodedEvent {
  const refuse = (problems: string) =>
    messagingErrors.MESSAGING_BAD_PUBLICATION({ routingKey: event.routingKey, problems })
  const data = event.data.safeParse(publication.data)
  if (!data.success) throw refuse(describeIssues(data.error, 'data'))
  const envelope = wrap(event, publication, data.data)
  const checked = envelopeSchema.safeParse(envelope)
  if (!checked.success) throw refuse(describeIssues(checked.error))
  const body = Buffer.from(JSON.stringify(envelope))
  if (body.length > maxBytes) throw refuse(`${body.length} bytes, at most ${maxBytes}`)
  return { id: envelope.id, body }
}

function wrap(
  event: EventDefinition,
  { accountId, shopId }: { accountId: string; shopId?: string },
  data: unknown,
): Envelope {
  const context = currentContext()
  return {
    id: randomUUID(),
    name: event.name,
    version: event.version,
    occurredAt: new Date().toISOString(),
    accountId,
    ...(shopId === undefined ? undefined : { shopId }),
    correlationId: context?.correlationId ?? randomUUID(),
    ...(context?.causationId === undefined ? undefined : { causationId: context.causationId }),
    ...(context === undefined ? undefined : { traceparent: context.traceparent }),
    data,
  }
}

export type Decoded<D extends EventDefinition> =
  { ok: true; event: EventOf<D> } | { ok: false; error: AppError }

/** Trusts nothing: anyone with access to RabbitMQ may have written it. What is wrong is `invalid`, never thrown. */
export function decodeEvent<D extends EventDefinition>(event: D, body: Buffer, maxBytes: number): Decoded<D> {
  const refuse = (error: AppError) => ({ ok: false as const, error })
  if (body.length > maxBytes) {
    return refuse(messagingErrors.MESSAGING_TOO_LARGE({ bytes: body.length, limit: maxBytes }))
  }
  const json = parseJson(body)
  if (json === undefined) return refuse(messagingErrors.MESSAGING_NOT_JSON())
  const envelope = envelopeSchema.safeParse(json)
  if (!envelope.success) {
    return refuse(messagingErrors.MESSAGING_BAD_ENVELOPE({ problems: describeIssues(envelope.error) }))
  }
  const { name, version } = envelope.data
  if (name !== event.name || version !== event.version) {
    const got = `${name}.v${version}`
    return refuse(messagingErrors.MESSAGING_UNKNOWN_EVENT({ got, wanted: event.routingKey }))
  }
  const data = event.data.safeParse(envelope.data.data)
  if (!data.success) {
    const problems = describeIssues(data.error, 'data')
    return refuse(messagingErrors.MESSAGING_BAD_DATA({ routingKey: event.routingKey, problems }))
  }
  return { ok: true, event: { ...envelope.data, data: data.data } as EventOf<D> }
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

/** Where and what kind, not the values: these lines go into logs and headers. */
function describeIssues(error: z.ZodError, root?: string): string {
  return error.issues
    .slice(0, 5)
    .map((issue) => `${[...(root ? [root] : []), ...issue.path.map(String)].join('.')}: ${issue.code}`)
    .join('; ')
}
