import { describe, expect, it } from '@jest/globals'
import { fakeLanes } from './fake-lanes.js'
import { fakeReconciler } from './fake-reconciler.js'
import { fakeTurn } from './fake-turn.js'
import { lanesContract } from './lanes-contract.js'
import { touchContract } from './touch-contract.js'

describe('fake lanes', () => lanesContract(fakeLanes))

describe('fake reconciler', () => {
  touchContract(async () => {
    const reconciler = fakeReconciler<{ note: string }>({ order: 5, product: 7 })
    return { reconciler, link: async (...where) => reconciler.link(...where) ?? null }
  })

  it('breaks when told', async () => {
    const reconciler = fakeReconciler({ order: 1 })
    reconciler.breaksWith(new Error('away'))
    const connection = { accountId: 'a', shopId: '1' }
    await expect(reconciler.touch([{ connection, kind: 'order', key: '1' }])).rejects.toThrow('away')
    expect(reconciler.touches).toEqual([])
    expect(reconciler.isReady()).toBe(false)
  })
})

describe('fake turn', () => {
  it('remembers nothing after the lease is lost', async () => {
    const turn = fakeTurn<{ note: string }>({ accountId: 'a', shopId: '1' })
    const link = { _id: 'a.1/order/1' } as never
    await turn.remember(link, { note: 'x' })
    turn.loseLease()
    expect(turn.signal.aborted).toBe(true)
    await expect(turn.remember(link, { note: 'y' })).rejects.toMatchObject({ code: 'RECONCILER_LEASE_LOST' })
    expect(turn.remembered).toEqual([{ link: 'a.1/order/1', set: { note: 'x' } }])
  })
})
