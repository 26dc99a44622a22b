import { beforeEach, describe, expect, it } from '@jest/globals'
import type { ConnectionKey } from '@skladbridge/contracts'
import { hydrateLanes } from './hydrate-lanes.js'
import { laneHandlers } from './lane-handlers.js'
import { fakeLanes } from './testing/fake-lanes.js'
import type { Lanes } from './types.js'

const shop: ConnectionKey = { accountId: 'acc', shopId: '1' }

let lanes: Lanes
let opened: ConnectionKey[]
let erased: string[]
beforeEach(() => {
  lanes = fakeLanes()
  opened = []
  erased = []
})

/** Delivers an event to the handler that it belongs to. */
async function deliver(
  name: string,
  data: object,
  more: { at?: number; redelivered?: boolean; shop?: boolean } = {},
) {
  const handlers = laneHandlers(lanes, {
    onOpened: async (connection) => void opened.push(connection),
    erase: async (accountId) => void erased.push(accountId),
  })
  const handler = handlers.find((each) => each.event.name === name)!
  const occurredAt = new Date(more.at ?? 1_000).toISOString()
  const connection = more.shop === false ? undefined : shop
  const event = { id: 'event-1', occurredAt, accountId: shop.accountId, data } as never
  await handler.handle(event, { connection, redelivered: more.redelivered ?? false })
}
const pauses = async () => Object.keys((await lanes.get(shop))?.pauses ?? { 'no lane': true })

describe('lane handlers', () => {
  it('are four, with names fit for queues, one message at a time', () => {
    expect(laneHandlers(lanes).map(({ name, prefetch }) => `${name} ${prefetch}`)).toEqual([
      'on-access-changed 1',
      'on-moysklad-connection-changed 1',
      'on-insales-connection-changed 1',
      'on-account-removed 1',
    ])
  })

  it('an account whose time is over is erased, but not one that came back meanwhile', async () => {
    await deliver('billing.account.removed', {})
    expect(erased).toEqual(['acc'])
    await deliver('billing.access.changed', { allowed: true, reason: 'paid' }, { at: 9_000 })
    await deliver('billing.account.removed', {}, { at: 8_000 })
    expect(erased).toEqual(['acc'])
    await deliver('billing.account.removed', {}, { at: 10_000 })
    expect(erased).toEqual(['acc', 'acc'])
  })

  it('a shop connected: the lane opens, and whoever sweeps is told', async () => {
    await deliver('insales.connection.changed', { state: 'active' })
    expect(await lanes.ofAccount('acc')).toHaveLength(1)
    expect(opened).toEqual([shop])
  })

  it('a shop that refuses us: the lane waits; active again: it runs', async () => {
    await deliver('insales.connection.changed', { state: 'active' })
    await deliver('insales.connection.changed', { state: 'denied' })
    expect(await pauses()).toEqual(['insales'])
    expect(opened).toHaveLength(1)
    await deliver('insales.connection.changed', { state: 'active' })
    expect(await pauses()).toEqual([])
  })

  it('a shop removed: no lane of the account any more', async () => {
    await deliver('insales.connection.changed', { state: 'active' })
    await deliver('insales.connection.changed', { state: 'removed' })
    expect(await lanes.ofAccount('acc')).toEqual([])
  })

  it('access ended and MoySklad’s token gone, told before the shop is connected', async () => {
    await deliver('billing.access.changed', { allowed: false, reason: 'trial-ended' }, { shop: false })
    await deliver('moysklad.connection.changed', { state: 'removed' }, { shop: false })
    await deliver('insales.connection.changed', { state: 'active' })
    expect(await pauses()).toEqual(['access', 'moysklad'])
    await deliver('billing.access.changed', { allowed: true, reason: 'paid' }, { shop: false })
    await deliver('moysklad.connection.changed', { state: 'active' }, { shop: false })
    expect(await pauses()).toEqual([])
  })

  it('a message that comes round again does not undo what was told meanwhile', async () => {
    await deliver('insales.connection.changed', { state: 'active' }, { at: 1_000 })
    await deliver('insales.connection.changed', { state: 'denied' }, { at: 3_000 })
    await deliver('insales.connection.changed', { state: 'active' }, { at: 2_000, redelivered: true })
    expect(await pauses()).toEqual(['insales'])
  })

  it('an event about a shop that names none goes to the dead queue', async () => {
    const delivery = deliver('insales.connection.changed', { state: 'active' }, { shop: false })
    await expect(delivery).rejects.toMatchObject({ kind: 'invalid', code: 'RECONCILER_NO_SHOP' })
  })
})

describe('hydrateLanes', () => {
  async function* list<T>(...items: T[]) {
    yield* items
  }
  const sources = (state: 'active' | 'denied' | 'removed', allowed: boolean) => ({
    listAccess: () => list({ accountId: 'acc', allowed, reason: 'suspended' }),
    listAccounts: () => list({ accountId: 'acc', state: 'active' as const }),
    listConnections: () => list({ ...shop, state }),
  })

  it('makes the lanes what their owners say', async () => {
    const onOpened = async (connection: ConnectionKey) => void opened.push(connection)
    expect(await hydrateLanes(lanes, sources('active', false), { onOpened })).toBe(1)
    expect(await pauses()).toEqual(['access'])
    expect(await hydrateLanes(lanes, sources('denied', true), { onOpened })).toBe(0)
    expect(await pauses()).toEqual(['insales'])
    expect(await hydrateLanes(lanes, sources('removed', true), { onOpened })).toBe(0)
    expect(opened).toEqual([shop])
    expect(await lanes.get(shop)).toMatchObject({ removed: true })
  })

  it('does not undo an event that came in after the list was read', async () => {
    await lanes.open(shop)
    await lanes.pause(shop, 'insales', 'denied', { at: new Date(), late: false })
    await hydrateLanes(lanes, sources('active', true))
    expect(await pauses()).toEqual(['insales'])
  })

  it('a list that breaks off is told to the caller', async () => {
    const broken = {
      ...sources('active', true),
      async *listAccounts(): AsyncGenerator<never> {
        throw new Error('connector away')
      },
    }
    await expect(hydrateLanes(lanes, broken)).rejects.toThrow('connector away')
    expect(await lanes.get(shop)).toBeUndefined()
  })
})
