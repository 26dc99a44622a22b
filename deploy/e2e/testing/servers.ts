import { cuttableWay } from '@skladbridge/testing'

export interface ServerUrls {
  amqpUrl: string
  mongoUrl: string
}

/** The servers of the whole run: `npm test`, or `node deploy/local/servers.mjs -- <command>`. */
export function serverUrls(): ServerUrls {
  return { amqpUrl: need('AMQP_URL'), mongoUrl: need('MONGO_URL') }
}

export type ServerName = 'rabbitmq' | 'mongodb'

/** The same servers, to be taken away and brought back. */
export interface FragileServers extends ServerUrls {
  /** As a power cut does. A server that was given by URL is not ours to kill: then the way to it is cut. */
  kill(server: ServerName): Promise<void>
  /** The way to it; it lives. It is back as soon as it is started again. */
  cut(server: ServerName): Promise<void>
  /** Resolves when it answers. Does nothing where it does already. */
  start(server: ServerName): Promise<void>
  close(): Promise<void>
}

export async function fragileServers(): Promise<FragileServers> {
  const { amqpUrl, mongoUrl } = serverUrls()
  const ways = { rabbitmq: await cuttableWay(amqpUrl), mongodb: await cuttableWay(mongoUrl) }
  const away = new Set<ServerName>()
  const cut = async (server: ServerName) => {
    away.add(server)
    await ways[server].away()
  }
  return {
    cut,
    amqpUrl: ways.rabbitmq.url,
    mongoUrl: ways.mongodb.url,
    async kill(server) {
      if (!(await control(server, 'kill'))) await cut(server)
    },
    async start(server) {
      await control(server, 'start')
      if (away.delete(server)) await ways[server].mend()
    },
    close: async () => void (await Promise.all([ways.rabbitmq.close(), ways.mongodb.close()])),
  }
}

/** False: it is not ours to stop. */
async function control(server: ServerName, action: 'start' | 'kill'): Promise<boolean> {
  const url = process.env['SERVERS_CONTROL_URL']
  if (!url) return false
  const answer = await fetch(`${url}/${server}/${action}`, { method: 'POST' })
  const reason = await answer.text()
  if (answer.ok) return true
  if (reason.includes('not ours to stop')) return false
  throw new Error(`${server} ${action}: ${answer.status} ${reason}`)
}

function need(variable: string): string {
  const value = process.env[variable]
  if (value) return value
  throw new Error(
    `${variable} is not set. End-to-end tests run on real servers: use \`npm test\`, ` +
      'or `node deploy/local/servers.mjs -- node_modules/.bin/jest --selectProjects e2e`.',
  )
}
