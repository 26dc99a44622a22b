import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { uniqueName } from '@skladbridge/testing'
import { lanesContract } from './testing/lanes-contract.js'
import { startRig, type Rig } from './testing/rig.js'

let rig: Rig
beforeAll(async () => {
  rig = await startRig()
})
afterAll(() => rig.close())

describe('lanes', () => {
  lanesContract(() => rig.lanes)

  it('opening and pausing at the same moment: the pause is never missed', async () => {
    for (let i = 0; i < 20; i += 1) {
      const shop = { accountId: uniqueName('a'), shopId: '1' }
      await Promise.all([
        rig.lanes.open(shop),
        rig.lanes.pause({ accountId: shop.accountId }, 'access', 'suspended'),
      ])
      expect(Object.keys((await rig.lanes.get(shop))!.pauses)).toEqual(['access'])
    }
  })

  it('opening, pausing and resuming at the same moment: all lanes of the account agree', async () => {
    for (let i = 0; i < 20; i += 1) {
      const accountId = uniqueName('a')
      await Promise.all([
        rig.lanes.open({ accountId, shopId: '1' }),
        rig.lanes.pause({ accountId }, 'access', 'suspended').catch(() => undefined),
        rig.lanes.open({ accountId, shopId: '2' }),
        rig.lanes.resume({ accountId }, 'access').catch(() => undefined),
        rig.lanes.open({ accountId, shopId: '3' }),
      ])
      const lanes = await rig.lanes.ofAccount(accountId)
      expect(lanes).toHaveLength(3)
      expect(new Set(lanes.map(({ pauses }) => Object.keys(pauses).join())).size).toBe(1)
    }
  })

  it('says `unavailable` while the database is away', async () => {
    const away = await startRig()
    const { lanes } = away
    await away.close()
    await expect(lanes.open({ accountId: 'a', shopId: '1' })).rejects.toMatchObject({ name: 'AppError' })
  })
})
