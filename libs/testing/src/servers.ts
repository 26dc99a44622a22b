import { connectMongo, type Mongo } from '@skladbridge/runtime'
import { silentLogger } from './loggers.js'
import { uniqueName } from './names.js'

/** A connection to a fresh database of its own; `close` drops it. */
export async function testMongo(): Promise<Mongo & { readonly url: string; readonly database: string }> {
  const database = uniqueName('test')
  const url = withDatabase(serverUrl('MONGO_URL'), database)
  const mongo = await connectMongo(url, { log: silentLogger(), appName: 'test' })
  return {
    ...mongo,
    url,
    database,
    close: async () => {
      await mongo.connection.dropDatabase()
      await mongo.close()
    },
  }
}

/** Which collections hold documents that have this text anywhere in them: `<collection> <how many>`. */
export async function collectionsWith(
  { connection }: Pick<Mongo, 'connection'>,
  text: string,
): Promise<string[]> {
  const names = (await connection.db!.listCollections().toArray()).map(({ name }) => name)
  const found = await Promise.all(
    names.map(async (name) => {
      const rows = await connection.db!.collection(name).find().toArray()
      return `${name} ${rows.filter((row) => JSON.stringify(row).includes(text)).length}`
    }),
  )
  return found.filter((line) => !line.endsWith(' 0')).sort()
}

/** The broker's URL and a namespace that no other test has. */
export const testBroker = (): { url: string; namespace: string } => ({
  url: serverUrl('AMQP_URL'),
  namespace: `${uniqueName('test')}.`,
})

function serverUrl(variable: 'MONGO_URL' | 'AMQP_URL'): string {
  const url = process.env[variable]
  if (url) return url
  throw new Error(
    `${variable} is not set. Integration tests run on real servers: use \`npm test\`, ` +
      'or `node deploy/local/servers.mjs -- <command>` for one of them.',
  )
}

/** `mongodb://host:1/?x=y` and `mongodb://host:1` → `mongodb://host:1/<database>?x=y`. */
function withDatabase(url: string, database: string): string {
  const [, server, query = ''] = /^([^/]+:\/\/[^/?]+)(?:\/[^?]*)?(\?.*)?$/.exec(url) ?? []
  if (!server) throw new Error('MONGO_URL is not a URL')
  return `${server}/${database}${query}`
}
