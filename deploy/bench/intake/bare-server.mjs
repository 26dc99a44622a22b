// The least that takes a webhook and keeps it: fastify, one confirm channel of amqplib. Prints its address.
import { randomUUID } from 'node:crypto'
import amqplib from 'amqplib'
import Fastify from 'fastify'

const [amqpUrl, exchange, routingKey] = process.argv.slice(2)
const connection = await amqplib.connect(amqpUrl)
const channel = await connection.createConfirmChannel()
const app = Fastify()

app.post('/hook/:subject', ({ params, body }, reply) => {
  const [{ meta }] = body.events
  const event = {
    id: randomUUID(),
    name: 'moysklad.order.touched',
    version: 1,
    occurredAt: new Date().toISOString(),
    accountId: params.subject,
    correlationId: randomUUID(),
    data: { orderId: meta.href.split('/').at(-1) },
  }
  channel.publish(
    exchange,
    routingKey,
    Buffer.from(JSON.stringify(event)),
    { persistent: true, mandatory: true },
    (error) => void reply.code(error ? 503 : 204).send(),
  )
  return reply
})

process.stdout.write(`${await app.listen({ host: '127.0.0.1', port: 0 })}\n`)
process.on('disconnect', () => process.exit())
