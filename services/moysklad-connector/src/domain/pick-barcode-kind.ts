export type BarcodeKind = 'ean13' | 'ean8' | 'upc' | 'gtin' | 'code128'

const byLength: Record<number, BarcodeKind> = { 8: 'ean8', 12: 'upc', 13: 'ean13', 14: 'gtin' }

/**
 * MoySklad wants to be told what kind a barcode is (api/moysklad.md §2.1) and checks a GTIN's last digit (error 3014).
 * What does not add up by the GS1 rule is a code of the merchant's own: `code128` takes anything.
 */
export function pickBarcodeKind(barcode: string): BarcodeKind {
  const kind = /^\d+$/.test(barcode) ? byLength[barcode.length] : undefined
  return kind && isGs1(barcode) ? kind : 'code128'
}

/** GS1 check digit: from the right, digits count three times and once in turn. */
function isGs1(digits: string): boolean {
  const sum = [...digits]
    .reverse()
    .reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 1 : 3), 0)
  return sum % 10 === 0
}
