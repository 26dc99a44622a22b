import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { silentLogger, waitFor } from '@skladbridge/testing'
import mongoose from 'mongoose'
import { linkSchema } from './link-schema.js'
import { startReconciler } from './reconciler.js'
import { aConnection, allEnd, startRig, type Own, type Rig } from './testing/rig.js'

let rig: Rig
let counted: mongoose.Connection
let commands: string[]
beforeAll(async () => {
  rig = await startRig()
  commands = []
  counted = await mongoose.createConnection(rig.mongo.url, { monitorCommands: true }).asPromise()
  counted
    .getClient()
    .on('commandStarted', ({ commandName, command }) =>
      commands.push(`${commandName} ${command[commandName]}`),
    )
})
afterAll(async () => {
  await counted.close()
  await rig.close()
})

it('a touch costs two round trips, a turn with one link four, nothing to do one a poll', async () => {
  const connection = aConnection()
  await rig.lanes.open(connection)
  const links = counted.model('Link', linkSchema<Own>({ note: String, intent: String } as never), 'links')
  const kinds = { order: { batch: 10, priority: 1, reconcile: allEnd({ kind: 'done' }) } }
  const tuning = { pollMs: 3_000 }
  const reconciler = await startReconciler<Own>({ links, kinds, log: silentLogger(), tuning })
  const idle = () => rig.laneDocs.findOne({ fence: { $gt: 0 }, 'lease.owner': null })
  await waitFor(idle, { what: 'the first idle turn' })

  // right after a look that found nothing, so that no poll falls into what is counted
  const looks = () => commands.filter((each) => each === 'findAndModify lanes').length
  const before = looks()
  await waitFor(() => looks() > before, { what: 'a poll' })
  expect(looks()).toBe(before + 1)
  commands.length = 0
  await reconciler.touch([{ connection, kind: 'order', key: '1' }])
  await waitFor(() => commands.length >= 6, { what: 'the turn' })
  await reconciler.close()
  expect(commands).toEqual([
    'update links', // touch
    'update lanes',
    'findAndModify lanes', // claim
    'find links', // what is due, and when there is more
    'update links', // remember
    'findAndModify lanes', // release
  ])
})
