import { describe, expect, it } from '@jest/globals'
import { readFixture } from '@skladbridge/testing'
import { readMoyskladHook } from './read-moysklad-hook.js'

const account = '9171a53c-b719-11eb-c0a8-800d00000001'
const idOf = (n: number) => `75c896d0-db16-11eb-c0a8-80000000000${n}`
const href = (type: string, id: string) => `https://api.moysklad.ru/api/remap/1.2/entity/${type}/${id}`
const event = (type: string, id: string, over: object = {}) => ({
  meta: { type, href: href(type, id) },
  action: 'UPDATE',
  accountId: account,
  ...over,
})
const read = (...events: unknown[]) => readMoyskladHook('product', account, { events })

describe('readMoyskladHook', () => {
  it.each(['product', 'variant', 'bundle', 'service'] as const)('names a %s and its kind', (kind) => {
    expect(read(event(kind, idOf(1)))).toEqual({
      hints: [{ entity: 'product', assortmentId: idOf(1), kind }],
    })
  })

  it('names a customer order', () => {
    const hints = [{ entity: 'order', orderId: idOf(1) }]
    expect(readMoyskladHook('customerorder', account, { events: [event('customerorder', idOf(1))] })).toEqual(
      { hints },
    )
  })

  it('makes one hint of an id that is named several times', () => {
    const reading = read(event('product', idOf(1)), event('product', idOf(2)), event('product', idOf(1)))
    expect(reading).toMatchObject({ hints: [{ assortmentId: idOf(1) }, { assortmentId: idOf(2) }] })
  })

  it('reads the id from an address of any host, with or without a query', () => {
    const old = { meta: { type: 'product', href: `https://online.moysklad.ru/x/${idOf(1)}?expand=images` } }
    expect(read(event('product', idOf(1), old))).toMatchObject({ hints: [{ assortmentId: idOf(1) }] })
  })

  it('passes over what concerns nobody: folders, other documents, addresses without an id', () => {
    const none = { meta: { type: 'product', href: href('product', 'metadata') } }
    expect(
      read(event('productfolder', idOf(1)), event('demand', idOf(2)), event('product', '', none)),
    ).toEqual({ hints: [] })
    expect(read()).toEqual({ hints: [] })
  })

  it('refuses a body that speaks of another account, be it in its last event only', () => {
    const other = { accountId: '00000000-b719-11eb-c0a8-800d00000009' }
    expect(read(event('product', idOf(1)), event('product', idOf(2), other))).toEqual({
      problem: 'other-account',
    })
    expect(readMoyskladHook('stock', account, other)).toEqual({ problem: 'other-account' })
  })

  it.each([
    ['nothing', undefined],
    ['text', 'events'],
    ['a list', []],
    ['no events', {}],
    ['an event without meta', { events: [{ accountId: account }] }],
    ['an event without account', { events: [{ meta: { type: 'product', href: href('product', idOf(1)) } }] }],
    ['an endless address', { events: [event('product', 'x'.repeat(600))] }],
    ['more events than we read', { events: Array.from({ length: 1001 }, () => event('product', idOf(1))) }],
  ])('%s is no webhook', (_what, body) => {
    expect(readMoyskladHook('product', account, body)).toEqual({ problem: 'not-a-hook' })
  })

  it('a stock webhook names only its account', () => {
    expect(readMoyskladHook('stock', account, { accountId: account })).toEqual({
      hints: [{ entity: 'stock' }],
    })
    expect(readMoyskladHook('stock', account, { events: [] })).toEqual({ problem: 'not-a-hook' })
  })
})

// the recordings lie beside a checkout or nowhere; without them there is nothing to read
describe('recorded MoySklad webhooks', () => {
  it('a product', () => {
    const body = readFixture('moysklad', 'webhook.event') as { events: { accountId: string }[] } | undefined
    if (!body) return
    expect(readMoyskladHook('product', body.events[0]!.accountId, body)).toEqual({
      hints: [{ entity: 'product', assortmentId: '75c896d0-db16-11eb-c0a8-800d00000002', kind: 'product' }],
    })
  })

  it('stock', () => {
    const body = readFixture('moysklad', 'webhookstock.event') as { accountId: string } | undefined
    if (!body) return
    expect(readMoyskladHook('stock', body.accountId, body)).toEqual({ hints: [{ entity: 'stock' }] })
  })
})
