import { describe, expect, it } from '@jest/globals'
import { catalogSettingsSchema } from '@skladbridge/contracts'
import { messagingErrors } from '@skladbridge/messaging'
import { fakeTurn } from '@skladbridge/reconciler/testing'
import type { InsalesProductRef, MoyskladProduct, Written } from '../domain/types.js'
import type { ProductLink, ProductLinkOwn, ResolvedLink } from './ports.js'
import { reconcileProducts } from './reconcile-products.js'

const connection = { accountId: 'acc', shopId: '1' }
const product: MoyskladProduct = {
  id: 'p1',
  kind: 'product',
  name: 'Чай',
  description: '',
  article: 'TEA-1',
  barcodes: [],
  archived: false,
  salePrices: [{ priceTypeId: 'retail', valueMinor: 45_000 }],
  variantsCount: 0,
  updated: '2026-01-01T00:00:00Z',
}
const newLink = { _id: 'acc.1/product/p1', lane: 'acc.1', kind: 'product', key: 'p1' } as ProductLink

/** A shop that keeps what is made in it, a link that keeps what is remembered, and ears that can be stopped. */
function world() {
  const made = new Map<string, InsalesProductRef>()
  const told: ResolvedLink[] = []
  const state = { link: newLink, deaf: false }
  const reconcile = reconcileProducts({
    moysklad: {
      getMany: async () => new Map([[product.id, product]]),
      listChanged: async () => ({ changed: [], cursor: '', more: false }),
    },
    insales: {
      findByMark: async (_connection, mark) => made.get(mark),
      create: async (_connection, mark) => {
        const ref = { insalesProductId: `${made.size + 1}`, insalesVariantId: `${made.size + 11}` }
        made.set(mark, ref)
        return ref
      },
      updateCard: async () => undefined,
      updateVariants: async () => undefined,
    },
    settings: {
      get: async () => ({ settings: catalogSettingsSchema.parse({ syncProducts: true }), version: 1 }),
    },
    announce: async (_connection, link) => {
      if (state.deaf) throw messagingErrors.MESSAGING_DISCONNECTED()
      told.push(link)
    },
    now: () => new Date('2026-01-02T00:00:00Z'),
  })
  /** One turn, after which everything that was remembered is on the link. */
  async function turn() {
    const turn = fakeTurn<ProductLinkOwn>(connection)
    const outcome = (await reconcile([state.link], turn)).get(newLink._id)!
    const remembered = turn.remembered.map(({ set }) => set)
    const last = 'remember' in outcome ? outcome.remember : undefined
    state.link = Object.assign({}, state.link, ...remembered, last)
    return outcome
  }
  return { made, told, state, turn }
}

describe('a new product', () => {
  it('is made, told of once, and left alone after that', async () => {
    const { made, told, turn, state } = world()
    expect(await turn()).toMatchObject({ kind: 'done' })
    expect(await turn()).toMatchObject({ kind: 'done' })
    expect([made.size, told]).toEqual([
      1,
      [{ assortmentId: 'p1', assortmentKind: 'product', insalesProductId: '1', insalesVariantId: '11' }],
    ])
    expect(state.link.intentAt).toBeNull()
  })

  it('made while nobody could be told is told of by the next attempt', async () => {
    const { made, told, turn, state } = world()
    state.deaf = true
    expect(await turn()).toMatchObject({ kind: 'failed', error: { kind: 'unavailable' } })
    expect([made.size, told]).toEqual([1, []])
    state.deaf = false
    expect(await turn()).toMatchObject({ kind: 'done' })
    expect([made.size, told.length, state.link.intentAt]).toEqual([1, 1, null])
    await turn()
    expect(told).toHaveLength(1)
  })

  it('made by an attempt that died before it could remember is found by its mark, then written anew', async () => {
    const { made, told, turn, state } = world()
    const written: Written | undefined = state.link.written ?? undefined
    await turn()
    // of all that happened only the intent was stored
    state.link = { ...newLink, intentAt: new Date('2026-01-02T00:00:00Z') }
    told.length = 0
    expect(await turn()).toMatchObject({ kind: 'again', afterMs: 0 })
    expect([made.size, told.length]).toEqual([1, 1])
    expect([state.link.insalesProductId, state.link.written ?? undefined]).toEqual(['1', written])
  })
})
