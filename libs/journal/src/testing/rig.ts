import type { ConnectionKey } from '@skladbridge/contracts'
import { journal as proto } from '@skladbridge/proto'
import {
  createLanes,
  linkId,
  linkSchema,
  startReconciler,
  type KindOptions,
  type LinkFields,
  type Reconciler,
} from '@skladbridge/reconciler'
import { connectGrpc, ensureIndexes, startGrpc, type Closable } from '@skladbridge/runtime'
import { silentLogger, testMongo, uniqueName } from '@skladbridge/testing'
import { createJournal, journalService, withJournal, type NewEntry, type WithJournal } from '../index.js'

export interface Own {
  title?: string
}
export type TestLink = LinkFields & Own

export const aConnection = (): ConnectionKey => ({ accountId: uniqueName('a'), shopId: '1' })

export const anEntry = (connection: ConnectionKey, more: Partial<NewEntry> = {}): NewEntry => ({
  connection,
  key: uniqueName('k'),
  outcome: 'done',
  subject: 'product',
  subjectId: 'p1',
  title: 'Чайник',
  code: 'created',
  text: 'Товар создан.',
  ...more,
})

const describe: WithJournal<Own>['describe'] = ({ kind, key, title = '' }) =>
  kind === 'sweep' ? undefined : { subject: 'product', subjectId: key, title }

/** A service with lanes and a journal on the real database, asked over the wire. */
export async function startRig() {
  const log = silentLogger()
  const mongo = await testMongo()
  const model = mongo.connection.model('Link', linkSchema<Own>({ title: String }), 'links')
  const { model: rows, journal } = createJournal(mongo.connection, { log, keepDays: 90 })
  await ensureIndexes([model, rows])
  const open: Closable[] = []
  const lanes = createLanes(mongo.connection)
  return {
    mongo,
    journal,
    links: mongo.connection.db!.collection<TestLink>('links'),
    rows: mongo.connection.db!.collection('journal'),
    link: (connection: ConnectionKey, kind: string, key: string) =>
      mongo.connection
        .db!.collection<TestLink>('links')
        .findOne({ _id: linkId({ lane: `${connection.accountId}.${connection.shopId}`, kind, key }) }),
    /** The work itself, with its journal and a client of it. */
    async work(connection: ConnectionKey, reconcile: KindOptions<Own>['reconcile'], more = {}) {
      await lanes.open(connection)
      const kind = { batch: 10, priority: 1, reconcile }
      const kinds = withJournal<Own>({ product: kind, sweep: kind }, { journal, describe })
      const tuning = { backoff: { stepsMs: [30, 30, 30, 30, 30, 1_000_000], jitter: 0 }, pollMs: 20, ...more }
      const reconciler = await startReconciler<Own>({ links: model, kinds, log, tuning })
      open.push(reconciler)
      return { reconciler, client: await this.serve(reconciler) }
    },
    async serve(reconciler: Pick<Reconciler<Own>, 'retry'>) {
      const services = [journalService({ journal, reconciler, links: model, describe })]
      const server = await startGrpc({ port: 0, host: '127.0.0.1', services, log })
      const client = connectGrpc(proto.JournalService, `127.0.0.1:${server.port}`, { deadlineMs: 25_000 })
      open.push(server, client)
      return client
    },
    /** After each test: another reconciler would take the next one's lanes. */
    async closeWork() {
      for (const each of open.splice(0).reverse()) await each.close()
    },
    async close() {
      await this.closeWork()
      await mongo.close()
    },
  }
}

export type Rig = Awaited<ReturnType<typeof startRig>>
