import { permalink } from '../answers.js'
import type { Row, Shop, Tables } from './types.js'

type Fields = Record<string, unknown>

/** What a working tea shop has before anything was done through the API. */
export function fillDictionaries(shop: Shop, warehouses: number): void {
  const add = adder(shop)
  add('categories', { parent_id: null, title: 'Склад', position: 1 })
  add('collections', collection({ title: 'Каталог', position: 1 }))
  for (let at = 0; at < warehouses; at += 1) {
    const title = at === 0 ? 'Основной склад' : `Склад ${at + 1}`
    add('warehouses', { title, array_index: at, is_default: at === 0 })
  }
  for (const [at, title] of ['Оптовая', 'Для постоянных покупателей'].entries()) {
    const index = at + 1
    add('price_kinds', {
      price_index: index,
      show_in_lists: false,
      title,
      variant_price_method_name: `price${index + 1}`,
    })
  }
  fillStatuses(add)
  fillCheckout(add)
  fillFields(add)
  add('stock_currencies', {
    code: 'RUR',
    unit: 'руб',
    is_default: true,
    exchange_rate_round: false,
    exchange_rate_use_cb: true,
    exchange_rate_manual: null,
    exchange_rate_percent: null,
    cb_rate: 1,
    exchange_rate: 1,
  })
  add('client_groups', { title: 'Оптовики', discount: 5 })
  add('domains', { domain: shop.host, main: true })
}

type Add = (table: keyof Tables, fields: Fields) => void

function adder(shop: Shop): Add {
  return (table, fields) => {
    const now = shop.kit.clock.now()
    const row: Row = { id: shop.nextId(table), ...fields, created_at: now, updated_at: now }
    ;(shop.tables[table] as { add(row: Row): Row }).add(row)
  }
}

function fillStatuses(add: Add): void {
  const statuses = [
    ['new', 'Новый', '#DC5F59', true],
    ['accepted', 'В обработке', '#85C5E0', true],
    ['accepted', 'Ожидает оплаты', '#85C5E0', false],
    ['approved', 'Согласован', '#86AA60', true],
    ['approved', 'Собирается', '#86AA60', false],
    ['dispatched', 'Отгружен', '#3A9FC9', true],
    ['delivered', 'Доставлен', '#249641', true],
    ['returning', 'В процессе возврата', '#B08F4F', true],
    ['declined', 'Отменен', '#999999', true],
    ['returned', 'Возврат', '#999999', true],
  ] as const
  for (const [at, [system_status, title, color, is_default]] of statuses.entries()) {
    add('custom_statuses', {
      system_status,
      permalink: permalink(title),
      position: at + 1,
      is_default,
      title,
      color,
    })
  }
}

function fillCheckout(add: Add): void {
  add('delivery_variants', delivery('Самовывоз', 'DeliveryVariant::PickUp', 0, 1))
  add('delivery_variants', delivery('Курьер по городу', 'DeliveryVariant::Fixed', 350, 2))
  add('delivery_variants', delivery('Доставка в пункт выдачи', 'DeliveryVariant::External', 199.5, 3))
  add('payment_gateways', gateway('Оплата онлайн', 'PaymentGateway::External', '0.0', 1))
  add('payment_gateways', gateway('Оплата при получении', 'PaymentGateway::Cod', '5.0', 2))
}

const delivery = (title: string, type: string, price: number, position: number): Fields => ({
  type,
  position,
  title,
  description: title,
  price,
  add_payment_gateways: true,
})

const gateway = (title: string, type: string, margin: string, position: number): Fields => ({
  type,
  position,
  margin,
  available_for_individual_clients: true,
  available_for_juridical_clients: true,
  title,
  description: '',
  ...(type === 'PaymentGateway::External' && externalGateway),
  payment_delivery_variants: [],
})

const externalGateway: Fields = {
  password: 'never-log-this',
  url: 'https://pay.example.ru/order/pay',
  shop_id: '1000001',
  send_order: false,
  convert_currency: null,
  widget_mode: false,
  window_mode: null,
  widget_html_code: '',
  show_at_product: null,
  show_at_collection: null,
  show_at_cart: null,
  design_version: null,
  text_version: null,
  rounding_version: null,
  show_payment_fee: null,
  info_page_id: null,
  success_url: 'https://shop.example.ru/payments/external/1/success',
  fail_url: 'https://shop.example.ru/payments/external/1/fail',
  server_url: 'https://shop.example.ru/payments/external/1/server',
  redirect_to_payment: true,
}

export function collection(fields: Fields): Fields {
  return {
    parent_id: null,
    is_hidden: false,
    position: 1,
    sort_type: null,
    custom_template: null,
    recursive: true,
    is_smart: false,
    html_title: null,
    meta_keywords: null,
    meta_description: null,
    permalink: permalink(String(fields['title'])),
    url: `/collection/${permalink(String(fields['title']))}`,
    field_values: [],
    description: null,
    seo_description: null,
    ...fields,
  }
}

function fillFields(add: Add): void {
  const fields = [
    [6, 'Имя', 'contact_name', null, 'Field::ObligatoryTextField'],
    [6, 'Фамилия', 'surname', null, 'Field::SystemTextField'],
    [6, 'Телефон', 'phone', null, 'Field::Phone'],
    [1, 'Населенный пункт', 'full_locality_name', null, 'Field::Locality'],
    [1, 'Адрес', 'address', null, 'Field::SystemTextArea'],
    [2, 'Имя', 'name', null, 'Field::ObligatoryTextField'],
    [3, 'Трек-номер', null, 'track_number', 'Field::TextField'],
  ] as const
  for (const [at, [destiny, title, system_name, handle, type]] of fields.entries()) {
    add('fields', field({ destiny, position: at + 1, office_title: title, title, system_name, handle, type }))
  }
}

export function field(fields: Fields): Fields {
  return {
    for_buyer: false,
    obligatory: false,
    active: true,
    system_name: null,
    show_in_result: true,
    show_in_checkout: false,
    is_indexed: null,
    hide_in_backoffice: null,
    handle: null,
    placeholder: null,
    example: null,
    ...fields,
  }
}
