// RabbitMQ and MongoDB as containers, through testcontainers: its helper (Ryuk) removes them even when we are killed.
import { createHash } from 'node:crypto'
import { Trouble } from '../scope.mjs'
import { freePort } from './ports.mjs'
import { waitForAmqp, waitForMongo } from './probe.mjs'
import { amqpUrl, mongoUrl } from './rabbitmq.mjs'

const LABEL = 'skladbridge.data'
const STOP_S = 15

/** Is testcontainers installed, and does an engine answer it? */
export async function dockerAnswers() {
  try {
    const { getContainerRuntimeClient } = await import('testcontainers')
    await getContainerRuntimeClient()
    return true
  } catch {
    return false
  }
}

export function createDockerRabbitmq({ dataDir, env }) {
  const image = env.SKLADBRIDGE_RABBITMQ_IMAGE || 'rabbitmq:4'
  return createContainerServer({
    name: 'RabbitMQ',
    image,
    inside: 5672,
    urlOf: amqpUrl,
    ready: waitForAmqp,
    dataDir,
  })
}

export function createDockerMongodb({ dataDir, env }) {
  const image = env.SKLADBRIDGE_MONGO_IMAGE || 'mongo:8'
  return createContainerServer({
    name: 'MongoDB',
    image,
    inside: 27017,
    urlOf: mongoUrl,
    ready: waitForMongo,
    dataDir,
  })
}

async function createContainerServer({ name, image, inside, urlOf, ready, dataDir }) {
  const port = await freePort()
  const url = urlOf(port)
  const label = createHash('sha256').update(`${dataDir} ${name}`).digest('hex').slice(0, 16)
  let container // dockerode's

  async function start() {
    if (container) await container.start()
    else container = await runContainer({ image, inside, port, label })
    await ready(url)
  }
  /** The container stays, with its data and its port, until it is removed. */
  const halt = () => container.stop({ t: STOP_S }).catch(ignoreGone)
  const kill = () => container.kill().catch(ignoreGone)
  const remove = () => container?.remove({ force: true, v: true }).catch(ignoreGone)

  return { name, what: image, url, start, stop: halt, kill, remove }
}

async function runContainer(what) {
  const { getContainerRuntimeClient } = await import('testcontainers')
  const client = await getContainerRuntimeClient()
  await removeLeftovers(client, what.label)
  await (watched ??= beWatched(client))
  try {
    return client.container.getById(await startWithTestcontainers(what))
  } catch (error) {
    throw new Trouble(`Docker answers, but ${what.image} cannot be run: ${error.message}`)
  }
}

/** Without Ryuk's image nothing watches over us: what a killed run left is removed at the next start. */
async function beWatched(client) {
  const { getReaper } = await import('testcontainers')
  await getReaper(client).catch(() => (process.env.TESTCONTAINERS_RYUK_DISABLED = 'true'))
}
let watched

async function startWithTestcontainers({ image, inside, port, label }) {
  const { GenericContainer } = await import('testcontainers')
  class LoopbackContainer extends GenericContainer {
    async beforeContainerCreated() {
      for (const binding of Object.values(this.hostConfig.PortBindings).flat()) binding.HostIp = '127.0.0.1'
    }
  }
  const started = await new LoopbackContainer(image)
    .withExposedPorts({ container: inside, host: port }) // the same port after every restart
    .withLabels({ [LABEL]: label })
    .start()
  return started.getId()
}

async function removeLeftovers(client, label) {
  for (const { Id, Labels } of await client.container.list()) {
    if (Labels[LABEL] === label)
      await client.container.getById(Id).remove({ force: true, v: true }).catch(ignoreGone)
  }
}

/** 304 and 409: already in that state; 404: already removed. */
function ignoreGone(error) {
  if (![304, 404, 409].includes(error.statusCode)) throw error
}
