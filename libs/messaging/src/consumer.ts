import { setTimeout as pause } from 'node:timers/promises'
import type { Channel, ConsumeMessage } from 'amqplib'
import { toAppError, type AppError } from '@skladbridge/errors'
import type { Closable, Logger } from '@skladbridge/runtime'
import type { Confirmer } from './confirmer.js'
import type { Connection } from './connection.js'
import { decodeEvent } from './envelope.js'
import { messagingErrors } from './errors.js'
import { failureHeaders, readHistory, type Headers } from './history.js'
import { keepChannel, type KeptChannel } from './kept-channel.js'
import { consumed, dead, handlerSeconds, retried } from './metrics.js'
import { perform } from './perform.js'
import { Running } from './running.js'
import { declareTopology, handlerQueues, topologyOf, type HandlerQueues } from './topology.js'
import type { Tuning } from './tuning.js'
import type { Handler } from './types.js'
import { decideVerdict } from './verdict.js'
import { goodbyeMs, settledWithin } from './within.js'

export interface ConsumerOptions {
  handler: Handler
  service: string
  namespace: string | undefined
  connection: Connection
  confirmer: Confirmer
  tuning: Tuning
  log: Logger
}

export interface Consumer extends Closable {
  isAttached(): boolean
}

/** Declares the handler's queues and works on what arrives, on a channel of its own. */
export async function startConsumer(options: ConsumerOptions): Promise<Consumer> {
  const consumer = new HandlerConsumer(options)
  await consumer.start()
  return consumer
}

/** A delivery with what is needed to say what became of it. */
interface Delivery {
  channel: Channel
  message: ConsumeMessage
}

class HandlerConsumer implements Consumer {
  readonly #queues: HandlerQueues
  readonly #running: Running
  readonly #log: Logger
  readonly #closing = new AbortController()
  /** Channels that are gone: what was delivered on them comes again, whatever we do. */
  readonly #gone = new WeakSet<Channel>()
  #kept: KeptChannel<Channel> | undefined
  #tag: string | undefined

  constructor(private readonly options: ConsumerOptions) {
    const { handler, service, namespace, tuning } = options
    this.#queues = handlerQueues(service, handler.name, namespace)
    this.#log = options.log.child({ handler: handler.name, event: handler.event.routingKey })
    this.#running = new Running({ handler: handler.name, slowMs: tuning.slowHandlerMs, log: this.#log })
  }

  isAttached = () => this.#kept?.current() !== undefined

