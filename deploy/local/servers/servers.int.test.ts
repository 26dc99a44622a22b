// The real servers, whichever way this machine has them; their own, because they are killed here.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'amqplib'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import mongoose from 'mongoose'
import { ensureServers } from './index.mjs'

const say = { line: () => {}, step: (_: string, work: () => unknown) => work() }
const QUEUE = 'servers.int'

let servers: Awaited<ReturnType<typeof ensureServers>>
beforeAll(async () => {
  const env = { ...process.env, AMQP_URL: undefined, MONGO_URL: undefined }
  const dataDir = join(mkdtempSync(join(tmpdir(), 'skladbridge-servers-')), 'data')
  servers = await ensureServers({ say, dataDir, throwAway: true, env })
}, 300_000)
afterAll(() => servers?.stop(), 60_000)

async function withChannel<T>(
  work: (channel: Awaited<ReturnType<typeof openChannel>>['channel']) => Promise<T>,
) {
  const { connection, channel } = await openChannel()
  try {
    return await work(channel)
  } finally {
    await connection.close()
  }
}

async function openChannel() {
  const connection = await connect(servers.amqpUrl!)
  const channel = await connection.createConfirmChannel()
  await channel.assertQueue(QUEUE, { durable: true, arguments: { 'x-queue-type': 'quorum' } })
  return { connection, channel }
}

const publish = (text: string) =>
  withChannel(async (channel) => {
    channel.sendToQueue(QUEUE, Buffer.from(text), { persistent: true })
    await channel.waitForConfirms()
  })
const take = () =>
  withChannel(async (channel) => {
    const message = await channel.get(QUEUE, { noAck: true })
    return message && message.content.toString()
  })

describe('RabbitMQ', () => {
  it('keeps a confirmed message and its address over a restart', async () => {
    const before = servers.amqpUrl
    await publish('one')
    await servers.restartBroker()
    expect(servers.amqpUrl).toBe(before)
    expect(await take()).toBe('one')
  }, 60_000)

  it('keeps a confirmed message when it is killed', async () => {
    await publish('two')
    await servers.killBroker()
    await expect(connect(servers.amqpUrl!)).rejects.toThrow()
    await servers.startBroker()
    expect(await take()).toBe('two')
  }, 60_000)

  it('is restarted through the control address too, which refuses what it does not know', async () => {
    const post = (path: string) => fetch(`${servers.controlUrl}/${path}`, { method: 'POST' })
    await publish('three')
    expect((await post('rabbitmq/restart')).status).toBe(204)
    expect(await take()).toBe('three')
    expect((await post('rabbitmq/explode')).status).toBe(404)
    expect((await post('billing/kill')).status).toBe(404)
  }, 60_000)
})

describe('MongoDB', () => {
  it('keeps an acknowledged write when it is killed', async () => {
    const url = new URL('servers_int', servers.mongoUrl!).href
    const first = await mongoose.createConnection(url).asPromise()
    await first.collection('links').insertOne({ mark: 'kept' })
    await first.close(true)
    await servers.killMongo()
    const refused = mongoose.createConnection(url, { serverSelectionTimeoutMS: 300 }).asPromise()
    await expect(refused).rejects.toThrow('ECONNREFUSED')
    await servers.startMongo()
    const second = await mongoose.createConnection(url).asPromise()
    expect(await second.collection('links').findOne({ mark: 'kept' })).not.toBeNull()
    await second.close()
  }, 60_000)
})
