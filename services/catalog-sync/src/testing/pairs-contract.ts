import { describe, expect, it } from '@jest/globals'
import type { Pairs } from '../handlers/ports.js'
import { pair } from './builders.js'

/** What both the real store of pairs and its fake must do. */
export function pairsContract(name: string, open: () => Pairs, lane: () => string): void {
  describe(`pairs, ${name}`, () => {
    it('are found by card, by either side, by SKU and barcode, and only in their lane', async () => {
      const pairs = open()
      const red = pair({ assortmentId: 'red', cardId: 'c', insalesVariantId: 'v1', sku: 'R', barcode: '1' })
      const blue = pair({ assortmentId: 'blue', cardId: 'c', insalesVariantId: 'v2', sku: 'B', first: false })
      const here = lane()
      await pairs.put(here, [red, blue])
      await pairs.put(lane(), [pair({ assortmentId: 'red', cardId: 'c' })])
      expect((await pairs.ofCards(here, ['c', 'none'])).get('c')).toEqual([red, blue])
      expect((await pairs.ofCards(here, ['c', 'none'])).get('none')).toEqual([])
      expect(await pairs.byAssortments(here, ['blue'])).toEqual([blue])
      expect(await pairs.ofProducts(here, ['1'])).toHaveLength(2)
      expect(await pairs.bySkus(here, ['R', ''])).toEqual([red])
      expect(await pairs.byBarcodes(here, ['1', ''])).toEqual([red])
      const resolved = await pairs.resolve(here, {
        assortmentIds: ['red', 'x'],
        insalesVariantIds: ['v1', 'v2'],
      })
      expect(resolved.map(({ assortmentId, first }) => [assortmentId, first]).sort()).toEqual([
        ['blue', false],
        ['red', true],
      ])
    })

    it('are put again over themselves, announced, and removed', async () => {
      const pairs = open()
      const here = lane()
      const one = pair({ announced: false })
      await pairs.put(here, [one])
      await pairs.announced(here, ['g1'])
      expect(await pairs.byAssortments(here, ['g1'])).toEqual([{ ...one, announced: true }])
      await pairs.put(here, [{ ...one, sku: 'NEW' }])
      expect(await pairs.byAssortments(here, ['g1'])).toMatchObject([{ sku: 'NEW' }])
      await pairs.remove(here, ['g1', 'never'])
      expect(await pairs.byAssortments(here, ['g1'])).toEqual([])
    })
  })
}
