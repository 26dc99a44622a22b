// Servers that somebody else runs, by AMQP_URL or MONGO_URL.
import { Trouble } from '../scope.mjs'
import { waitForAmqp, waitForMongo } from './probe.mjs'

const ANSWER_MS = 10_000

export const createGivenRabbitmq = ({ env }) => createGiven('RabbitMQ', 'AMQP_URL', env, 'amqp:', waitForAmqp)
export const createGivenMongodb = ({ env }) =>
  createGiven('MongoDB', 'MONGO_URL', env, 'mongodb:', waitForMongo)

function createGiven(name, variable, env, plainProtocol, ready) {
  const url = env[variable]
  async function start() {
    // Over TLS, with SRV records or several hosts only a client library can tell.
    if (!isPlain(url, plainProtocol)) return
    await ready(url, { timeoutMs: ANSWER_MS }).catch((error) => {
      throw new Trouble(`${variable} is set, but ${error.message}. Start that server or unset ${variable}.`)
    })
  }
  async function refuse() {
    throw new Trouble(`${name} was given by ${variable}: it is not ours to stop.`)
  }
  return {
    name,
    what: `given by ${variable}`,
    url,
    start,
    stop: refuse,
    kill: refuse,
    remove: async () => {},
  }
}

function isPlain(url, protocol) {
  return URL.canParse(url) && new URL(url).protocol === protocol
}
