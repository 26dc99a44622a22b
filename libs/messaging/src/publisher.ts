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

  // not async, here and below: this path runs at each webhook, and the promises were an eighth of its cost
  const publish: Broker['publish'] = (event, publication) => {
    try {
      return send(options, event, encode(event, publication))
    } catch (err) {
      return Promise.reject(err)
    }
  }

  return {
    publish,

    publishAll(event, publications) {
      const [only] = publications
      return only && publications.length === 1 ? publish(event, only) : publishEach(event, publications)
    },
  }

  async function publishEach<D extends EventDefinition>(event: D, publications: readonly Publication<D>[]) {
    // all are checked before the first is sent: a broken one sends nothing
    const encoded = publications.map((publication) => encode(event, publication))
    for (let from = 0; from < encoded.length; from += batchSize) {
      const batch = encoded.slice(from, from + batchSize)
      const results = await Promise.allSettled(batch.map((one) => send(options, event, one)))
      const failed = results.find((result) => result.status === 'rejected')
      if (failed) throw failed.reason
    }
  }
}

function send(
  { confirmer, exchange }: PublisherOptions,
  event: EventDefinition,
  { id, body }: EncodedEvent,
): Promise<void> {
  const counters = countersOf(event)
  const { routingKey, audience } = event
  return confirmer.send({ exchange, routingKey, body, messageId: id, type: routingKey }).then(
    (confirmation) => {
      if (confirmation === 'taken') return counters.confirmed.inc()
      counters.returned.inc()
      if (audience === 'required') throw messagingErrors.MESSAGING_UNROUTED({ routingKey })
    },
    (err: unknown) => {
      counters.failed.inc()
      throw err
    },
  )
}

type Counters = Record<'confirmed' | 'returned' | 'failed', { inc(): void }>
const known = new Map<EventDefinition, Counters>()

/** prom-client looks labels up by hashing them; thousands of times a second that shows. */
function countersOf(event: EventDefinition): Counters {
  const before = known.get(event)
  if (before) return before
  const labelled = (outcome: string) => published.labels(event.routingKey, outcome)
  const made = {
    confirmed: labelled('confirmed'),
    returned: labelled('returned'),
    failed: labelled('failed'),
  }
  known.set(event, made)
  return made
}
