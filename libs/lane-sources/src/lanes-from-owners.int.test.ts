import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { connectionId, type ConnectionKey } from '@skladbridge/contracts'
import {
  createLanes,
  linkSchema,
  startKeepingLanes,
  startReconciler,
  type Lanes,
} from '@skladbridge/reconciler'
import type { Closable } from '@skladbridge/runtime'
import { captureLogger, freePort, silentLogger, testMongo, waitFor } from '@skladbridge/testing'
import { connectLaneSources } from './connect-lane-sources.js'
import { startFakeOwners, type FakeOwners } from './testing/fake-owners.js'

const opened: Closable[] = []
let lanes: Lanes
let swept: Set<string>
let sweep: (connection: ConnectionKey) => Promise<void>
const readOne = 'lanes are what their owners list'
const failed = 'the lists of connections were not read: going on with the lanes there are'
const anHour = 3_600_000

/** A service as far as lanes go: an empty database, a reconciler, one sweep a connection. */
beforeEach(async () => {
  const mongo = await use(testMongo())
  const model = mongo.connection.model('Link', linkSchema({}), 'links')
  lanes = createLanes(mongo.connection)
  swept = new Set()
  const { touch } = await use(
    startReconciler({
      links: model,
      log: silentLogger(),
      kinds: {
        sweep: {
          batch: 1,
          priority: 1,
          async reconcile(links, { lane }) {
            swept.add(lane)
            return new Map(links.map(({ _id }) => [_id, { kind: 'again', afterMs: anHour } as const]))
          },
        },
      },
    }),
  )
  sweep = (connection) => touch([{ connection, kind: 'sweep', key: 'all' }])
})
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close()
})

async function use<T extends Closable>(thing: T | Promise<T>): Promise<T> {
  const ready = await thing
  opened.push(ready)
  return ready
}

async function keep(address: string) {
  const { log, lines } = captureLogger()
  const addresses = {
    BILLING_ADDR: address,
    MOYSKLAD_CONNECTOR_ADDR: address,
    INSALES_CONNECTOR_ADDR: address,
  }
  const sources = await use(connectLaneSources(addresses, { pageSize: 3, log }))
  const backoff = { stepsMs: [50], jitter: 0 }
  await use(startKeepingLanes({ lanes, sources, onOpened: sweep, everyMs: anHour, backoff, log }))
  return (msg: string) => lines().filter((line) => line.msg === msg)
}

const shop = (accountId: string, shopId: string, state = 'active') => ({ accountId, shopId, state })
const idsOf = (owners: FakeOwners) => owners.connections.map(connectionId)

describe('a service with an empty database', () => {
  it('finds its work by the owners’ lists: every page of them, and only what may run', async () => {
    const owners = await use(startFakeOwners({ mostPerPage: 2 }))
    const accounts = Array.from({ length: 7 }, (_, i) => `account-${i}`)
    owners.access = accounts.map((accountId, i) => ({ accountId, allowed: i !== 5, reason: 'trial' }))
    owners.accounts = accounts.map((accountId, i) => ({ accountId, state: i === 6 ? 'denied' : 'active' }))
    owners.connections = [
      ...accounts.flatMap((accountId) => [shop(accountId, '1'), shop(accountId, '2')]),
      shop('account-0', '3', 'denied'),
      shop('account-0', '4', 'removed'),
    ]
    const said = await keep(owners.address)
    await waitFor(() => said(readOne).length === 1, { what: 'the reading' })
    await waitFor(() => swept.size >= 10, { what: 'ten sweeps' })
    const able = idsOf(owners).filter((id) => /-[0-4]\.[12]$/.test(id))
    expect([...swept].sort()).toEqual(able.sort())
    expect(owners.asked).toEqual({ access: 5, accounts: 5, connections: 9 })
    expect(said(readOne)).toMatchObject([{ connected: 14 }])
    // what may not run now has its sweep ready
    await lanes.resume({ accountId: 'account-5' }, 'access')
    await waitFor(() => swept.has('account-5.1') && swept.has('account-5.2'), { what: 'the paid account' })
  })

  it('serves with the lanes there are while an owner is away at start, and finds the rest when it comes', async () => {
    const known = { accountId: 'known', shopId: '1' }
    await lanes.open(known)
    const port = await freePort()
    const said = await keep(`127.0.0.1:${port}`)
    await sweep(known)
    await waitFor(() => swept.has('known.1'), { what: 'the lane there is' })
    await waitFor(() => said(failed).length > 0, { what: 'the first reading in vain', timeoutMs: 20_000 })
    expect(said(failed)[0]).toMatchObject({ level: 'warn', attempt: 1, err: { kind: 'unavailable' } })
    const owners = await startFakeOwners({ port })
    await use(owners)
    owners.connections = [shop('new', '1')]
    await waitFor(() => swept.has('new.1'), { what: 'the new lane', timeoutMs: 20_000 })
  })

  it('a later event wins over an older list', async () => {
    const owners = await use(startFakeOwners())
    owners.connections = [shop('a', '1'), shop('b', '1')]
    let release = () => {}
    const eventCame = new Promise<void>((resolve) => (release = resolve))
    owners.beforeConnections = () => eventCame
    const said = await keep(owners.address)
    await waitFor(() => owners.asked.connections === 1, { what: 'the list to be on its way' })
    await lanes.open({ accountId: 'a', shopId: '1' }, { at: new Date(), late: false })
    await lanes.remove({ accountId: 'a', shopId: '1' }, { at: new Date(), late: false })
    release()
    await waitFor(() => said(readOne).length === 1, { what: 'the reading' })
    await waitFor(() => swept.has('b.1'), { what: 'the other shop' })
    expect(await lanes.get({ accountId: 'a', shopId: '1' })).toMatchObject({ removed: true })
    expect([...swept]).toEqual(['b.1'])
  })

  it('an entry in a state that nobody knows is left as it is, and the others are found', async () => {
    const owners = await use(startFakeOwners())
    owners.connections = [shop('a', '1', 'frozen'), shop('b', '1')]
    const said = await keep(owners.address)
    await waitFor(() => swept.has('b.1'), { what: 'the one after it' })
    expect(said('listed in a state that nobody knows: left as it is')).toMatchObject([
      { level: 'error', accountId: 'a', shopId: '1', state: 'frozen' },
    ])
    expect(await lanes.get({ accountId: 'a', shopId: '1' })).toBeUndefined()
  })
})
