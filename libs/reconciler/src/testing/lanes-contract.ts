import { beforeEach, describe, expect, it } from '@jest/globals'
import type { ConnectionKey } from '@skladbridge/contracts'
import { uniqueName } from '@skladbridge/testing'
import type { Lanes } from '../types.js'

/** What all Lanes do, the real ones and the fake. `create` may give the same ones again. */
export function lanesContract(create: () => Lanes): void {
  let lanes: Lanes
  let shop: ConnectionKey
  let other: ConnectionKey
  const pausesOf = async (connection: ConnectionKey) => (await lanes.get(connection))?.pauses
  const late = (ms: number) => ({ at: new Date(ms), late: true })

  beforeEach(() => {
    lanes = create()
    const accountId = uniqueName('a')
    shop = { accountId, shopId: '1' }
    other = { accountId, shopId: '2' }
  })

  it('knows no lane that nobody opened', async () => {
    expect(await lanes.get(shop)).toBeUndefined()
    expect(await lanes.ofAccount(shop.accountId)).toEqual([])
  })

  it('opens a lane that may run, once', async () => {
    await lanes.open(shop)
    await lanes.open(shop)
    const lane = { _id: `${shop.accountId}.1`, ...shop, pauses: {}, removed: false }
    expect(await lanes.get(shop)).toEqual(lane)
    expect(await lanes.ofAccount(shop.accountId)).toEqual([lane])
  })

  it('a removed lane is none of the account’s, until it is opened again', async () => {
    await lanes.open(shop)
    await lanes.remove(shop)
    expect(await lanes.get(shop)).toMatchObject({ removed: true })
    expect(await lanes.ofAccount(shop.accountId)).toEqual([])
    await lanes.open(shop)
    expect(await lanes.ofAccount(shop.accountId)).toHaveLength(1)
  })

  it('knows who came back after a moment', async () => {
    const account = { accountId: shop.accountId }
    const back = (ms: number) => lanes.isBackSince(shop.accountId, new Date(ms))
    expect(await back(0)).toBe(false)
    await lanes.pause(account, 'access', 'uninstalled', late(1_000))
    expect(await back(0)).toBe(false)
    await lanes.resume(account, 'access', late(2_000))
    expect([await back(1_500), await back(2_000)]).toEqual([true, false])
  })

  it('a pause of one lane is its own, a pause of the account is everybody’s', async () => {
    await lanes.open(shop)
    await lanes.open(other)
    await lanes.pause(shop, 'insales', 'denied')
    await lanes.pause({ accountId: shop.accountId }, 'access', 'trial-ended')
    expect(await pausesOf(shop)).toEqual({
      insales: { reason: 'denied', since: expect.any(Date) },
      access: { reason: 'trial-ended', since: expect.any(Date) },
    })
    expect(Object.keys((await pausesOf(other))!)).toEqual(['access'])
    expect(await lanes.ofAccount(shop.accountId)).toHaveLength(2)
  })

  it('each cause ends by its own resume', async () => {
    await lanes.open(shop)
    await lanes.pause(shop, 'insales', 'denied')
    await lanes.pause({ accountId: shop.accountId }, 'moysklad', 'denied')
    await lanes.resume({ accountId: shop.accountId }, 'moysklad')
    expect(Object.keys((await pausesOf(shop))!)).toEqual(['insales'])
    await lanes.resume(shop, 'insales')
    expect(await pausesOf(shop)).toEqual({})
  })

  it('the account’s resume ends its lanes’ own pauses of that cause', async () => {
    await lanes.open(shop)
    await lanes.pause(shop, 'moysklad', 'denied')
    await lanes.resume({ accountId: shop.accountId }, 'moysklad')
    expect(await pausesOf(shop)).toEqual({})
  })

  it('an account’s pause told before any lane is opened is not lost', async () => {
    await lanes.pause({ accountId: shop.accountId }, 'access', 'suspended')
    await lanes.open(shop)
    expect(Object.keys((await pausesOf(shop))!)).toEqual(['access'])
    await lanes.resume({ accountId: shop.accountId }, 'access')
    expect(await pausesOf(shop)).toEqual({})
  })

  it('a lane’s pause told before it is opened is not lost, and makes no lane of the account', async () => {
    await lanes.pause(shop, 'insales', 'denied')
    expect(await lanes.ofAccount(shop.accountId)).toEqual([])
    await lanes.open(shop)
    expect(Object.keys((await pausesOf(shop))!)).toEqual(['insales'])
  })

  describe('late news', () => {
    it('does not undo younger news', async () => {
      await lanes.open(shop, { at: new Date(2_000), late: false })
      await lanes.pause(shop, 'insales', 'denied', { at: new Date(2_000), late: false })
      await lanes.pause({ accountId: shop.accountId }, 'access', 'ended', {
        at: new Date(2_000),
        late: false,
      })
      await lanes.resume(shop, 'insales', late(1_000))
      await lanes.resume({ accountId: shop.accountId }, 'access', late(1_000))
      await lanes.remove(shop, late(1_000))
      expect(Object.keys((await pausesOf(shop))!).sort()).toEqual(['access', 'insales'])
      expect(await lanes.get(shop)).toMatchObject({ removed: false })
    })

    it('counts where nothing younger is known', async () => {
      await lanes.open(shop, late(1_000))
      await lanes.pause(shop, 'insales', 'denied', late(2_000))
      expect(Object.keys((await pausesOf(shop))!)).toEqual(['insales'])
      await lanes.resume(shop, 'insales', late(3_000))
      expect(await pausesOf(shop)).toEqual({})
    })

    it('of the same age counts: the same message again', async () => {
      await lanes.open(shop, late(1_000))
      await lanes.remove(shop, late(1_000))
      expect(await lanes.get(shop)).toMatchObject({ removed: true })
    })

    it('news on its first way counts whatever its date says: clocks differ', async () => {
      await lanes.open(shop)
      await lanes.pause(shop, 'insales', 'denied', { at: new Date(60_000), late: false })
      await lanes.resume(shop, 'insales', { at: new Date(1_000), late: false })
      expect(await pausesOf(shop)).toEqual({})
    })
  })
}
