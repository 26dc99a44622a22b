import { beforeEach, describe, expect, it } from '@jest/globals'
import { CatalogProductLinked } from '@skladbridge/contracts'
import { fakeBroker, type FakeBroker } from '@skladbridge/messaging/testing'
import { fakeReconciler, type FakeReconciler } from '@skladbridge/reconciler/testing'
import { runtimeErrors } from '@skladbridge/runtime'
import { onProductLinked } from './on-product-linked.js'
import { kinds, type StockLinkOwn } from './ports.js'

const connection = { accountId: 'account-a', shopId: '42' }
const data = { assortmentId: 'a1', insalesProductId: 'p1', insalesVariantId: 'v1' }

const away = runtimeErrors.MONGO_UNAVAILABLE({ reason: 'by the test' })
type Touching = Parameters<typeof onProductLinked>[0]['touch']

let broker: FakeBroker
let reconciler: FakeReconciler<StockLinkOwn>
beforeEach(async () => {
  broker = fakeBroker()
  reconciler = fakeReconciler<StockLinkOwn>({ [kinds.item]: 25 })
  await broker.consume([onProductLinked(reconciler)])
})

const linked = async (publication: object = {}) => {
  broker.deliver(CatalogProductLinked, { ...connection, data, ...publication })
  await broker.idle()
}
const link = () => reconciler.link(connection, kinds.item, data.assortmentId)

describe('on-product-linked', () => {
  it('has the stock of the product looked at', async () => {
    await linked()
    expect(link()).toMatchObject({ dirty: true, wanted: 1 })
  })

  it('told twice is one piece of work', async () => {
    await linked()
    await linked()
    expect(link()).toMatchObject({ wanted: 2, done: 0 })
    expect(await reconciler.state(connection)).toMatchObject({ dirty: 1 })
  })

  it.each(['before', 'after'])(
    'whose handler dies %s it touched comes again, and is still one',
    async (when) => {
      let deaths = 1
      const die = () => {
        if (deaths-- > 0) throw away
      }
      const touch: Touching = async (touches) => {
        if (when === 'before') die()
        await reconciler.touch(touches)
        if (when === 'after') die()
      }
      broker = fakeBroker()
      await broker.consume([onProductLinked({ touch })])
      await linked()
      expect(deaths).toBeLessThan(0)
      expect(await reconciler.state(connection)).toMatchObject({ dirty: 1 })
      expect(broker.deadOf('on-product-linked')).toEqual([])
    },
  )

  it('that the database never takes ends in the dead queue with its reason, and is lost nowhere', async () => {
    reconciler.breaksWith(away)
    await linked()
    expect(broker.deadOf('on-product-linked')).toMatchObject([{ code: 'MONGO_UNAVAILABLE' }])
  })

  it('without a shop concerns nobody', async () => {
    await linked({ shopId: undefined })
    expect(reconciler.touches).toEqual([])
    expect(broker.deadOf('on-product-linked')).toEqual([])
  })

  it('that is broken is parked with its reason', async () => {
    broker.inject('on-product-linked', '{"name":"catalog.product.linked"}')
    await broker.idle()
    expect(broker.deadOf('on-product-linked')).toMatchObject([{ code: 'MESSAGING_BAD_ENVELOPE' }])
    expect(reconciler.touches).toEqual([])
  })
})
