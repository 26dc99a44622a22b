import { z } from 'zod'

export type EventOwner =
  | 'gateway'
  | 'billing'
  | 'moysklad-connector'
  | 'insales-connector'
  | 'catalog-sync'
  | 'order-sync'
  | 'stock-aggregator'

/** The definition is the type, the check, the routing key and the documentation of an event. */
export interface EventDefinition<Data extends z.ZodType = z.ZodType> {
  /** `<system or area>.<entity>.<past tense>` */
  name: string
  /** Adding an optional field keeps it; anything else is version + 1 beside the old one. */
  version: number
  /** The only service that publishes it. */
  owner: EventOwner
  summary: string
  /**
   * `required`: publishing fails while no queue takes it, so that the caller repeats (webhooks).
   * `optional`: news for whoever listens; nobody may.
   */
  audience: 'required' | 'optional'
  data: Data
  /** `<name>.v<version>` */
  routingKey: string
}

export function defineEvent<Data extends z.ZodType>(
  definition: Omit<EventDefinition<Data>, 'routingKey'>,
): EventDefinition<Data> {
  return { ...definition, routingKey: `${definition.name}.v${definition.version}` }
}

/** What surrounds every event's data on the wire. Never holds a secret or a person's data. */
export const envelopeSchema = z.object({
  id: z.uuid(),
  name: z.string().min(1).max(100),
  version: z.int().positive(),
  /** ISO 8601. */
  occurredAt: z.iso.datetime({ offset: true }),
  accountId: z.string().min(1).max(64),
  /** Absent where the event concerns the whole account. */
  shopId: z.string().min(1).max(64).optional(),
  /** Constant along everything that one outside call set off. */
  correlationId: z.string().min(1).max(64),
  /** The id of the event that caused this one. */
  causationId: z.string().min(1).max(64).optional(),
  /** W3C trace context. */
  traceparent: z.string().max(64).optional(),
  data: z.unknown(),
})

export type Envelope = z.infer<typeof envelopeSchema>

/** An event as a handler sees it. */
export type EventOf<D extends EventDefinition> = Omit<Envelope, 'data'> & { data: z.infer<D['data']> }
