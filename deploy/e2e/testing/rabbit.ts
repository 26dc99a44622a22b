import { connect, type Options } from 'amqplib'

/** A pair of hands in RabbitMQ beside the services': looks into their queues and puts things there. */
export interface Rabbit {
  /** Messages that nobody is working on. */
  count(queue: string): Promise<number>
  put(queue: string, body: string, options?: Options.Publish): Promise<void>
  /** Takes all there is: headers and body of each. */
  take(queue: string): Promise<{ headers: Record<string, unknown>; body: string }[]>
  close(): Promise<void>
}

export async function openRabbit(amqpUrl: string): Promise<Rabbit> {
  const model = await connect(amqpUrl)
  const channel = await model.createConfirmChannel()
  return {
    count: async (queue) => (await channel.checkQueue(queue)).messageCount,
    async put(queue, body, options) {
      channel.sendToQueue(queue, Buffer.from(body), { persistent: true, ...options })
      await channel.waitForConfirms()
    },
    async take(queue) {
      const all = []
      for (let next = await channel.get(queue); next; next = await channel.get(queue)) {
        channel.ack(next)
        all.push({ headers: next.properties.headers ?? {}, body: next.content.toString() })
      }
      return all
    },
    close: () => model.close(),
  }
}
