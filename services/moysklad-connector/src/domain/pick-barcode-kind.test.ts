import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { pickBarcodeKind } from './pick-barcode-kind.js'

describe('pickBarcodeKind', () => {
  it.each([
    ['4006381333931', 'ean13'],
    ['73513537', 'ean8'],
    ['036000291452', 'upc'],
    ['10012345678902', 'gtin'],
    ['4006381333930', 'code128'],
    ['12345', 'code128'],
    ['АБВ-1', 'code128'],
    ['', 'code128'],
  ])('%p is %s', (barcode, kind) => expect(pickBarcodeKind(barcode)).toBe(kind))

  it('takes one of ten last digits for an EAN', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{12}$/), (twelve) => {
        const kinds = Array.from({ length: 10 }, (_, last) => pickBarcodeKind(`${twelve}${last}`))
        expect(kinds.filter((kind) => kind === 'ean13')).toHaveLength(1)
      }),
    )
  })
})
