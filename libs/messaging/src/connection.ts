import { connect, type ChannelModel, type RecoveringChannelModel } from 'amqplib'
import type { Closable, Logger } from '@skladbridge/runtime'
import { messagingErrors } from './errors.js'
import { connectionUp } from './metrics.js'
import { batchWrites, destroySocket } from './socket.js'
import { goodbyeMs, settledWithin } from './within.js'

/** A connection that comes back by itself. amqplib does that much; channels, consumers and confirms are ours. */
export interface Connection extends Closable {
  /** Undefined while it is down. */
  current(): ChannelModel | undefined
  /** Why RabbitMQ reads nothing from us (memory or disk alarm); undefined when it does. */
  blocked(): string | undefined
  /** Called for each later connection. Must not throw. */
  onUp(listener: () => void): void
}

export interface ConnectionOptions {
  url: string
  role: 'publish' | 'consume'
  /** Shown in RabbitMQ's list of connections. */
  service: string
  connectMs: number
  log: Logger
}

const handshakeMs = 5_000

/** Waits `connectMs` for RabbitMQ at most, then throws MESSAGING_DISCONNECTED. */
export async function openConnection(options: ConnectionOptions): Promise<Connection> {
  const recovering = await connect(withHeartbeat(options.url), {
    noDelay: true,
    keepAlive: true,
    timeout: handshakeMs,
    clientProperties: { connection_name: `${options.service} ${options.role}` },
    recovery: { initialDelay: 100, maxDelay: 3_000, waitForConnect: false },
  })
  const connection = new TrackedConnection(recovering, options)
  if (!(await settledWithin(options.connectMs, recovering.waitForConnect()))) {
    await connection.close()
    throw messagingErrors.MESSAGING_DISCONNECTED({}, { cause: connection.lastError })
  }
  return connection
}

class TrackedConnection implements Connection {
  lastError: unknown
  #model: ChannelModel | undefined
  #blocked: string | undefined
  readonly #listeners: (() => void)[] = []

  constructor(
    private readonly recovering: RecoveringChannelModel,
    private readonly options: ConnectionOptions,
  ) {
    this.#down()
    recovering.on('connect', (model: ChannelModel) => this.#up(model))
    recovering.on('disconnect', (err: Error) => {
      this.#down()
      this.#warn('connection to RabbitMQ lost', { err })
    })
    recovering.on('connect-failed', (err: Error) => {
      this.lastError = err
      this.#warn('RabbitMQ cannot be reached', { err })
    })
    // each comes with a `disconnect` that says it all; without a listener it would end the process
    recovering.on('error', () => {})
    recovering.on('blocked', (reason: string) => {
      this.#blocked = reason
      this.#warn('RabbitMQ takes no messages for now', { reason })
    })
    recovering.on('unblocked', () => (this.#blocked = undefined))
  }

  current = () => this.#model

  blocked = () => this.#blocked

  onUp(listener: () => void): void {
    this.#listeners.push(listener)
  }

  async close(): Promise<void> {
    const model = this.#model
    if (!(await settledWithin(goodbyeMs, this.recovering.close()))) destroySocket(model)
    this.#down()
  }

  #up(model: ChannelModel): void {
    const { role, log } = this.options
    batchWrites(model)
    this.#model = model
    connectionUp.set({ role }, 1)
    log.info({ role }, 'connected to RabbitMQ')
    for (const listener of this.#listeners) listener()
  }

  #down(): void {
    this.#model = undefined
    this.#blocked = undefined
    connectionUp.set({ role: this.options.role }, 0)
  }

  #warn(sentence: string, fields: object): void {
    this.options.log.warn({ role: this.options.role, ...fields }, sentence)
  }
}

/** A dead peer is noticed within 30 s, not the three minutes of RabbitMQ's default. */
function withHeartbeat(url: string): string {
  const parsed = new URL(url)
  if (!parsed.searchParams.has('heartbeat')) parsed.searchParams.set('heartbeat', '10')
  return parsed.toString()
}
