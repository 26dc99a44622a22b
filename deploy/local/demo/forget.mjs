// What a run of the services leaves in RabbitMQ and MongoDB is of no use to the next one.
import { connect } from 'amqplib'
import mongoose from 'mongoose'

const ENDS = ['', '.retry.5s', '.retry.1m', '.retry.10m', '.dead']

/** Deletes the queues of these handlers, the exchange and the databases. The services must have stopped. */
export async function forgetRun({ amqpUrl, namespace, queues, databases }) {
  await Promise.all([deleteQueues(amqpUrl, namespace, queues), ...databases.map(dropDatabase)])
}

async function deleteQueues(amqpUrl, namespace, queues) {
  const connection = await connect(amqpUrl)
  try {
    const channel = await connection.createChannel()
    await Promise.all(queues.flatMap((queue) => ENDS.map((end) => channel.deleteQueue(queue + end))))
    await channel.deleteExchange(`${namespace}events`)
  } finally {
    await connection.close()
  }
}

async function dropDatabase(url) {
  const connection = await mongoose.createConnection(url).asPromise()
  try {
    await connection.dropDatabase()
  } finally {
    await connection.close()
  }
}
