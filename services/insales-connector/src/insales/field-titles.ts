/** How the shop's back office calls the fields that a refusal can name: their names → a merchant's words. */
const titles: Readonly<Record<string, string>> = {
  title: 'Название',
  description: 'Описание',
  permalink: 'Адрес страницы',
  category_id: 'Категория на складе',
  is_hidden: 'Видимость на витрине',
  vat: 'НДС',
  properties: 'Параметры',
  properties_attributes: 'Параметры',
  characteristics: 'Значения параметров',
  product_bundle_components: 'Состав комплекта',
  product_bundle_components_attributes: 'Состав комплекта',
  bundle: 'Комплект',
  product: 'Товар',
  product_id: 'Товар',
  collection: 'Коллекция',
  collection_id: 'Коллекция',
  parent_id: 'Родительская коллекция',
  image: 'Изображение',
  image_id: 'Изображение варианта',
  src: 'Адрес изображения',
  attachment: 'Файл изображения',
  filename: 'Имя файла',
  position: 'Порядок',
  variants: 'Варианты товара',
  variants_attributes: 'Варианты товара',
  options: 'Свойства варианта',
  sku: 'Артикул',
  barcode: 'Штрихкод',
  price: 'Цена продажи',
  old_price: 'Старая цена',
  cost_price: 'Себестоимость',
  quantity: 'Остаток',
  weight: 'Вес',
  dimensions: 'Габариты',
  product_field: 'Дополнительное поле товара',
  product_field_values: 'Дополнительное поле товара',
  custom_status: 'Статус заказа',
  custom_status_permalink: 'Статус заказа',
  financial_status: 'Статус оплаты',
  order_lines: 'Позиции заказа',
  'order_lines.quantity': 'Количество в позиции',
  order_lines_attributes: 'Позиции заказа',
  variant: 'Вариант товара',
  variant_id: 'Вариант товара',
  sale_price: 'Цена позиции',
  address: 'Адрес уведомления',
  topic: 'Событие уведомления',
}

const patterns: [RegExp, (n: string) => string][] = [
  [/^price(\d+)$/, (n) => `Дополнительная цена ${n}`],
  [/^quantity_at_warehouse(\d+)$/, (n) => `Остаток на складе ${Number(n) + 1}`],
]

/** Of `order_lines.quantity` the whole name or its last part; what has none stays as inSales names it. */
export function fieldTitle(name: string): string {
  const last = name.split('.').at(-1) ?? name
  for (const [pattern, title] of patterns) {
    const n = pattern.exec(last)?.[1]
    if (n !== undefined) return title(n)
  }
  return titles[name] ?? titles[last] ?? name
}
