import type { insales } from '@skladbridge/proto'
import { insalesErrors } from '../errors.js'
import { amountOf, extraPricesOf, filled, idOf, quantityOf, stocksOf } from './arguments.js'

const wrong = (field: string, rule: string): Error => insalesErrors.INSALES_ARGUMENT_WRONG({ field, rule })

/** A picture of 10 MB is 13.4 MB in the shop's request. */
const mostImageBytes = 10 * 1024 * 1024

export function checkCreate(request: insales.CreateProductRequest): void {
  filled(request.mark, 'mark', 64)
  filled(request.title, 'title', 1_000)
  amountOf(request.priceMinor, 'price_minor')
  quantityOf(request.vat, 'vat')
  for (const variant of request.variants) {
    if (variant.id !== '' || variant.remove) throw wrong('variants.id', 'has no place in a new product')
    checkVariantChange(variant)
  }
  for (const { productId, variantId, quantity } of request.components) {
    idOf(variantId || productId, 'components')
    quantityOf(quantity, 'components.quantity')
  }
  if (request.bundle && request.components.length === 0)
    throw wrong('components', 'may not be empty in a bundle')
}

export function checkUpdate(request: insales.UpdateProductRequest): void {
  idOf(request.id, 'id')
  for (const variant of request.variants) {
    if (variant.id !== '') idOf(variant.id, 'variants.id')
    if (variant.id === '' && variant.remove) throw wrong('variants.id', 'is needed to remove it')
    checkVariantChange(variant)
  }
}

function checkVariantChange(variant: insales.VariantChange): void {
  amountOf(variant.priceMinor, 'variants.price_minor')
  amountOf(variant.oldPriceMinor, 'variants.old_price_minor')
  amountOf(variant.costPriceMinor, 'variants.cost_price_minor')
  extraPricesOf(variant.extraPricesMinor, 'variants.extra_prices_minor')
  quantityOf(variant.weight, 'variants.weight')
  if (variant.imageId) idOf(variant.imageId, 'variants.image_id')
}

export function checkVariantUpdate(update: insales.VariantUpdate): void {
  idOf(update.id, 'variants.id')
  amountOf(update.priceMinor, 'variants.price_minor')
  amountOf(update.oldPriceMinor, 'variants.old_price_minor')
  amountOf(update.costPriceMinor, 'variants.cost_price_minor')
  extraPricesOf(update.extraPricesMinor, 'variants.extra_prices_minor')
  quantityOf(update.quantity, 'variants.quantity')
  stocksOf(update.quantityAtWarehouse, 'variants.quantity_at_warehouse')
}

export function checkImage({ productId, filename, content, title, position }: insales.AddImageRequest): void {
  idOf(productId, 'product_id')
  filled(filename, 'filename', 255)
  if (content.length === 0) throw wrong('content', 'may not be empty')
  if (content.length > mostImageBytes)
    throw insalesErrors.INSALES_IMAGE_TOO_LARGE({ product: productId, filename })
  if (title.length > 255) throw wrong('title', 'must have at most 255 characters')
  positionOf(position, 0)
}

export function positionOf(value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) throw wrong('position', `must be ${least} or more`)
}
