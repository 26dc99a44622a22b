import { randomUUID } from 'node:crypto'
import type { ConfirmChannel, Options } from 'amqplib'
import type { AppError } from '@skladbridge/errors'
import { messagingErrors } from './errors.js'
import type { Headers } from './history.js'
import { unconfirmed } from './metrics.js'

export interface Sending {
  exchange: string
  routingKey: string
  body: Buffer
  /** Names this sending; must not be in flight twice. Default: a new one. */
  messageId?: string
  headers?: Headers
  /** Shown by RabbitMQ's tools: the event's routing key. */
  type?: string
}

/** RabbitMQ has it on disk in a majority of nodes, or has no queue for it. */
export type Confirmation = 'taken' | 'returned'

interface Pending {
  id: string
  deadline: number
  returned: boolean
  resolve(confirmation: Confirmation): void
  reject(error: AppError): void
}

export interface ConfirmerOptions {
  confirmMs: number
  graceMs: number
  maxInFlight: number
  /** Why RabbitMQ reads nothing from us now. */
  blocked(): string | undefined
}

/**
 * Publishes with confirms on whatever channel there is: persistent, mandatory, many in flight, one sweeping timer for
 * all of them. Keeps nothing for later: without a channel it waits `graceMs` after the cut and then fails at once.
 */
export class Confirmer {
  readonly #options: ConfirmerOptions
  /** By message id, in the order of sending, hence of deadlines. */
  readonly #pending = new Map<string, Pending>()
  readonly #onIdle: (() => void)[] = []
  #channel: ConfirmChannel | undefined
  #up: { promise: Promise<void>; resolve(): void } | undefined
  #waiting = 0
  #graceUntil = 0
  #graceTimer: NodeJS.Timeout | undefined
  readonly #sweeper: NodeJS.Timeout

  constructor(options: ConfirmerOptions) {
    this.#options = options
    this.#sweeper = setInterval(() => this.#sweep(), Math.max(10, options.confirmMs / 10))
    this.#sweeper.unref()
  }

  /** From now on messages go here. */
  attach(channel: ConfirmChannel): void {
    this.#channel = channel
    channel.on('return', (message) => {
      const pending = this.#pending.get(String(message.properties.messageId))
      if (pending) pending.returned = true
    })
    this.#endGrace()
  }

  /** The channel is gone; those who ask within the grace wait for the next. */
  detach(): void {
    this.#channel = undefined
    this.#graceUntil = Date.now() + this.#options.graceMs
  }

  /**
   * Throws AppError `unavailable`: MESSAGING_DISCONNECTED, _BLOCKED, _OVERLOADED, _UNCONFIRMED, _REFUSED. What failed
   * may have been taken all the same (the confirm was lost); what succeeded is safe.
   */
  async send(sending: Sending): Promise<Confirmation> {
    if (this.#pending.size + this.#waiting >= this.#options.maxInFlight) {
      throw messagingErrors.MESSAGING_OVERLOADED({ limit: this.#options.maxInFlight })
    }
    const reason = this.#options.blocked()
    if (reason !== undefined) throw messagingErrors.MESSAGING_BLOCKED({ reason })
    if (this.#channel === undefined) await this.#grace()
    const channel = this.#channel
    if (channel === undefined) throw messagingErrors.MESSAGING_DISCONNECTED()
    return this.#publish(channel, sending)
  }

  /** Resolves when nothing is in flight any more: each message is confirmed, failed, or past its deadline. */
  async settled(): Promise<void> {
    if (this.#pending.size > 0) await new Promise<void>((resolve) => this.#onIdle.push(resolve))
  }

  close(): void {
    this.#channel = undefined
    this.#graceUntil = 0
    this.#endGrace()
    clearInterval(this.#sweeper)
    for (const pending of this.#pending.values())
      this.#fail(pending, messagingErrors.MESSAGING_DISCONNECTED())
  }

  #publish(channel: ConfirmChannel, sending: Sending): Promise<Confirmation> {
    return new Promise((resolve, reject) => {
      const id = sending.messageId ?? randomUUID()
      const deadline = Date.now() + this.#options.confirmMs
      const pending: Pending = { id, deadline, returned: false, resolve, reject }
      this.#pending.set(id, pending)
      unconfirmed.set(this.#pending.size)
      try {
        const options = publishOptions(id, sending)
        channel.publish(sending.exchange, sending.routingKey, sending.body, options, (err: unknown) =>
          this.#settle(pending, channel, err),
        )
      } catch {
        // amqplib knows that the channel is closed, and tells us next
        this.#fail(pending, messagingErrors.MESSAGING_DISCONNECTED())
      }
    })
  }

  #settle(pending: Pending, channel: ConfirmChannel, err: unknown): void {
    if (this.#pending.get(pending.id) !== pending) return // too late, already told so
    if (err === null) {
      this.#forget(pending)
      return pending.resolve(pending.returned ? 'returned' : 'taken')
    }
    const reason = err instanceof Error ? err.message : String(err)
    this.#fail(
      pending,
      this.#channel === channel && reason === 'message nacked'
        ? messagingErrors.MESSAGING_REFUSED({ reason })
        : messagingErrors.MESSAGING_DISCONNECTED({}, { cause: err }),
    )
  }

  #fail(pending: Pending, error: AppError): void {
    this.#forget(pending)
    pending.reject(error)
  }

  #forget(pending: Pending): void {
    this.#pending.delete(pending.id)
    unconfirmed.set(this.#pending.size)
    if (this.#pending.size === 0) for (const resolve of this.#onIdle.splice(0)) resolve()
  }

  #sweep(): void {
    const now = Date.now()
    for (const pending of this.#pending.values()) {
      if (pending.deadline > now) return
      this.#fail(pending, messagingErrors.MESSAGING_UNCONFIRMED({ ms: this.#options.confirmMs }))
    }
  }

  /** One promise and one timer for all who wait. */
  async #grace(): Promise<void> {
    const left = this.#graceUntil - Date.now()
    if (left <= 0) return
    if (!this.#up) {
      let resolve = () => {}
      this.#up = { promise: new Promise<void>((done) => (resolve = done)), resolve: () => resolve() }
      this.#graceTimer = setTimeout(() => this.#endGrace(), left)
    }
    this.#waiting += 1
    await this.#up.promise
    this.#waiting -= 1
  }

  #endGrace(): void {
    clearTimeout(this.#graceTimer)
    this.#up?.resolve()
    this.#up = undefined
  }
}

function publishOptions(messageId: string, { headers, type }: Sending): Options.Publish {
  return {
    persistent: true,
    mandatory: true,
    contentType: 'application/json',
    messageId,
    ...(headers ? { headers } : undefined),
    ...(type ? { type } : undefined),
  }
}
