// RabbitMQ and a MongoDB-compatible server, whichever way this machine can have them. The one place that chooses.
import { join } from 'node:path'
import { Trouble } from '../scope.mjs'
import { startControl } from './control.mjs'
import { decideServers, decideWhatIsMissing } from './decide.mjs'
import { createDockerMongodb, createDockerRabbitmq, dockerAnswers } from './docker.mjs'
import { removeFolder, takeFolder } from './folder.mjs'
import { createGivenMongodb, createGivenRabbitmq } from './given.mjs'
import { installParts } from './install.mjs'
import { createInstalledMongodb, createInstalledRabbitmq } from './installed.mjs'
import { lookAtMachine } from './machine.mjs'
import { createLocalMongodb, createLocalRabbitmq, findPrograms } from './programs.mjs'

const WAYS = {
  rabbitmq: {
    given: createGivenRabbitmq,
    docker: createDockerRabbitmq,
    program: createLocalRabbitmq,
    install: createInstalledRabbitmq,
  },
  mongodb: {
    given: createGivenMongodb,
    docker: createDockerMongodb,
    program: createLocalMongodb,
    install: createInstalledMongodb,
  },
}

/**
 * say        see say.mjs
 * dataDir    where their data is kept; another folder beside it is taken while this one is in use
 * throwAway  begin with no data, and leave none
 * env        AMQP_URL, MONGO_URL, SKLADBRIDGE_*_IMAGE; `{}`: servers of one's own, whatever the environment says
 * want       which of the two
 *
 * Throws `Trouble` with what is missing and how to get it. `stop()` leaves nothing running; neither does a kill of
 * this process. A restarted server has the same URL and data.
 *
 * @param {{ say: { line: (text: string) => unknown, step: (title: string, work: () => unknown) => unknown },
 *   dataDir: string, throwAway?: boolean, env?: Record<string, string | undefined>, want?: string[] }} options
 */
export async function ensureServers({
  say,
  dataDir,
  throwAway = false,
  env = process.env,
  want = Object.keys(WAYS),
}) {
  const folder = await takeFolder(dataDir, { empty: throwAway })
  const facts = await lookForServers(env, want)
  const context = { say, env, facts, dataDir: folder.path, logDir: join(folder.path, 'logs') }
  context.install = once(() => install(say, env, want))
  const servers = {}
  const stop = once(async () => {
    await Promise.allSettled(Object.values(servers).map((server) => server.remove()))
    if (throwAway) await removeFolder(folder.path)
    await folder.release()
  })
  const begin = async (name) => (servers[name] = await startByFirstWay(name, context))
  const begun = await Promise.allSettled(want.map(begin))
  for (const { reason } of begun) {
    if (!reason) continue
    await stop()
    throw reason
  }
  return { ...present(servers), controlUrl: await startControl(servers), stop }
}

async function lookForServers(env, want) {
  const given = { rabbitmq: env.AMQP_URL, mongodb: env.MONGO_URL }
  if (want.every((name) => given[name])) return { docker: false, programs: {} }
  const [docker, programs] = await Promise.all([dockerAnswers(), findPrograms()])
  return { docker, programs }
}

/** A way that is only there by luck may fail; what is given must work, and after the last there is none. */
async function startByFirstWay(name, context) {
  const { say, env, facts } = context
  const without = new Set()
  for (;;) {
    const way = decideServers(env, facts.docker, facts.programs, without)[name]
    try {
      const programs = way === 'install' ? await context.install() : undefined
      const server = await WAYS[name][way]({ ...context, programs })
      await say.step(`${server.name} answers (${server.what})`, () => startOrRemove(server))
      return server
    } catch (error) {
      if (way === 'given' || way === 'install') throw error
      say.line(`  ${error.message}\n  Going on to the next way.`)
      without.add(`${name}:${way}`)
    }
  }
}

async function startOrRemove(server) {
  try {
    await server.start()
  } catch (error) {
    await server.remove()
    throw error
  }
}

async function install(say, env, want) {
  const missing = decideWhatIsMissing(await lookAtMachine())
  if (missing.length > 0) {
    const reasons = missing.map((sentence) => `  - ${sentence}`).join('\n')
    throw new Trouble(
      `There is no RabbitMQ or no MongoDB here, and they cannot be installed:\n${reasons}\n` +
        'Any of these helps:\n' +
        '  - give both: AMQP_URL=amqp://user:password@host:5672 MONGO_URL=mongodb://host:27017/\n' +
        '  - start Docker (images rabbitmq:4 and mongo:8)\n' +
        '  - install rabbitmq-server (3.10 or later) and mongod',
    )
  }
  const mongodb = want.includes('mongodb') && !env.MONGO_URL
  return installParts(say, mongodb ? ['root', 'ferretdb'] : ['root'])
}

function present({ rabbitmq, mongodb }) {
  return {
    amqpUrl: rabbitmq?.url,
    mongoUrl: mongodb?.url,
    describe: [rabbitmq, mongodb]
      .filter(Boolean)
      .map(({ name, what, url }) => ({ name, what, url: hidePassword(url) })),
    startBroker: () => rabbitmq.start(),
    stopBroker: () => rabbitmq.stop(),
    killBroker: () => rabbitmq.kill(),
    restartBroker: async () => {
      await rabbitmq.stop()
      await rabbitmq.start()
    },
    startMongo: () => mongodb.start(),
    stopMongo: () => mongodb.stop(),
    killMongo: () => mongodb.kill(),
  }
}

function hidePassword(url) {
  return url.replace(/\/\/[^/@]*@/, '//')
}

function once(work) {
  let result
  return () => (result ??= work())
}