  async start(): Promise<void> {
    const { connection, tuning } = this.options
    try {
      this.#kept = await keepChannel<Channel>({
        connection,
        create: (model) => model.createChannel(),
        setUp: (channel) => this.#setUp(channel),
        againMs: tuning.againMs,
        log: this.#log,
      })
    } catch (err) {
      this.#running.stop()
      throw asTopologyError(err, this.#queues.main)
    }
  }

  /** Waits `drainMs` for running handlers; what is not done by then is delivered again. */
  async close(): Promise<void> {
    this.#closing.abort()
    const channel = this.#kept?.current()
    if (channel && this.#tag) await settledWithin(goodbyeMs, channel.cancel(this.#tag))
    if (!(await settledWithin(this.options.tuning.drainMs, this.#running.idle()))) {
      this.#log.warn({ running: this.#running.size }, 'handlers still run at closing')
    }
    this.#running.stop()
    await this.#kept?.close()
  }

  async #setUp(channel: Channel): Promise<void> {
    const { handler, namespace, tuning } = this.options
    channel.once('close', () => this.#gone.add(channel))
    const { retryDelays } = tuning
    await declareTopology(
      channel,
      topologyOf(this.#queues, handler.event.routingKey, { namespace, retryDelays }),
    )
    await channel.prefetch(handler.prefetch)
    const { consumerTag } = await channel.consume(this.#queues.main, (message) => {
      // null: RabbitMQ cancelled us, the queue is gone. A new channel declares it anew
      if (message === null) void channel.close().catch(() => {})
      else void this.#receive({ channel, message })
    })
    this.#tag = consumerTag
  }

  async #receive(delivery: Delivery): Promise<void> {
    const { handler } = this.options
    try {
      const outcome = await this.#running.track(String(delivery.message.properties.messageId), () =>
        this.#work(delivery),
      )
      consumed.inc({ handler: handler.name, outcome })
    } catch (err) {
      // not acknowledged: it comes again when the channel closes
      this.#log.error({ err }, 'a message could not be settled')
    }
  }

  async #work(delivery: Delivery): Promise<Outcome> {
    const { handler, tuning } = this.options
    const { message } = delivery
    const decoded = decodeEvent(handler.event, message.content, tuning.maxMessageBytes)
    if (!decoded.ok) {
      return this.#fail(delivery, decoded.error, { eventId: String(message.properties.messageId ?? '') })
    }
    const { event } = decoded
    const stop = handlerSeconds.startTimer({ handler: handler.name })
    const redelivered = message.fields.redelivered || readHistory(message.properties.headers).failures > 0
    const error = await perform(handler, event, redelivered)
    const durationMs = Math.round(stop() * 1000)
    const { accountId, shopId, correlationId } = event
    const fields = { eventId: event.id, accountId, shopId, correlationId, durationMs }
    if (error) return this.#fail(delivery, error, fields)
    this.#log.debug(fields, 'done')
    return this.#ack(delivery) ? 'done' : 'left'
  }

  async #fail(delivery: Delivery, error: AppError, fields: { eventId: string }): Promise<Outcome> {
    const { handler, tuning } = this.options
    const history = readHistory(delivery.message.properties.headers)
    const verdict = decideVerdict(error, history.failures + 1, tuning)
    const queue = verdict.to === 'dead' ? this.#queues.dead : this.#queues.retry(verdict.delay)
    const headers = failureHeaders(fields.eventId, error, history, new Date())
    if (!(await this.#move(delivery, queue, headers))) return 'left'
    const { kind } = error
    const about = { ...fields, err: error, attempt: history.failures + 1 }
    if (verdict.to === 'dead') {
      dead.inc({ handler: handler.name, kind })
      this.#log[kind === 'bug' ? 'error' : 'warn'](about, 'message is dead')
    } else {
      retried.inc({ handler: handler.name, delay: verdict.delay.label, kind })
      this.#log.warn({ ...about, delay: verdict.delay.label }, 'handler failed, message will come again')
    }
    this.#ack(delivery)
    return verdict.to
  }

  /**
   * First a confirmed copy there, then the acknowledgement here: dying in between doubles a message and loses none. While
   * it cannot be put there it stays unacknowledged and keeps its place in the prefetch, so nothing spins.
   */
  async #move({ channel, message }: Delivery, queue: string, headers: Headers): Promise<boolean> {
    const { confirmer, tuning } = this.options
    for (;;) {
      try {
        const type = message.properties.type as string | undefined
        const sending = {
          exchange: '',
          routingKey: queue,
          body: message.content,
          headers,
          ...(type ? { type } : {}),
        }
        if ((await confirmer.send(sending)) === 'taken') return true
        this.#log.error({ queue }, 'queue is gone, declaring it anew')
        await channel.close().catch(() => {})
      } catch (err) {
        this.#log.warn({ err, queue }, 'message could not be moved yet')
      }
      if (this.#gone.has(channel) || this.#closing.signal.aborted) return false
      await pause(tuning.againMs, undefined, { signal: this.#closing.signal }).catch(() => {})
    }
  }

  /** False: the channel is gone, the message comes again. */
  #ack({ channel, message }: Delivery): boolean {
    if (this.#gone.has(channel)) return false
    try {
      channel.ack(message)
      return true
    } catch {
      return false
    }
  }
}

type Outcome = 'done' | 'retry' | 'dead' | 'left'

/** 406: declared before with other arguments (AMQP 0-9-1, PRECONDITION_FAILED). */
function asTopologyError(err: unknown, queue: string): AppError {
  const { code, message } = err as { code?: unknown; message?: unknown }
  return code === 406
    ? messagingErrors.MESSAGING_TOPOLOGY_DIFFERS({ queue, reason: String(message) }, { cause: err })
    : toAppError(err)
}
