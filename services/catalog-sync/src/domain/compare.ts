import { sameText, sameValue, sameWeight, foldName } from './text.js'
import type { CardValues, OptionValue, Property, VariantValues } from './types.js'

/** Does the shop's value mean the same as ours, field by field? Undefined = not known, so different. */
export const sameCardField = {
  title: (a: string | undefined, b: string | undefined) => both(a, b, sameText),
  description: (a: string | undefined, b: string | undefined) => both(a, b, sameText),
  hidden: (a: boolean | undefined, b: boolean | undefined) => a === b,
  vat: (a: number | undefined, b: number | undefined) => a === b,
  properties: (a: Property[] | undefined, b: Property[] | undefined) => both(a, b, sameProperties),
} satisfies { [F in keyof Required<CardValues>]: (a: CardValues[F], b: CardValues[F]) => boolean }

export const sameVariantField = {
  sku: (a: string | undefined, b: string | undefined) => both(a, b, sameText),
  barcode: (a: string | undefined, b: string | undefined) => both(a, b, sameText),
  weight: (a: number | undefined, b: number | undefined) => both(a, b, sameWeight),
} satisfies Partial<{
  [F in keyof VariantValues]: (a: VariantValues[F] | undefined, b: VariantValues[F] | undefined) => boolean
}>

function both<T>(a: T | undefined, b: T | undefined, same: (a: T, b: T) => boolean): boolean {
  return a !== undefined && b !== undefined && same(a, b)
}

/** As sets: the shop orders them in its own way. */
export function sameProperties(a: readonly Property[], b: readonly Property[]): boolean {
  const within = (some: readonly Property[], all: readonly Property[]) =>
    some.every((one) =>
      all.some((other) => foldName(one.name) === foldName(other.name) && sameValue(one.value, other.value)),
    )
  return within(a, b) && within(b, a)
}

/** As sets, too: the shop may turn their order (api/insales.md §2.2). */
export const sameOptions = (a: readonly OptionValue[], b: readonly OptionValue[]): boolean => {
  const within = (some: readonly OptionValue[], all: readonly OptionValue[]) =>
    some.every((one) =>
      all.some(
        (other) =>
          foldName(one.name) === foldName(other.name) && foldName(one.value) === foldName(other.value),
      ),
    )
  return within(a, b) && within(b, a)
}
