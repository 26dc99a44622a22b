import type { Channel } from 'amqplib'
import type { RetryDelay } from './tuning.js'

/** Everything that must stand in RabbitMQ for a handler to work. */
export interface Topology {
  exchange: string
  queues: { name: string; arguments: Record<string, string | number> }[]
  /** Of the main queue. */
  routingKey: string
}

/** The queues of one handler: `<service>.<handler>`, `.retry.<delay>`, `.dead`. */
export interface HandlerQueues {
  main: string
  dead: string
  retry(delay: RetryDelay): string
}

const prefixed = (namespace: string | undefined, name: string) => `${namespace ?? ''}${name}`

export const exchangeName = (namespace?: string): string => prefixed(namespace, 'events')

export const deadQueueOf = (main: string): string => `${main}.dead`

export function handlerQueues(service: string, handler: string, namespace?: string): HandlerQueues {
  const main = prefixed(namespace, `${service}.${handler}`)
  return { main, dead: deadQueueOf(main), retry: (delay) => `${main}.retry.${delay.label}` }
}

/**
 * A message whose consumer died this often goes to `.dead`: it probably kills whoever reads it. Named because RabbitMQ 4
 * has 20 and drops the message where there is no dead-letter exchange, 3.10 has none.
 */
const deliveryLimit = 100

/** For queues without a dead-letter exchange, which must never reach it: looking at `.dead` is a delivery too. */
const noDeliveryLimit = 2_000_000_000

const quorum = { 'x-queue-type': 'quorum' }

/**
 * To one queue through the default exchange, and only out of here once it has arrived there. `at-least-once` needs
 * `reject-publish` (www.rabbitmq.com/docs/quorum-queues, «Dead lettering»); with no length limit nothing is rejected.
 */
const deadLetterTo = (queue: string) => ({
  'x-dead-letter-exchange': '',
  'x-dead-letter-routing-key': queue,
  'x-dead-letter-strategy': 'at-least-once',
  'x-overflow': 'reject-publish',
})

export function topologyOf(
  queues: HandlerQueues,
  routingKey: string,
  options: { namespace?: string | undefined; retryDelays: readonly RetryDelay[] },
): Topology {
  return {
    exchange: exchangeName(options.namespace),
    routingKey,
    queues: [
      {
        name: queues.main,
        arguments: { ...quorum, 'x-delivery-limit': deliveryLimit, ...deadLetterTo(queues.dead) },
      },
      ...options.retryDelays.map((delay) => ({
        name: queues.retry(delay),
        arguments: { ...quorum, 'x-message-ttl': delay.ms, ...deadLetterTo(queues.main) },
      })),
      { name: queues.dead, arguments: { ...quorum, 'x-delivery-limit': noDeliveryLimit } },
    ],
  }
}

export const declareExchange = (channel: Channel, exchange: string) =>
  channel.assertExchange(exchange, 'topic', { durable: true })

/**
 * Safe to repeat. Binds last: until every queue stands, an event stays unrouted and its publisher repeats.
 * Rejects, and the channel is closed by RabbitMQ, where something of that name exists with other properties.
 */
export async function declareTopology(channel: Channel, topology: Topology): Promise<void> {
  await declareExchange(channel, topology.exchange)
  for (const queue of topology.queues) {
    await channel.assertQueue(queue.name, { durable: true, arguments: queue.arguments })
  }
  await channel.bindQueue(topology.queues[0]!.name, topology.exchange, topology.routingKey)
}
