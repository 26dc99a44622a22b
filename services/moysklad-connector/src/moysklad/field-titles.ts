/** How MoySklad's pages call the fields that a refusal can name. */
const titles: Readonly<Record<string, string>> = {
  name: 'Наименование',
  description: 'Описание',
  article: 'Артикул',
  code: 'Код',
  externalCode: 'Внешний код',
  barcodes: 'Штрихкоды',
  ean13: 'Штрихкод EAN-13',
  ean8: 'Штрихкод EAN-8',
  upc: 'Штрихкод UPC',
  gtin: 'Штрихкод GTIN',
  code128: 'Штрихкод Code128',
  salePrices: 'Цены продажи',
  priceType: 'Тип цены',
  buyPrice: 'Закупочная цена',
  minPrice: 'Минимальная цена',
  value: 'Значение',
  currency: 'Валюта',
  weight: 'Вес',
  volume: 'Объём',
  vat: 'НДС',
  productFolder: 'Группа товаров',
  attributes: 'Дополнительные поля',
  characteristics: 'Характеристики',
  components: 'Состав комплекта',
  images: 'Изображения',
  product: 'Товар',
  archived: 'Архив',
  syncId: 'Идентификатор синхронизации',
  organization: 'Организация',
  agent: 'Контрагент',
  store: 'Склад',
  state: 'Статус',
  positions: 'Позиции',
  quantity: 'Количество',
  reserve: 'Резерв',
  moment: 'Дата',
  shipmentAddress: 'Адрес доставки',
  phone: 'Телефон',
  email: 'Электронная почта',
  inn: 'ИНН',
}

/** Of `salePrices.value` the last part that has a name; what has none stays as MoySklad names it. */
export function fieldTitle(field: string | undefined): string {
  if (!field) return 'не названо'
  const parts = field.split('.')
  return titles[parts.at(-1) ?? ''] ?? titles[parts[0] ?? ''] ?? field
}
