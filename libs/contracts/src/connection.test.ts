import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  connectionId,
  counterpartySyncId,
  orderSyncId,
  parseConnectionId,
  productMark,
  serviceSyncId,
} from './index.js'

const part = fc.stringMatching(/^[0-9A-Za-z-]{1,64}$/)
const connection = { accountId: '7d1c1d9e-1a2b-11ee-0a80-0f6f00001a2b', shopId: '784512' }

describe('connectionId', () => {
  it('is read back as it was', () => {
    fc.assert(
      fc.property(part, part, (accountId, shopId) => {
        expect(parseConnectionId(connectionId({ accountId, shopId }))).toEqual({ accountId, shopId })
      }),
    )
  })

  it('differs where a connection differs', () => {
    fc.assert(
      fc.property(part, part, part, part, (a, b, c, d) => {
        fc.pre(a !== c || b !== d)
        expect(connectionId({ accountId: a, shopId: b })).not.toBe(connectionId({ accountId: c, shopId: d }))
      }),
    )
  })

  it.each(['', '.', 'a', 'a.', '.b', 'a.b.c', 'a b.c', 'a/../b.c', `${'x'.repeat(65)}.b`, 'a.b\n', 'а.б'])(
    '%j is none',
    (id) => {
      expect(parseConnectionId(id)).toBeUndefined()
    },
  )
})

describe('ids that the other side stores', () => {
  // written down: a change would make every order, customer and product a second time
  it('never change', () => {
    expect({
      order: orderSyncId(connection, '98765432'),
      counterparty: counterpartySyncId(connection.accountId, '+79161234567'),
      service: serviceSyncId(connection.accountId, 'delivery'),
      product: productMark(connection, '8f3a5c11-2b4d-11ee-0a80-10c500112233'),
    }).toMatchInlineSnapshot(`
      {
        "counterparty": "8c269fa2-5b0f-5e6a-a17a-1cab6a11d240",
        "order": "b870b759-853f-532e-ac92-d9b4caf56adb",
        "product": "082c96f2-5d07-5e71-805d-b9eac9f9d146",
        "service": "2870f695-8a92-5ca6-8ec0-e381fa260259",
      }
    `)
  })

  it('differ by connection, by id and by what they are for', () => {
    const other = { ...connection, shopId: '784513' }
    const ids = [
      orderSyncId(connection, '1'),
      orderSyncId(other, '1'),
      orderSyncId(connection, '2'),
      productMark(connection, '1'),
      counterpartySyncId(connection.accountId, '1'),
      counterpartySyncId('another', '1'),
      serviceSyncId(connection.accountId, '1'),
    ]
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('are UUIDs of version 5, the same at each attempt', () => {
    fc.assert(
      fc.property(part, part, fc.string(), (accountId, shopId, order) => {
        const id = orderSyncId({ accountId, shopId }, order)
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
        expect(orderSyncId({ accountId, shopId }, order)).toBe(id)
      }),
    )
  })
})
