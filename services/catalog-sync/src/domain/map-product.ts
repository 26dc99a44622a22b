import type { CatalogSettings } from '@skladbridge/contracts'
import type { MoyskladProduct, Written } from './types.js'

/** What the shop should show for a product, by the merchant's price types (left MoySklad, right inSales). */
export function mapProduct(product: MoyskladProduct, settings: CatalogSettings): Written {
  const price = settings.priceTypeId
    ? product.salePrices.find((candidate) => candidate.priceTypeId === settings.priceTypeId)
    : product.salePrices[0]
  const oldPrice = product.salePrices.find((candidate) => candidate.priceTypeId === settings.oldPriceTypeId)
  return {
    title: product.name,
    description: product.description,
    sku: product.article,
    barcode: product.barcodes[0] ?? '',
    priceMinor: price?.valueMinor ?? 0,
    oldPriceMinor: oldPrice?.valueMinor ?? null,
  }
}
