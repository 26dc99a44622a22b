import { connectionId, type ConnectionKey } from '@skladbridge/contracts'
import { connectMongo, type Mongo } from '@skladbridge/runtime'
import { silentLogger, testMongo, uniqueName } from '@skladbridge/testing'
import type { Connection } from 'mongoose'
import { linkId, linkSchema } from '../link-schema.js'
import { createLanes } from '../lanes.js'
import { startReconciler, type ReconcilerOptions } from '../reconciler.js'
import type { KindOptions, LinkFields, Outcome, Reconciler, Turn } from '../types.js'

/** What the tests' links have besides LinkFields. */
export interface Own {
  note: string | null
  intent: string | null
}

export type TestLink = LinkFields & Own
export type Reconcile = KindOptions<Own>['reconcile']

type ReplicaOptions = Omit<ReconcilerOptions<Own>, 'links' | 'log'> & { wire?: { url: string } }

export const linkModel = (connection: Connection) =>
  connection.models['Link'] ??
  connection.model('Link', linkSchema<Own>({ note: String, intent: String } as never), 'links')

/** Reconciler tests on the real server: a fresh database, any number of replicas on it, closed together. */
export async function startRig() {
  const mongo = await testMongo()
  const opened: Mongo[] = []
  const lanes = createLanes(mongo.connection)
  const replicas: Reconciler<Own>[] = []
  const links = mongo.connection.db!.collection<TestLink>('links')

  return {
    mongo,
    lanes,
    links,
    laneDocs: mongo.connection.db!.collection<{ _id: string; [field: string]: unknown }>('lanes'),
    link: (connection: ConnectionKey, kind: string, key: string) =>
      links.findOne({ _id: linkId({ lane: connectionId(connection), kind, key }) }),
    /** `wire`: its own connection through this proxy, so that it can be cut off alone. */
    async replica({ wire, ...options }: ReplicaOptions) {
      const own = wire && (await connectMongo(wire.url, { log: silentLogger(), appName: 'test' }))
      if (own) opened.push(own)
      const links = linkModel((own ?? mongo).connection)
      const replica = await startReconciler<Own>({ links, log: silentLogger(), ...options })
      replicas.push(replica)
      return replica
    },
    /** After each test: a replica that knows other kinds would take the next one's lanes. */
    async closeReplicas() {
      await Promise.all(replicas.splice(0).map((replica) => replica.close()))
    },
    async closeWires() {
      await Promise.all(opened.splice(0).map((each) => each.close()))
    },
    async close() {
      await this.closeReplicas()
      await this.closeWires()
      await mongo.close()
    },
  }
}

export type Rig = Awaited<ReturnType<typeof startRig>>

export const aConnection = (): ConnectionKey => ({ accountId: uniqueName('a'), shopId: '1' })

/** Every link ends the same way. */
export const allEnd =
  (outcome: Outcome<Own>): Reconcile =>
  async (links) =>
    new Map(links.map((link) => [link._id, outcome]))

export interface Call {
  lane: string
  kind: string
  keys: string[]
  from: number
  to: number
  fence: number
}

/** Remembers who was called with what, and when. */
export function recordCalls(inner: Reconcile = allEnd({ kind: 'done' })) {
  const calls: Call[] = []
  const reconcile: Reconcile = async (links, turn: Turn<Own>) => {
    const call: Call = {
      lane: turn.lane,
      kind: links[0]!.kind,
      keys: links.map((link) => link.key),
      from: performance.now(),
      to: Infinity,
      fence: turn.fence,
    }
    calls.push(call)
    try {
      return await inner(links, turn)
    } finally {
      call.to = performance.now()
    }
  }
  return { calls, reconcile }
}

/** Resolves from outside. */
export function gate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open }
}
