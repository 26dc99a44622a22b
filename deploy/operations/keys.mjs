// Behind `pnpm keys rotate|drop <secret-keys|webhook-keys> [--namespace N] [--release R] [--secret S]`, in the cluster that kubectl
// is set to. No key is printed. Each step may be repeated after it broke off: `rotate` adds one more key then, no harm.
import { randomBytes } from 'node:crypto'
import { Trouble } from '../local/scope.mjs'
import { dropOldKeys, introduceKey, oldNames, promoteKey } from './keyring.mjs'

/** Who reads which; the gateway first, so that an address is known to it before it is given out. */
const READERS = {
  'secret-keys': ['moysklad-connector', 'insales-connector'],
  'webhook-keys': ['gateway', 'moysklad-connector', 'insales-connector'],
}
export const kinds = Object.keys(READERS)
const ROLLOUT = '10m'

/**
 * { rotate(kind), countOld(kind), drop(kind) } on a release of the chart.
 *
 * @param {{ kubectl: ReturnType<typeof import('../cluster/kubectl.mjs').createKubectl>, namespace: string, fullname: string,
 *   secret?: string }} options
 */
export function createKeys({ kubectl, namespace, fullname, secret = `${fullname}-keys` }) {
  const inNamespace = ['--namespace', namespace]
  const get = () => kubectl.json(['get', 'secret', secret, ...inNamespace])
  async function read(kind) {
    const { data } = await get()
    if (!data?.[kind]) throw new Trouble(`The Secret ${secret} has no ${kind}.`)
    return Buffer.from(data[kind], 'base64').toString()
  }
  async function write(kind, list) {
    const object = await get()
    await kubectl.replace({
      ...object,
      data: { ...object.data, [kind]: Buffer.from(list).toString('base64') },
    })
    for (const name of READERS[kind]) {
      const deployment = `deployment/${fullname}-${name}`
      await kubectl.run(['rollout', 'restart', deployment, ...inNamespace])
      await kubectl.run(['rollout', 'status', deployment, '--timeout', ROLLOUT, ...inNamespace])
    }
  }

  async function rotate(kind) {
    const random =
      kind === 'secret-keys' ? randomBytes(32).toString('base64') : randomBytes(36).toString('base64url')
    await write(kind, introduceKey(kind, await read(kind), random))
    await write(kind, promoteKey(await read(kind)))
  }

  /** Stored secrets under old keys. The connectors' check encrypts them anew within a day. */
  async function countOld() {
    const names = oldNames(await read('secret-keys'))
    let count = 0
    for (const [name, collection, field] of [
      ['moysklad-connector', 'moysklad_accounts', 'token'],
      ['insales-connector', 'shop_connections', 'credentials'],
    ]) {
      const script = counting(collection, field, names, name)
      const command = [
        'exec',
        `deployment/${fullname}-${name}`,
        ...inNamespace,
        '--',
        'node',
        '--input-type=module',
        '--eval',
      ]
      count += Number((await kubectl.run([...command, script])).trim().split('\n').at(-1))
    }
    return count
  }

  async function drop(kind) {
    if (kind === 'secret-keys') {
      const count = await countOld()
      if (count > 0)
        throw new Trouble(
          `${count} secrets are still stored under old keys. The connectors' check encrypts them anew within a day.`,
        )
    }
    await write(kind, dropOldKeys(await read(kind)))
  }
  return { rotate, countOld, drop }
}

/** Runs inside of a connector, which has the driver and the address. A name without a database: the service's. */
const counting = (collection, field, names, database) => `
import mongoose from 'mongoose'
const url = process.env.MONGO_URL
const named = /^[^:]+:\\/\\/[^/]+\\/[^?]/.test(url)
const connection = await mongoose.createConnection(url, named ? {} : { dbName: '${database}' }).asPromise()
console.log(await connection.db.collection('${collection}').countDocuments({ '${field}.keyId': { $in: ${JSON.stringify(names)} } }))
await connection.close()`
