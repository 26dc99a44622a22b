// RabbitMQ and MongoDB that are on the machine's PATH: their programs, our data folder and ports.
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createKeptServer } from './kept-server.mjs'
import { freePort } from './ports.mjs'
import { waitForAmqp, waitForMongo } from './probe.mjs'
import { amqpUrl, mongoUrl, rabbitmqEnvironment } from './rabbitmq.mjs'
import { run } from './run.mjs'

const keep = join(import.meta.dirname, 'keep.sh')
// Debian's program on the PATH is a wrapper that changes the user; this is the one behind it.
const BEHIND_THE_WRAPPER = '/usr/lib/rabbitmq/bin/rabbitmq-server'

/** { rabbitmq, mongod }: their versions, undefined where there is none. */
export async function findPrograms() {
  const [rabbitmq, mongod] = await Promise.all([
    run('sh', ['-c', 'command -v rabbitmq-server && rabbitmqctl version']),
    run('mongod', ['--version']),
  ])
  const version = ({ code, output }) => (code === 0 ? /(\d+\.\d+\.\d+)/.exec(output)?.[1] : undefined)
  return { rabbitmq: version(rabbitmq), mongod: version(mongod) }
}

export async function createLocalRabbitmq({ facts, dataDir, logDir }) {
  const ports = { amqp: await freePort(), dist: await freePort(), epmd: await freePort() }
  const folder = join(dataDir, 'rabbitmq')
  const server = existsSync(BEHIND_THE_WRAPPER) ? BEHIND_THE_WRAPPER : 'rabbitmq-server'
  // epmd beside it: one that Erlang starts by itself would outlive it.
  const both = `epmd -address 127.0.0.1 -port ${ports.epmd} & exec ${server}`
  return createKeptServer({
    name: 'RabbitMQ',
    what: `${facts.programs.rabbitmq} of this machine`,
    url: amqpUrl(ports.amqp),
    launch: ['bash', [keep, 'bash', '-c', both]],
    env: { ...process.env, ...rabbitmqEnvironment(folder, folder, ports) },
    ready: waitForAmqp,
    logFile: join(logDir, 'rabbitmq.log'),
  })
}

export async function createLocalMongodb({ facts, dataDir, logDir }) {
  const port = await freePort()
  const folder = join(dataDir, 'mongod')
  mkdirSync(folder, { recursive: true })
  const options = ['--dbpath', folder, '--port', String(port), '--bind_ip', '127.0.0.1']
  return createKeptServer({
    name: 'MongoDB',
    what: `${facts.programs.mongod} of this machine`,
    url: mongoUrl(port),
    launch: ['bash', [keep, 'mongod', ...options]],
    ready: waitForMongo,
    logFile: join(logDir, 'mongodb.log'),
  })
}
