import { describe, expect, it } from '@jest/globals'
import { fakeTurn } from '@skladbridge/reconciler/testing'
import { connection } from '../testing/reconcile-rig.js'
import { settings } from '../testing/builders.js'
import type { OrderLink, OrderLinkOwn } from './ports.js'
import { sweepOrders, type SweepSide } from './sweep.js'

const link = { _id: 's', kind: 'sweep-insales', key: 'all', cursor: 'c1' } as OrderLink
const ports = (over: object = {}) => ({
  links: {} as never,
  settings: {
    get: async () => ({ settings: settings({ startFrom: '2026-11-01T00:00:00Z', ...over }), version: 1 }),
  },
  intervalMs: 180_000,
})

const side = (over: Partial<SweepSide> = {}): SweepSide => ({
  side: 'insales',
  list: async () => ({
    changed: [
      { id: '1', version: 'seen' },
      { id: '2', version: 'moved' },
      { id: '3', version: 'new' },
    ],
    cursor: 'c2',
    more: false,
  }),
  async match(_turn, ids) {
    const known = { 1: { key: '1', seen: { insales: 'seen' } }, 2: { key: '2', seen: { insales: 'before' } } }
    return new Map(ids.map((id) => [id, known[id as unknown as 1] as OrderLink | undefined]))
  },
  ...over,
})

describe('a sweep', () => {
  it('touches what moved and what nobody knows, passes over what was seen, and remembers how far it came', async () => {
    const turn = fakeTurn<OrderLinkOwn>(connection)
    const outcomes = await sweepOrders(ports(), side())([link], turn)
    expect(turn.touches.map(({ kind, key }) => [kind, key])).toEqual([
      ['order', '2'],
      ['order', '3'],
    ])
    expect(outcomes.get('s')).toEqual({ kind: 'again', afterMs: 180_000, remember: { cursor: 'c2' } })
  })

  it('goes on at once while there is more, from where it was', async () => {
    const asked: unknown[] = []
    const list: SweepSide['list'] = async (_turn, from) => {
      asked.push(from)
      return { changed: [], cursor: 'c3', more: true }
    }
    const outcomes = await sweepOrders(ports(), side({ list }))([link], fakeTurn(connection))
    expect(asked).toEqual([{ since: '2026-11-01T00:00:00Z', cursor: 'c1' }])
    expect(outcomes.get('s')).toEqual({ kind: 'again', afterMs: 0, remember: { cursor: 'c3' } })
  })

  it('dies before the touches are stored: the cursor has not moved', async () => {
    const turn = fakeTurn<OrderLinkOwn>(connection)
    turn.touch = async () => {
      throw new Error('the database is away')
    }
    await expect(sweepOrders(ports(), side())([link], turn)).rejects.toThrow('away')
    expect(turn.remembered).toEqual([])
  })

  it('the other side down, it fails and is tried again', async () => {
    const list = () => Promise.reject(new Error('down'))
    await expect(sweepOrders(ports(), side({ list }))([link], fakeTurn(connection))).rejects.toThrow('down')
  })

  it('switched off, it asks nobody', async () => {
    const list = () => Promise.reject(new Error('asked'))
    const outcomes = await sweepOrders(ports({ syncOrders: false }), side({ list }))(
      [link],
      fakeTurn(connection),
    )
    expect(outcomes.get('s')).toEqual({ kind: 'again', afterMs: 180_000 })
  })
})
