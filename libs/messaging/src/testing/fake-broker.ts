import type { EventDefinition, EventOf } from '@skladbridge/contracts'
import type { AppError } from '@skladbridge/errors'
import { decodeEvent, encodeEvent } from '../envelope.js'
import { messagingErrors } from '../errors.js'
import type { Obituary } from '../history.js'
import { defaultTuning } from '../tuning.js'
import type { Broker, Handler, Publication } from '../types.js'
import { FakeQueue } from './fake-queue.js'

export interface PublishedEvent {
  routingKey: string
  event: EventOf<EventDefinition>
}

/** A Broker in memory: the same checks, verdicts and contexts, no delays. Passes the real one's tests. */
export interface FakeBroker extends Broker {
  /** What was published and taken, oldest first. */
  readonly published: readonly PublishedEvent[]
  publishedOf<D extends EventDefinition>(event: D): EventOf<D>[]
  /** What no retry could help, by handler. */
  deadOf(handler: string): readonly Obituary[]
  /** Puts an event on the queues of its handlers, as if another service had published it. `idle` waits for the outcome. */
  deliver<D extends EventDefinition>(event: D, publication: Publication<D>): void
  /** Puts these bytes on one handler's queue, whatever they are. */
  inject(handler: string, body: Buffer | string): void
  /** Resolves when every queue is empty and no handler runs. */
  idle(): Promise<void>
  /** From now on publishing fails so, and the broker is not ready; without an error it works again. */
  failWith(error?: AppError): void
}

export interface FakeBrokerOptions {
  /** `strict`: a required event without a handler here is unrouted, as with RabbitMQ. Default: somebody else takes it. */
  routing?: 'open' | 'strict'
  /** Retries of whatever is not a bug, all at once. Default 3, as many as there are delays. */
  maxRetries?: number
}

export function fakeBroker(options: FakeBrokerOptions = {}): FakeBroker {
  return new InMemoryBroker(options)
}

const { maxMessageBytes, retryDelays } = defaultTuning

class InMemoryBroker implements FakeBroker {
  readonly published: PublishedEvent[] = []
  readonly #queues = new Map<string, FakeQueue>()
  #failure: AppError | undefined

  constructor(private readonly options: FakeBrokerOptions) {}

  async publish<D extends EventDefinition>(event: D, publication: Publication<D>): Promise<void> {
    this.#send(event, encodeEvent(event, publication, maxMessageBytes).body)
  }

  async publishAll<D extends EventDefinition>(event: D, publications: Publication<D>[]): Promise<void> {
    const bodies = publications.map((publication) => encodeEvent(event, publication, maxMessageBytes).body)
    for (const body of bodies) this.#send(event, body)
  }

  async consume(handlers: Handler[]) {
    const names = handlers.map(({ name }) => name)
    const twice = names.find((name, index) => this.#queues.has(name) || names.indexOf(name) !== index)
    if (twice !== undefined) throw messagingErrors.MESSAGING_HANDLER_TWICE({ name: twice })
    const { maxRetries = retryDelays.length } = this.options
    const queues = handlers.map(
      (handler) => new FakeQueue(handler, { retryDelays, maxRetries, maxMessageBytes }),
    )
    for (const queue of queues) this.#queues.set(queue.handler.name, queue)
    return {
      close: async () => {
        await Promise.all(queues.map((queue) => queue.close()))
        for (const name of names) this.#queues.delete(name)
      },
    }
  }

  isReady = () => this.#failure === undefined

  /** Not ready at once, but the running handlers may still publish. */
  async close(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()))
    this.failWith(messagingErrors.MESSAGING_DISCONNECTED())
  }

  publishedOf<D extends EventDefinition>(event: D): EventOf<D>[] {
    return this.published
      .filter(({ routingKey }) => routingKey === event.routingKey)
      .map((one) => one.event as EventOf<D>)
  }

  deadOf = (handler: string) => this.#queueOf(handler).dead

  deliver<D extends EventDefinition>(event: D, publication: Publication<D>): void {
    const { body } = encodeEvent(event, publication, maxMessageBytes)
    for (const queue of this.#queuesFor(event)) queue.put(body)
  }

  inject(handler: string, body: Buffer | string): void {
    this.#queueOf(handler).put(Buffer.from(body))
  }

  async idle(): Promise<void> {
    // a handler may have published to another
    while ([...this.#queues.values()].some((queue) => !queue.isIdle())) {
      await Promise.all([...this.#queues.values()].map((queue) => queue.idle()))
    }
  }

  failWith(error?: AppError): void {
    this.#failure = error
  }

  #send(event: EventDefinition, body: Buffer): void {
    if (this.#failure) throw this.#failure
    const queues = this.#queuesFor(event)
    if (queues.length === 0 && event.audience === 'required' && this.options.routing === 'strict') {
      throw messagingErrors.MESSAGING_UNROUTED({ routingKey: event.routingKey })
    }
    const decoded = decodeEvent(event, body, maxMessageBytes)
    if (!decoded.ok) throw decoded.error
    this.published.push({ routingKey: event.routingKey, event: decoded.event })
    for (const queue of queues) queue.put(body)
  }

  #queuesFor = (event: EventDefinition) =>
    [...this.#queues.values()].filter(({ handler }) => handler.event.routingKey === event.routingKey)

  #queueOf(handler: string): FakeQueue {
    const queue = this.#queues.get(handler)
    if (!queue) throw new Error(`nobody consumes as ${handler}`)
    return queue
  }
}
