import { connectionId, type ConnectionKey } from '@skladbridge/contracts'
import type { Logger } from '@skladbridge/runtime'
import { silentLogger, testMongo, uniqueName } from '@skladbridge/testing'
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

/** Reconciler tests on the real server: a fresh database, any number of replicas on it, closed together. */
export async function startRig() {
  const mongo = await testMongo()
  const model = mongo.connection.model(
    'Link',
    linkSchema<Own>({ note: String, intent: String } as never),
    'links',
  )
  const lanes = createLanes(mongo.connection)
  const replicas: Reconciler<Own>[] = []
  const links = mongo.connection.db!.collection<TestLink>('links')

  return {
    mongo,
    model,
    lanes,
    links,
    laneDocs: mongo.connection.db!.collection<{ _id: string; [field: string]: unknown }>('lanes'),
    link: (connection: ConnectionKey, kind: string, key: string) =>
      links.findOne({ _id: linkId({ lane: connectionId(connection), kind, key }) }),
    async replica(options: Partial<ReconcilerOptions<Own>> & Pick<ReconcilerOptions<Own>, 'kinds'>) {
      const replica = await startReconciler<Own>({ links: model, log: silentLogger(), ...options })
      replicas.push(replica)
      return replica
    },
    async close() {
      await Promise.all(replicas.map((replica) => replica.close()))
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

export const quiet: Logger = silentLogger()
