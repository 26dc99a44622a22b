import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { connectionId, type ConnectionKey } from '@skladbridge/contracts'
import { hydrateLanes } from './hydrate-lanes.js'
import { aConnection, startRig, type Rig } from './testing/rig.js'

let rig: Rig
let connection: ConnectionKey
beforeAll(async () => {
  rig = await startRig()
})
afterAll(() => rig.close())
beforeEach(async () => {
  connection = aConnection()
  await hydrateLanes(rig.lanes, sources('active'))
})

async function* list<T>(...items: T[]) {
  yield* items
}
const sources = (state: 'active' | 'denied' | 'removed', allowed = true) => ({
  listAccess: () => list({ accountId: connection.accountId, allowed, reason: 'told' }),
  listAccounts: () => list({ accountId: connection.accountId, state: 'active' as const }),
  listConnections: () => list({ ...connection, state }),
})
const lane = () => rig.laneDocs.findOne({ _id: connectionId(connection) })
const change = (set: Record<string, unknown>) =>
  rig.laneDocs.updateOne({ _id: connectionId(connection) }, { $set: set })
const anHour = 3_600_000
const pauses = async () => Object.keys((await rig.lanes.get(connection))!.pauses)

describe('a list that is read again', () => {
  it('says nothing new: a throttled lane goes on waiting, its place and failures stay', async () => {
    const notBefore = new Date(Date.now() + anHour)
    await change({ notBefore, turnAt: notBefore, failures: 2 })
    const before = await lane()
    await hydrateLanes(rig.lanes, sources('active'))
    const { seq, resumed } = before!
    expect(await lane()).toMatchObject({ notBefore, turnAt: notBefore, failures: 2, seq, resumed })
  })

  it('an event that says the same is no list: the lane goes on at once', async () => {
    const notBefore = new Date(Date.now() + anHour)
    await change({ notBefore, turnAt: notBefore, failures: 2 })
    await rig.lanes.resume(connection, 'insales', { at: new Date(), late: false })
    expect(await lane()).toMatchObject({ notBefore: new Date(0), failures: 0 })
  })

  it.each(['insales', 'moysklad', 'access'] as const)(
    'wakes what found out long ago: %s denied',
    async (cause) => {
      const denied = (ageMs: number) => ({ reason: 'no', since: new Date(Date.now() - ageMs) })
      const other = cause === 'access' ? 'insales' : 'access'
      const notBefore = new Date(Date.now() + anHour)
      // the other one is younger than the list may be old
      await change({ notBefore, turnAt: notBefore, denied: { [cause]: denied(anHour), [other]: denied(0) } })
      await hydrateLanes(rig.lanes, sources('active'))
      expect(await pauses()).toEqual([other])
      expect(await lane()).toMatchObject({ notBefore: new Date(0) })
    },
  )

  it('does not wake what was refused just now', async () => {
    const notBefore = new Date(Date.now() + anHour)
    await change({ notBefore, denied: { insales: { reason: 'no', since: new Date() } } })
    await hydrateLanes(rig.lanes, sources('active'))
    expect(await pauses()).toEqual(['insales'])
    expect(await lane()).toMatchObject({ notBefore })
  })

  it.each(['removed', 'denied'] as const)(
    'brings back a lane that was %s, whatever it rests for',
    async (state) => {
      await change({ 'presence.at': new Date(0), 'own.insales.at': new Date(0) })
      await hydrateLanes(rig.lanes, sources(state), { now: () => Date.now() - anHour })
      expect(await lane()).toMatchObject({ runnable: false })
      await change({ notBefore: new Date(Date.now() + anHour) })
      await hydrateLanes(rig.lanes, sources('active'))
      expect(await lane()).toMatchObject({ runnable: true, notBefore: new Date(0) })
    },
  )

  it('brings back an account that may work again', async () => {
    await rig.lanes.pause({ accountId: connection.accountId }, 'access', 'ended', {
      at: new Date(Date.now() - anHour),
      late: false,
    })
    await change({ notBefore: new Date(Date.now() + anHour) })
    await hydrateLanes(rig.lanes, sources('active'), { now: () => Date.now() - 2 * anHour })
    expect(await pauses()).toEqual(['access']) // the event is younger than that list
    await hydrateLanes(rig.lanes, sources('active'))
    expect(await lane()).toMatchObject({ runnable: true, notBefore: new Date(0) })
  })

  it('an event that came while the list was on its way stands, of the shop and of the account', async () => {
    const now = { at: new Date(), late: false }
    await rig.lanes.remove(connection, now)
    await rig.lanes.pause({ accountId: connection.accountId }, 'access', 'ended', now)
    await hydrateLanes(rig.lanes, sources('active'))
    expect(await rig.lanes.get(connection)).toMatchObject({ removed: true })
    expect(await pauses()).toEqual(['access'])
  })
})
