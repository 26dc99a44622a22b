import { randomUUID } from 'node:crypto'
import { connect, type GetMessage, type Options } from 'amqplib'
import { createLogger } from '@skladbridge/runtime'
import { connectBroker } from '../connect-broker.js'
import { readObituary, type Obituary } from '../history.js'
import { exchangeName, handlerQueues } from '../topology.js'
import type { Tuning } from '../tuning.js'
import type { Broker, BrokerOptions } from '../types.js'

/** Real delays are minutes; the mechanism is the same. */
export const quick: Partial<Tuning> = {
  retryDelays: [
    { label: '50ms', ms: 50 },
    { label: '100ms', ms: 100 },
    { label: '200ms', ms: 200 },
  ],
  maxRetries: 3,
  againMs: 50,
  drainMs: 5_000,
  confirmMs: 3_000,
}

/** A corner of a real RabbitMQ under a namespace of its own, and a second pair of hands to look into its queues. */
export interface TestRabbit {
  url: string
  namespace: string
  service: string
  connect(options?: Partial<BrokerOptions>): Promise<Broker>
  queue(handler: string): string
  count(queue: string): Promise<number>
  put(queue: string, body: Buffer | string, options?: Options.Publish): Promise<void>
  /** Takes all there is. */
  take(queue: string): Promise<GetMessage[]>
  dead(handler: string): Promise<Obituary[]>
  deleteQueue(queue: string): Promise<void>
  deleteExchange(): Promise<void>
  /** A queue of that name which is not ours. */
  declareOtherwise(queue: string): Promise<void>
  exists(queue: string): Promise<boolean>
  cleanUp(): Promise<void>
}

export async function openTestRabbit(): Promise<TestRabbit> {
  const url = process.env['AMQP_URL']
  if (!url) throw new Error('AMQP_URL is not set: these tests need a RabbitMQ')
  const namespace = `test-${randomUUID().slice(0, 8)}.`
  const service = 'shelf'
  const model = await connect(url)
  const channel = await model.createConfirmChannel()
  const brokers: Broker[] = []
  const mains = new Set<string>()
  const delays = quick.retryDelays!

  const rabbit: TestRabbit = {
    url,
    namespace,
    service,
    async connect(options = {}) {
      const broker = await connectBroker({
        url,
        service,
        namespace,
        log: createLogger('test', process.env['TEST_LOG'] ?? 'silent'),
        ...options,
        tuning: { ...quick, ...options.tuning },
      })
      brokers.push(broker)
      return broker
    },
    queue(handler) {
      const { main } = handlerQueues(service, handler, namespace)
      mains.add(main)
      return main
    },
    count: async (queue) => (await channel.checkQueue(queue)).messageCount,
    async put(queue, body, options) {
      channel.sendToQueue(queue, Buffer.from(body), { persistent: true, ...options })
      await channel.waitForConfirms()
    },
    async take(queue) {
      const all: GetMessage[] = []
      for (let next = await channel.get(queue); next; next = await channel.get(queue)) {
        channel.ack(next)
        all.push(next)
      }
      return all
    },
    dead: async (handler) =>
      (await rabbit.take(`${rabbit.queue(handler)}.dead`)).map((message) =>
        readObituary(message.properties.headers),
      ),
    deleteQueue: async (queue) => void (await channel.deleteQueue(queue)),
    deleteExchange: async () => void (await channel.deleteExchange(exchangeName(namespace))),
    declareOtherwise: async (queue) => void (await channel.assertQueue(queue, { durable: true })),
    async exists(queue) {
      const probe = await model.createChannel()
      probe.on('error', () => {})
      const found = await probe.checkQueue(queue).then(
        () => true,
        () => false,
      )
      if (found) await probe.close()
      return found
    },
    async cleanUp() {
      await Promise.all(brokers.map((broker) => broker.close()))
      for (const main of mains) {
        for (const end of ['', '.dead', ...delays.map(({ label }) => `.retry.${label}`)]) {
          await channel.deleteQueue(main + end)
        }
      }
      await channel.deleteExchange(exchangeName(namespace))
      await model.close()
    },
  }
  return rabbit
}
