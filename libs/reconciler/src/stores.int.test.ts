import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { connectionId } from '@skladbridge/contracts'
import { waitFor } from '@skladbridge/testing'
import { createLaneStore, type LaneStore } from './lane-store.js'
import { createLinkStore, type LinkStore } from './link-store.js'
import { doneUpdate, rememberUpdate } from './link-updates.js'
import { aConnection, linkModel, startRig, type Rig, type TestLink } from './testing/rig.js'

let rig: Rig
let links: LinkStore
let lanes: LaneStore
let lane: string
beforeAll(async () => {
  rig = await startRig()
  links = createLinkStore(linkModel(rig.mongo.connection), 5_000)
  lanes = createLaneStore(rig.mongo.connection, { owner: 'me', leaseMs: 300 })
})
afterAll(() => rig.close())
beforeEach(async () => {
  await rig.laneDocs.deleteMany({})
  const connection = aConnection()
  lane = connectionId(connection)
  await rig.lanes.open(connection)
})

const inMs = (ms: number) => new Date(Date.now() + ms)
const sleeping = { nextAt: inMs(3_600_000), restMs: 0, failures: 0, denied: 'keep' } as const

describe('what is remembered', () => {
  const touched = async () => {
    const onInsert = { note: 'old' }
    await links.touch([{ lane, kind: 'order', key: '1', priority: 1, dueAt: inMs(0), onInsert }])
    return (await rig.links.findOne({ lane })) as TestLink
  }
  const seen = { wanted: 1, readAt: new Date() }

  it('arrives after the end of the lease: changes nothing, though nobody else took the lane', async () => {
    const link = await touched()
    const as = { fence: 7, leaseUntil: inMs(-1) }
    const updates = [{ link, update: doneUpdate({ note: 'late' }, seen, as) }]
    expect(await links.remember(updates, as)).toMatchObject({ stored: false })
    expect(await rig.links.findOne({ lane })).toEqual(link)
  })

  it('under an older lease than the link knows: changes nothing, however long that lease lasts', async () => {
    const link = await touched()
    await rig.links.updateOne({ lane }, { $set: { fence: 8 } })
    const as = { fence: 7, leaseUntil: inMs(60_000) }
    const updates = [{ link, update: rememberUpdate({ note: 'stale' }, as) }]
    expect(await links.remember(updates, as)).toMatchObject({ stored: false })
    expect(await rig.links.findOne({ lane })).toEqual({ ...link, fence: 8 })
  })

  it('in time is stored with the fence, and a touch in between leaves the link dirty', async () => {
    const link = await touched()
    await touched()
    const as = { fence: 7, leaseUntil: inMs(60_000) }
    const updates = [{ link, update: doneUpdate({ note: 'new' }, seen, as) }]
    expect(await links.remember(updates, as)).toMatchObject({ stored: true })
    expect(await rig.links.findOne({ lane })).toMatchObject({
      note: 'new',
      fence: 7,
      wanted: 2,
      done: 1,
      dirty: true,
    })
  })
})

describe('a lease', () => {
  it('is not taken by a process whose idea of the time is ahead', async () => {
    const mine = await lanes.claim(inMs(0))
    expect(mine).toMatchObject({ _id: lane, fence: 1 })
    expect(await lanes.claim(inMs(3_600_000))).toBeUndefined()
    expect(await lanes.holds(mine!)).toBe(true)
  })

  it('that ran out is neither renewed nor released by its old holder', async () => {
    const mine = (await lanes.claim(inMs(0)))!
    const next = await waitFor(() => lanes.claim(inMs(0)), { what: 'the lease to run out' })
    expect(next.fence).toBe(2)
    expect(await lanes.renew(mine)).toBeUndefined()
    expect(await lanes.release(mine, sleeping)).toBeUndefined()
    expect(await lanes.holds(mine)).toBe(false)
    expect(await lanes.holds(next)).toBe(true)
  })

  it('given back leaves the lane asleep until its moment, or due at once if something came in', async () => {
    const first = (await lanes.claim(inMs(0)))!
    expect(await lanes.release(first, sleeping)).toEqual(sleeping.nextAt)
    expect(await lanes.claim(inMs(0))).toBeUndefined()
    await lanes.touch(new Map([[lane, undefined]]))
    const second = (await lanes.claim(inMs(0)))!
    await lanes.touch(new Map([[lane, undefined]]))
    expect(await lanes.claim(inMs(0))).toBeUndefined()
    expect((await lanes.release(second, sleeping))!.getTime()).toBeLessThan(Date.now() + 1_000)
    expect(await lanes.claim(inMs(10))).toMatchObject({ fence: 3 })
  })
})
