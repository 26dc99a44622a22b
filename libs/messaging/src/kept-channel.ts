import type { Channel, ChannelModel } from 'amqplib'
import type { Closable, Logger } from '@skladbridge/runtime'
import type { Connection } from './connection.js'
import { goodbyeMs, settledWithin } from './within.js'

/** A channel that is opened and set up again after it, or its connection, was closed from outside. */
export interface KeptChannel<C extends Channel> extends Closable {
  /** Undefined while there is none. Never keep it across an await: delivery tags are the channel's own. */
  current(): C | undefined
}

export interface KeepOptions<C extends Channel> {
  connection: Connection
  create(model: ChannelModel): Promise<C>
  /** Topology, prefetch, consumer: the same each time. */
  setUp(channel: C): Promise<void>
  onUp?(channel: C): void
  onDown?(): void
  /** Pause before the next attempt, milliseconds. */
  againMs: number
  log: Logger
}

/**
 * Rejects when the first opening fails though the connection stands (someone else's queue of that name); whatever
 * happens later is logged and tried again for ever.
 */
export async function keepChannel<C extends Channel>(options: KeepOptions<C>): Promise<KeptChannel<C>> {
  const keeper = new ChannelKeeper(options)
  await keeper.start()
  return keeper
}

class ChannelKeeper<C extends Channel> implements KeptChannel<C> {
  #channel: C | undefined
  #openingOn: ChannelModel | undefined
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(private readonly options: KeepOptions<C>) {}

  current = () => this.#channel

  async start(): Promise<void> {
    const { connection } = this.options
    const model = connection.current()
    try {
      if (model) await this.#open(model)
    } catch (err) {
      if (connection.current() === model) throw err
    }
    connection.onUp(() => this.#again(0))
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    const channel = this.#channel
    this.#channel = undefined
    if (channel) await settledWithin(goodbyeMs, sayGoodbye(channel))
  }

  async #open(model: ChannelModel): Promise<void> {
    this.#openingOn = model
    try {
      const channel = await this.options.create(model)
      let open = true
      logChannelErrors(channel, this.options.log)
      channel.once('close', () => {
        open = false
        this.#lost(channel)
      })
      await this.options.setUp(channel)
      // the last answer and the channel's end may have come in one piece
      if (!open) return this.#again(this.options.againMs)
      if (this.#closed) return void (await settledWithin(goodbyeMs, sayGoodbye(channel)))
      this.#channel = channel
      this.options.onUp?.(channel)
    } finally {
      if (this.#openingOn === model) this.#openingOn = undefined
    }
  }

  #lost(channel: C): void {
    if (this.#channel !== channel) return
    this.#channel = undefined
    this.options.onDown?.()
    this.#again(this.options.againMs)
  }

  #again(ms: number): void {
    clearTimeout(this.#timer)
    if (!this.#closed) this.#timer = setTimeout(() => void this.#retry(), ms)
  }

  async #retry(): Promise<void> {
    const model = this.options.connection.current()
    // no connection: its next `onUp` brings us back
    if (!model || this.#channel || this.#openingOn === model) return
    try {
      await this.#open(model)
    } catch (err) {
      this.options.log.warn({ err }, 'channel could not be opened, trying again')
      this.#again(this.options.againMs)
    }
  }
}

/** Rejects, never throws, where it is closed already. */
const sayGoodbye = async (channel: Channel) => channel.close()

/** Without an `error` listener a channel's error would end the process; `close` follows each of them. */
function logChannelErrors(channel: Channel, log: Logger): void {
  channel.on('error', (err: Error) => log.warn({ err }, 'RabbitMQ closed a channel'))
  channel.on('handler-error', (err: Error) => log.error({ err }, 'a channel listener threw'))
}
