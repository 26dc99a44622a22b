// The servers that `install.mjs` has put into the cache: run out of their root folder, in namespaces of their own.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createKeptServer } from './kept-server.mjs'
import { freePort } from './ports.mjs'
import { waitForAmqp, waitForMongo } from './probe.mjs'
import { amqpUrl, mongoUrl, rabbitmqEnvironment } from './rabbitmq.mjs'
import { asRoot } from './run.mjs'

const here = import.meta.dirname
/** PostgreSQL will not run as root; this number is nobody's on Debian and Ubuntu. */
const UID_FOR_ROOT = 60_970
const DATA = '/run/data' // what enter.sh calls the data folder

export async function createInstalledRabbitmq({ programs, dataDir, logDir }) {
  const ports = { amqp: await freePort(), dist: await freePort(), epmd: await freePort() }
  const folder = join(dataDir, 'rabbitmq')
  const settings = rabbitmqEnvironment(folder, DATA, ports)
  return createKeptServer({
    name: 'RabbitMQ',
    what: 'installed in the cache folder',
    url: amqpUrl(ports.amqp),
    launch: enter(programs, folder, ['env', ...pairs(settings), '/usr/lib/rabbitmq/bin/rabbitmq-server']),
    ready: waitForAmqp,
    logFile: join(logDir, 'rabbitmq.log'),
  })
}

export async function createInstalledMongodb({ programs, dataDir, logDir }) {
  const port = await freePort()
  const folder = join(dataDir, 'mongodb')
  mkdirSync(folder, { recursive: true })
  return createKeptServer({
    name: 'FerretDB',
    what: 'MongoDB’s protocol on PostgreSQL 18, installed in the cache folder',
    url: mongoUrl(port),
    launch: enter(programs, folder, ['bash', '/run/scripts/rootfs/mongodb.sh', String(port)]),
    ready: waitForMongo,
    logFile: join(logDir, 'mongodb.log'),
  })
}

function enter({ root, ferretdb }, folder, command) {
  const uid = process.getuid() || UID_FOR_ROOT
  const script = join(here, 'rootfs', 'enter.sh')
  const namespaces = ['--mount', '--pid', '--ipc', '--fork', '--kill-child']
  return asRoot('unshare', [
    ...namespaces,
    'bash',
    script,
    root,
    folder,
    here,
    ferretdb,
    String(uid),
    ...command,
  ])
}

const pairs = (variables) => Object.entries(variables).map(([name, value]) => `${name}=${value}`)
