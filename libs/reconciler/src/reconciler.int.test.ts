import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { connectionId } from '@skladbridge/contracts'
import { waitFor } from '@skladbridge/testing'
import { aConnection, allEnd, recordCalls, startRig, type Rig } from './testing/rig.js'

let rig: Rig
beforeEach(async () => {
  rig = await startRig()
})
afterEach(() => rig.close())

describe('touch', () => {
  it('is worked on at once, and the link is clean afterwards', async () => {
    const { calls, reconcile } = recordCalls(allEnd({ kind: 'done', remember: { note: 'written' } }))
    const connection = aConnection()
    await rig.lanes.open(connection)
    const reconciler = await rig.replica({ kinds: { order: { batch: 10, priority: 1, reconcile } } })
    await waitFor(async () => (await rig.laneDocs.findOne({}))?.['fence'] === 1, {
      what: 'the first idle turn',
    })

    const touched = performance.now()
    await reconciler.touch([{ connection, kind: 'order', key: '17', onInsert: { note: 'new' } }])
    await waitFor(async () => (await rig.link(connection, 'order', '17'))?.dirty === false, { what: 'done' })

    expect(calls.map(({ lane, keys }) => ({ lane, keys }))).toEqual([
      { lane: connectionId(connection), keys: ['17'] },
    ])
    expect(calls[0]!.from - touched).toBeLessThan(500)
    expect(await rig.link(connection, 'order', '17')).toMatchObject({
      lane: connectionId(connection),
      wanted: 1,
      done: 1,
      attempts: 0,
      failure: null,
      note: 'written',
    })
  })
})
