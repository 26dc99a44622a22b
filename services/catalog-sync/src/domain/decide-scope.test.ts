import { describe, expect, it } from '@jest/globals'
import type { CatalogSettings } from '@skladbridge/contracts'
import { filter, settings } from '../testing/builders.js'
import { decideScope, nothingToDo } from './decide-scope.js'

const from = (over: Partial<CatalogSettings>) => decideScope(settings(), settings(over))

describe('what a change of settings touches', () => {
  it.each<[string, Partial<CatalogSettings>, Partial<ReturnType<typeof decideScope>>]>([
    ['nothing', {}, {}],
    ['keep more', { keep: ['title'] }, {}],
    ['how to match', { matchBy: ['sku'] }, {}],
    ['images off', { syncImages: false }, {}],
    ['images on', { syncImages: true }, { linked: true }],
    ['prices', { prices: [{ moysklad: 'buy', insales: 'price' }] }, { linked: true }],
    ['rounding', { rounding: 'ruble' }, { linked: true }],
    ['bundles', { bundles: 'bundle' }, { skipped: ['bundle'] }],
    ['archived', { archived: 'leave' }, { skipped: ['archived'] }],
    ['deleted', { deleted: 'leave' }, { skipped: ['gone'] }],
    [
      'filter',
      { filter: filter({ onlyWithPrice: true }) },
      { linked: true, skipped: ['filtered'], folders: true },
    ],
    ['collections off', { collections: false }, {}],
  ])('%s', (_what, over, expected) => {
    expect(from(over)).toEqual({ ...nothingToDo, ...expected })
  })

  it('is nothing while sync is off, and all that is in the shop when it comes on', () => {
    expect(from({ syncProducts: false, rounding: 'ruble' })).toEqual(nothingToDo)
    expect(decideScope(settings({ syncProducts: false }), settings())).toMatchObject({ linked: true })
    expect(decideScope(undefined, settings())).toMatchObject({ linked: true, folders: true })
  })

  it('a field that is kept no longer has to be compared again', () => {
    expect(decideScope(settings({ keep: ['title', 'sku'] }), settings({ keep: ['sku'] }))).toMatchObject({
      linked: true,
    })
  })
})
