import type { EventDefinition } from '@skladbridge/contracts'
import type { Confirmer } from './confirmer.js'
import { encodeEvent, type EncodedEvent } from './envelope.js'
import { messagingErrors } from './errors.js'
import { published } from './metrics.js'
import type { Broker, Publication } from './types.js'

/** So many of one `publishAll` are in flight at once; the rest waits its turn in the caller's own array. */
const batchSize = 500

export interface PublisherOptions {
  confirmer: Confirmer
  exchange: string
  maxMessageBytes: number
}

export function createPublisher(options: PublisherOptions): Pick<Broker, 'publish' | 'publishAll'> {
  const encode = <D extends EventDefinition>(event: D, publication: Publication<D>) =>
    encodeEvent(event, publication, options.maxMessageBytes)

  return {
    publish: async (event, publication) => send(options, event, encode(event, publication)),

    async publishAll(event, publications) {
      // all are checked before the first is sent: a broken one sends nothing
      const encoded = publications.map((publication) => encode(event, publication))
      for (let from = 0; from < encoded.length; from += batchSize) {
        const batch = encoded.slice(from, from + batchSize)
        const results = await Promise.allSettled(batch.map((one) => send(options, event, one)))
        const failed = results.find((result) => result.status === 'rejected')
        if (failed) throw failed.reason
      }
    },
  }
}

async function send(
  { confirmer, exchange }: PublisherOptions,
  event: EventDefinition,
  encoded: EncodedEvent,
) {
  const counter = countersOf(event)
  const { routingKey } = event
  const confirmation = await confirmer
    .send({ exchange, routingKey, body: encoded.body, messageId: encoded.id, type: routingKey })
    .catch((err: unknown) => {
      counter.failed.inc()
      throw err
    })
  if (confirmation === 'taken') return counter.confirmed.inc()
  counter.returned.inc()
  if (event.audience === 'required') throw messagingErrors.MESSAGING_UNROUTED({ routingKey })
}

type Counters = Record<'confirmed' | 'returned' | 'failed', { inc(): void }>
const counters = new Map<EventDefinition, Counters>()

/** prom-client looks labels up by hashing them; thousands of times a second that shows. */
function countersOf(event: EventDefinition): Counters {
  const known = counters.get(event)
  if (known) return known
  const labelled = (outcome: string) => published.labels(event.routingKey, outcome)
  const made = {
    confirmed: labelled('confirmed'),
    returned: labelled('returned'),
    failed: labelled('failed'),
  }
  counters.set(event, made)
  return made
}
