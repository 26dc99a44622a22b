import { invalid, permalink } from '../answers.js'
import { id, records, text } from '../input.js'
import type { OptionValue, Product, Shop, Titled, Variant } from '../shop/types.js'

/** An option as written (`{option_name_id | title, value}`): its name, and its value where one is given. */
export interface GivenOption {
  name: Titled
  value: OptionValue | null
}

export function readOptions(shop: Shop, options: unknown): GivenOption[] {
  return records(options).map((option) => {
    const name = findName(shop, id(option['option_name_id']), text(option['title']))
    const value = text(option['value'])
    return { name, value: value === null ? null : optionValue(shop, name.id, value) }
  })
}

function findName(shop: Shop, nameId: number, title: string | null): Titled {
  const { option_names } = shop.tables
  const known = option_names.get(nameId) ?? (title === null ? undefined : option_names.byKey(title))
  if (known) return known
  if (title === null) throw invalid('options', 'Свойство не найдено')
  return option_names.add({ id: shop.nextId('option_name'), title, permalink: permalink(title) })
}

export function optionValue(shop: Shop, nameId: number, title: string): OptionValue {
  const { option_values } = shop.tables
  return (
    option_values.byKey(`${nameId}|${title}`) ??
    option_values.add({
      id: shop.nextId('option_value'),
      option_name_id: nameId,
      title,
      position: option_values.size + 1,
    })
  )
}

/** Gives a variant its values in the order of the product's options. Says what is wrong, or nothing. */
export function placeOptions(
  shop: Shop,
  product: Product,
  variant: Variant,
  given: GivenOption[],
): string | undefined {
  const current = new Map(
    variant.option_value_ids.map((valueId) => [
      shop.tables.option_values.get(valueId)?.option_name_id,
      valueId,
    ]),
  )
  for (const { name, value } of given) {
    if (!product.option_name_ids.includes(name.id)) return `У товара нет свойства «${name.title}»`
    if (value) current.set(name.id, value.id)
  }
  const placed = product.option_name_ids.map((nameId) => current.get(nameId))
  if (placed.includes(undefined)) return 'Не указаны значения всех свойств'
  const ids = placed as number[]
  const twin = product.variants.some((other) => other !== variant && sameValues(other.option_value_ids, ids))
  if (twin) return 'Вариант с такими значениями свойств уже существует'
  variant.option_value_ids = ids
  return undefined
}

/** A new option of the product: its value goes to all variants there are. Those not named stay. */
export function addOptions(shop: Shop, product: Product, options: unknown): void {
  for (const { name, value } of readOptions(shop, options)) {
    if (product.option_name_ids.includes(name.id)) continue
    if (!value) throw invalid('options', `Не указано значение свойства «${name.title}»`)
    product.option_name_ids.push(name.id)
    for (const variant of product.variants) variant.option_value_ids.push(value.id)
  }
}

export function variantTitle(shop: Shop, variant: Variant): string | null {
  const titles = variant.option_value_ids.map(
    (valueId) => shop.tables.option_values.get(valueId)?.title ?? '',
  )
  return titles.length > 0 ? titles.join(' / ') : null
}

const sameValues = (a: number[], b: number[]) =>
  a.length === b.length && a.every((value, at) => value === b[at])
