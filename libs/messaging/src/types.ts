import type { ConnectionKey, EventDefinition, EventOf } from '@skladbridge/contracts'
import type { Closable, Logger } from '@skladbridge/runtime'
import type { z } from 'zod'
import type { Tuning } from './tuning.js'

export interface BrokerOptions {
  url: string
  /** Name of the service: owns the queues `<service>.<handler>`. */
  service: string
  /** Put before every exchange and queue, as it is, so that several installs (and tests) share one broker: `stage.` */
  namespace?: string
  log: Logger
  /** Times and limits that nobody needs to set but tests. */
  tuning?: Partial<Tuning>
}

export interface Publication<D extends EventDefinition> {
  accountId: string
  shopId?: string
  data: z.input<D['data']>
}

/** Two connections to RabbitMQ: one publishes, one consumes. Both recover by themselves after the broker restarts. */
export interface Broker extends Closable {
  /**
   * Resolves when the broker has confirmed the persistent message. Throws AppError `unavailable`: no connection, no
   * confirm in time, or no queue takes a `required` event; `bug`: the data breaks the event's schema.
   * Correlation, causation and trace come from the current WorkContext.
   */
  publish<D extends EventDefinition>(event: D, publication: Publication<D>): Promise<void>
  /** Several in one go, one wait for all confirms. Throws the first failure; then some may have been taken. */
  publishAll<D extends EventDefinition>(event: D, publications: Publication<D>[]): Promise<void>
  /**
   * Declares the handlers' queues and consumes. Closing stops new deliveries and waits for the running ones.
   * Throws `bug` where two handlers share a name, or a queue of that name exists with other properties.
   */
  consume(handlers: Handler[]): Promise<Closable>
  /** Both connections are up and every consumer is attached. */
  isReady(): boolean
}

/**
 * What becomes of a message: nothing or `done` acknowledges it; a thrown AppError decides by its kind: `invalid` and
 * `missing` go to the dead queue at once, all others through `.retry.5s`, `.retry.1m`, `.retry.10m`. After that a `bug`
 * goes to `.dead`; what waits for the outside (`conflict`, `denied`, `throttled`, `unavailable`) repeats the last delay
 * for about a day before it does.
 */
export interface Handler<D extends EventDefinition = EventDefinition> {
  /** `on-product-touched`: file name = queue suffix = Grafana row. */
  name: string
  event: D
  /** How many are worked on at once. */
  prefetch: number
  handle(event: EventOf<D>, about: About): Promise<void>
}

export interface About {
  /** Undefined where the event concerns the whole account. */
  connection: ConnectionKey | undefined
  /** It may have been handled before, in part or whole. */
  redelivered: boolean
}
