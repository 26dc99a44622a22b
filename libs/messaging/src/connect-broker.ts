import type { ConfirmChannel } from 'amqplib'
import type { Closable } from '@skladbridge/runtime'
import { Confirmer } from './confirmer.js'
import { openConnection, type Connection } from './connection.js'
import { startConsumer, type Consumer } from './consumer.js'
import { messagingErrors } from './errors.js'
import { keepChannel, type KeptChannel } from './kept-channel.js'
import { createPublisher } from './publisher.js'
import { declareExchange, exchangeName } from './topology.js'
import { defaultTuning, type Tuning } from './tuning.js'
import type { Broker, BrokerOptions, Handler } from './types.js'
import { settledWithin } from './within.js'

/** Throws MESSAGING_DISCONNECTED (`unavailable`) when RabbitMQ cannot be reached within `connectMs` (30 s). */
export async function connectBroker(options: BrokerOptions): Promise<Broker> {
  const tuning = { ...defaultTuning, ...options.tuning }
  const opening = (role: 'publish' | 'consume') =>
    openConnection({ ...options, role, connectMs: tuning.connectMs })
  const [publishing, consuming] = await allOrNone([opening('publish'), opening('consume')])
  const confirmer = new Confirmer({ ...tuning, blocked: publishing!.blocked })
  try {
    const channel = await keepConfirmChannel(options, tuning, publishing!, confirmer)
    return new RabbitBroker(options, tuning, {
      publishing: publishing!,
      consuming: consuming!,
      confirmer,
      channel,
    })
  } catch (err) {
    confirmer.close()
    await Promise.all([publishing!.close(), consuming!.close()])
    throw err
  }
}

function keepConfirmChannel(
  { namespace, log }: BrokerOptions,
  tuning: Tuning,
  connection: Connection,
  confirmer: Confirmer,
): Promise<KeptChannel<ConfirmChannel>> {
  return keepChannel<ConfirmChannel>({
    connection,
    create: (model) => model.createConfirmChannel(),
    setUp: async (channel) => void (await declareExchange(channel, exchangeName(namespace))),
    onUp: (channel) => confirmer.attach(channel),
    onDown: () => confirmer.detach(),
    againMs: tuning.againMs,
    log,
  })
}

/** At closing: with `drainMs` and the good-byes it stays below the 15 s that a service has. */
const lastConfirmsMs = 2_000

interface Parts {
  publishing: Connection
  consuming: Connection
  confirmer: Confirmer
  channel: KeptChannel<ConfirmChannel>
}

class RabbitBroker implements Broker {
  readonly publish: Broker['publish']
  readonly publishAll: Broker['publishAll']
  readonly #consumers = new Set<Consumer>()
  readonly #names = new Set<string>()

  constructor(
    private readonly options: BrokerOptions,
    private readonly tuning: Tuning,
    private readonly parts: Parts,
  ) {
    const { maxMessageBytes } = tuning
    const exchange = exchangeName(options.namespace)
    const publisher = createPublisher({ confirmer: parts.confirmer, exchange, maxMessageBytes })
    this.publish = publisher.publish
    this.publishAll = publisher.publishAll
  }

  async consume(handlers: Handler[]): Promise<Closable> {
    const names = handlers.map(({ name }) => name)
    const twice = names.find((name, index) => this.#names.has(name) || names.indexOf(name) !== index)
    if (twice !== undefined) throw messagingErrors.MESSAGING_HANDLER_TWICE({ name: twice })
    for (const name of names) this.#names.add(name)
    try {
      const consumers = await allOrNone(handlers.map((handler) => this.#start(handler)))
      for (const consumer of consumers) this.#consumers.add(consumer)
      return { close: () => this.#stop(consumers, names) }
    } catch (err) {
      for (const name of names) this.#names.delete(name)
      throw err
    }
  }

  isReady(): boolean {
    return (
      this.parts.channel.current() !== undefined &&
      this.parts.consuming.current() !== undefined &&
      [...this.#consumers].every((consumer) => consumer.isAttached())
    )
  }

  /** Handlers end first (they publish), then the confirms under way, then the connections. */
  async close(): Promise<void> {
    const { publishing, consuming, confirmer, channel } = this.parts
    await this.#stop([...this.#consumers], [])
    await Promise.all([consuming.close(), settledWithin(lastConfirmsMs, confirmer.settled())])
    confirmer.close()
    await channel.close()
    await publishing.close()
  }

  #start(handler: Handler): Promise<Consumer> {
    const { options, tuning, parts } = this
    const { service, namespace, log } = options
    const { consuming: connection, confirmer } = parts
    return startConsumer({ handler, service, namespace, connection, confirmer, tuning, log })
  }

  async #stop(consumers: Consumer[], names: string[]): Promise<void> {
    await Promise.all(consumers.map((consumer) => consumer.close()))
    for (const consumer of consumers) this.#consumers.delete(consumer)
    for (const name of names) this.#names.delete(name)
  }
}

/** All of them, or the first failure and what did open closed again. */
async function allOrNone<T extends Closable>(opening: Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(opening)
  const opened = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const failed = results.find((result) => result.status === 'rejected')
  if (!failed) return opened
  await Promise.all(opened.map((thing) => thing.close()))
  throw failed.reason
}
