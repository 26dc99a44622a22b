import { invalid, permalink } from '../answers.js'
import { flag, id, text, type Input } from '../input.js'
import type { Characteristic, Product, Property, Shop } from '../shop/types.js'

/** properties_attributes are the whole set: what is not named is gone. */
export function replaceProperties(shop: Shop, product: Product, given: Input[]): void {
  const wanted: number[] = []
  for (const entry of given) {
    if (flag(entry['_destroy'])) continue
    const property = findProperty(shop, entry)
    const values = Array.isArray(entry['value']) ? entry['value'] : [entry['value']]
    for (const value of values) {
      const title = text(value)
      if (title) wanted.push(characteristic(shop, property, title).id)
    }
  }
  product.characteristic_ids = [...new Set(wanted)]
}

/** product_characteristics_attributes add to what is there, by ids. */
export function appendCharacteristics(shop: Shop, product: Product, given: Input[]): void {
  for (const entry of given) {
    const known = shop.tables.characteristics.get(id(entry['characteristic_id']))
    if (!known) throw invalid('characteristics', 'Значение параметра не найдено')
    if (!product.characteristic_ids.includes(known.id)) product.characteristic_ids.push(known.id)
  }
}

function findProperty(shop: Shop, entry: Input): Property {
  const { properties } = shop.tables
  const title = text(entry['title'])
  const known = properties.get(id(entry['property_id'] ?? entry['id'])) ?? properties.byKey(title ?? '')
  if (known) return known
  if (!title) throw invalid('properties.title', 'не может быть пустым')
  return properties.add({ id: shop.nextId('property'), title, permalink: permalink(title), numeric: false })
}

function characteristic(shop: Shop, property: Property, given: string): Characteristic {
  const title = property.numeric ? leadingNumber(given) : given
  const { characteristics } = shop.tables
  return (
    characteristics.byKey(`${property.id}|${title}`) ??
    characteristics.add({
      id: shop.nextId('characteristic'),
      property_id: property.id,
      title,
      permalink: permalink(title),
    })
  )
}

/** «12.5 см» is stored as 12.5, «40 см» is refused: so it is documented. */
function leadingNumber(value: string): string {
  const number = /^\d+\.\d+/.exec(value)?.[0] ?? /^\d+$/.exec(value)?.[0]
  if (number === undefined) throw invalid('characteristics', 'Указано не число')
  return number
}
