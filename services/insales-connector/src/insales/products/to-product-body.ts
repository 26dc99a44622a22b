import type { insales } from '@skladbridge/proto'
import { decimalFromMinor } from '../../domain/money.js'
import { theirId } from '../values.js'
import { toExtraPrices } from './extra-fields.js'

type Body = Record<string, unknown>

/**
 * A new product with its first variants and our mark. One variant's options stand at the product, as documented; of
 * several each has its own. `external_id` would be refused here (§2.1).
 */
export function toCreateBody(
  request: insales.CreateProductRequest,
  variants: insales.VariantChange[],
  markFieldId: string,
): { product: Body } {
  const { mark, title, description, isHidden, properties, bundle, components, vat } = request
  const [first, second] = variants
  const alone = first !== undefined && second === undefined
  return {
    product: {
      title,
      ...(description ? { description } : {}),
      ...(isHidden ? { is_hidden: true } : {}),
      ...(vat === undefined ? {} : { vat }),
      product_field_values_attributes: [{ product_field_id: theirId(markFieldId), value: mark }],
      ...(properties.length > 0 ? { properties_attributes: toProperties(properties) } : {}),
      ...(bundle ? { bundle, product_bundle_components_attributes: components.map(toComponent) } : {}),
      ...(alone && first.options.length > 0 ? { options: first.options.map(toOption) } : {}),
      variants_attributes: variants.map((variant) =>
        toNewVariant(alone ? { ...variant, options: [] } : variant),
      ),
    },
  }
}

/** What a product is made from where no variants are given. */
export const onlyVariant = (
  request: Pick<insales.CreateProductRequest, 'sku' | 'barcode' | 'priceMinor'>,
): insales.VariantChange => ({
  id: '',
  remove: false,
  sku: request.sku || undefined,
  barcode: request.barcode || undefined,
  priceMinor: request.priceMinor,
  extraPricesMinor: {},
  options: [],
})

/** Only what was given: the platform keeps the rest, and the last write of an attribute wins (§3). */
export function toUpdateBody(
  request: insales.UpdateProductRequest,
  variants: insales.VariantChange[] = request.variants,
  optionNameIds: string[] = [],
): { product: Body } {
  const { title, description, isHidden, properties, newOptions, vat } = request
  return {
    product: {
      ...(title === undefined ? {} : { title }),
      ...(description === undefined ? {} : { description }),
      ...(isHidden === undefined ? {} : { is_hidden: isHidden }),
      ...(vat === undefined ? {} : { vat }),
      ...(properties ? { properties_attributes: toProperties(properties.properties) } : {}),
      ...(newOptions.length > 0
        ? {
            // those that stay are named by id, else they would be taken for given up (D10 «Новое свойство»)
            options: [
              ...optionNameIds.map((id) => ({ option_name_id: theirId(id) })),
              ...newOptions.map(toOption),
            ],
          }
        : {}),
      ...(variants.length > 0 ? { variants_attributes: variants.map(toVariantChange) } : {}),
    },
  }
}

export const toVariantChange = (variant: insales.VariantChange): Body => {
  if (variant.id === '') return toNewVariant(variant)
  const id = theirId(variant.id)
  return variant.remove ? { id, _destroy: true } : { id, ...toAttributes(variant) }
}

/** A variant cannot be without a price. */
export const toNewVariant = (variant: insales.VariantChange): Body => ({
  price: 0,
  ...toAttributes(variant),
})

function toAttributes(variant: insales.VariantChange): Body {
  const { sku, barcode, weight, imageId, options, priceMinor, oldPriceMinor, costPriceMinor } = variant
  const money = { price: priceMinor, old_price: oldPriceMinor, cost_price: costPriceMinor }
  const prices = Object.entries(money).filter(([, minor]) => minor !== undefined) as [string, number][]
  return {
    ...(sku === undefined ? {} : { sku }),
    ...(barcode === undefined ? {} : { barcode }),
    ...Object.fromEntries(prices.map(([name, minor]) => [name, decimalFromMinor(minor)])),
    ...toExtraPrices(variant.extraPricesMinor),
    ...(weight === undefined ? {} : { weight }),
    ...(imageId === undefined ? {} : { image_id: imageId === '' ? null : theirId(imageId) }),
    ...(options.length > 0 ? { options: options.map(toOption) } : {}),
  }
}

const toOption = ({ name, value }: insales.OptionValue) => ({ title: name, value })

const toProperties = (properties: insales.Property[]) =>
  properties.map(({ name, value }) => ({ title: name, value }))

const toComponent = ({ productId, variantId, quantity }: insales.BundleComponent) => ({
  ...(variantId ? { variant_id: theirId(variantId) } : { product_id: theirId(productId) }),
  quantity,
})
