import { describe, expect, it } from '@jest/globals'
import { CatalogProductLinked, InsalesOrderTouched, MoyskladOrderTouched } from '@skladbridge/contracts'
import type { Lane } from '@skladbridge/reconciler'
import { fakeReconciler } from '@skladbridge/reconciler/testing'
import { connection } from '../testing/reconcile-rig.js'
import { onInsalesOrderTouched } from './on-insales-order-touched.js'
import { onMoyskladOrderTouched } from './on-moysklad-order-touched.js'
import { onProductLinked } from './on-product-linked.js'
import type { OrderLink, OrderLinkOwn, OrderLinks } from './ports.js'

const lane = `${connection.accountId}.${connection.shopId}`
const envelope = <D>(definition: { name: string; version: number }, data: D, more: object = {}) =>
  ({
    ...{ id: 'e1', name: definition.name, version: definition.version, occurredAt: '2026-11-01T10:00:00Z' },
    ...{ correlationId: 'c', causationId: 'c', ...connection, data },
    ...more,
  }) as never

const rig = (links: Partial<OrderLinks> = {}) => {
  const lanes = { ofAccount: async () => [{ _id: lane } as Lane] }
  const reconciler = fakeReconciler<OrderLinkOwn>({ order: 10 })
  return {
    reconciler,
    ports: {
      lanes,
      links: { isAnyBeingMade: async () => false, ...links } as OrderLinks,
      touch: reconciler.touch,
    },
  }
}
const keys = ({ reconciler }: ReturnType<typeof rig>) => reconciler.touches.map(({ key }) => key)
const known = (key: string) => ({ key, lane }) as OrderLink

describe('on-insales-order-touched', () => {
  const event = envelope(InsalesOrderTouched, { orderId: '1001' })

  it('makes the order due, a link where there was none; five times are one piece of work', async () => {
    const r = rig()
    for (let time = 0; time < 5; time += 1) await onInsalesOrderTouched(r.ports).handle(event, {} as never)
    expect(keys(r)).toEqual(Array.from({ length: 5 }, () => '1001'))
    expect(r.reconciler.link(connection, 'order', '1001')).toMatchObject({ dirty: true, wanted: 5 })
  })

  it('the database away, it fails: the message comes again', async () => {
    const r = rig()
    r.reconciler.breaksWith(new Error('away'))
    await expect(onInsalesOrderTouched(r.ports).handle(event, {} as never)).rejects.toThrow('away')
  })

  it('without a shop it is nobody’s', async () => {
    const r = rig()
    await onInsalesOrderTouched(r.ports).handle(
      envelope(InsalesOrderTouched, { orderId: '1' }, { shopId: undefined }),
      {} as never,
    )
    expect(keys(r)).toEqual([])
  })
})

describe('on-moysklad-order-touched', () => {
  const event = envelope(MoyskladOrderTouched, { orderId: 'ms-1' })

  it('touches the orders that know it, and forgets one that came from nowhere', async () => {
    const r = rig({
      findByMoyskladOrder: async (_account, ids) => (ids.includes('ms-1') ? [known('7')] : []),
    })
    await onMoyskladOrderTouched(r.ports).handle(event, {} as never)
    await onMoyskladOrderTouched(r.ports).handle(
      envelope(MoyskladOrderTouched, { orderId: 'theirs' }),
      {} as never,
    )
    expect(keys(r)).toEqual(['7'])
  })

  it('one that may be being made right now is looked for once more, and only once', async () => {
    let links: OrderLink[] = []
    const r = rig({ findByMoyskladOrder: async () => links, isAnyBeingMade: async (of) => of.includes(lane) })
    const hear = (redelivered: boolean) =>
      onMoyskladOrderTouched(r.ports).handle(event, { redelivered } as never)
    await expect(hear(false)).rejects.toMatchObject({ code: 'ORDERS_BEING_MADE', kind: 'conflict' })
    await hear(true)
    expect(keys(r)).toEqual([])
    links = [known('7')]
    await hear(true)
    expect(keys(r)).toEqual(['7'])
  })

  it('one that is remembered between two looks is touched', async () => {
    let looks = 0
    const r = rig({ findByMoyskladOrder: async () => (looks++ === 0 ? [] : [known('7')]) })
    await onMoyskladOrderTouched(r.ports).handle(event, {} as never)
    expect(keys(r)).toEqual(['7'])
  })

  it('a link of no lane is passed over', async () => {
    const r = rig({
      findByMoyskladOrder: async () => [{ key: '7', lane: 'broken' } as OrderLink, known('8')],
    })
    await onMoyskladOrderTouched(r.ports).handle(event, {} as never)
    expect(keys(r)).toEqual(['8'])
  })
})

describe('on-product-linked', () => {
  it('wakes the orders that wait for a product', async () => {
    const r = rig({ findWaitingForLinks: async (at) => (at === lane ? [known('7'), known('8')] : []) })
    await onProductLinked(r.ports).handle(envelope(CatalogProductLinked, {}), {} as never)
    expect(keys(r)).toEqual(['7', '8'])
  })
})
