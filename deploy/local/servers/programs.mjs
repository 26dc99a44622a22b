// RabbitMQ and MongoDB that are on the machine's PATH: their programs, our data folder and ports.
import { existsSync, mkdirSync, realpathSync } from 'node:fs'
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
  const mongod = await run('mongod', ['--version'])
  const server = findRabbitmq()
  return {
    rabbitmq: server && rabbitmqVersion(realpathSync(server)),
    mongod: mongod.code === 0 ? /(\d+\.\d+\.\d+)/.exec(mongod.output)?.[1] : undefined,
  }
}

/** Read from where it lies: to ask `rabbitmqctl` would leave a daemon of Erlang's behind. */
export function rabbitmqVersion(path) {
  return /rabbitmq(?:_server)?[-/](\d+\.\d+\.\d+)/.exec(path)?.[1]
}

function findRabbitmq() {
  const onPath = (process.env.PATH ?? '').split(':').map((folder) => join(folder, 'rabbitmq-server'))
  if (!onPath.some((path) => existsSync(path))) return undefined
  return [BEHIND_THE_WRAPPER, ...onPath].find((path) => existsSync(path))
}

export async function createLocalRabbitmq({ facts, dataDir, logDir }) {
  const ports = { amqp: await freePort(), dist: await freePort(), epmd: await freePort() }
  const folder = join(dataDir, `rabbitmq-${facts.programs.rabbitmq}`) // another version may not read it
  const server = findRabbitmq()
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
  const folder = join(dataDir, `mongod-${facts.programs.mongod}`)
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
