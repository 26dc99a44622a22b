import { invalid, notFound, permalink } from '../answers.js'
import { has, id, unwrap, text, type Input } from '../input.js'
import { changed, onePage } from '../shop/lists.js'
import { rowJson } from '../shop/row-json.js'
import { collection, field } from '../shop/seed-dictionaries.js'
import type { Table } from '../shop/table.js'
import type { Row, Shop, Tables } from '../shop/types.js'
import { done, type Call, type Route } from './route.js'

interface Dictionary {
  path: string
  table: keyof Tables
  envelope: string
  /** What a request may set; without any, the dictionary can only be read. */
  writable?: string[]
  required?: string[]
  /** What a new row has beyond what was sent. */
  blank?(call: Call, sent: Input): Input
  /** Rows outside the dictionary although they stand in its table. */
  shows?(call: Call, row: Row): boolean
  show?(row: Row): Record<string, unknown>
  cutsByFromId?: boolean
  /** @throws Refusal 422 for what may not stand so. `row` has no id yet when it is made. */
  check?(shop: Shop, row: Row): void
}

const dictionaries: Dictionary[] = [
  {
    path: '/categories',
    table: 'categories',
    envelope: 'category',
    ...written('title', 'parent_id', 'position'),
  },
  {
    path: '/collections',
    table: 'collections',
    envelope: 'collection',
    ...written(
      'title',
      'parent_id',
      'position',
      'is_hidden',
      'description',
      'html_title',
      'sort_type',
      'permalink',
    ),
    blank: (_call, sent) => collection({ title: sent['title'] }),
    cutsByFromId: false,
    check: checkParent,
  },
  {
    path: '/price_kinds',
    table: 'price_kinds',
    envelope: 'price_kind',
    ...written('title', 'show_in_lists'),
    blank: ({ shop }) => nextPriceKind(shop),
  },
  {
    path: '/custom_statuses',
    table: 'custom_statuses',
    envelope: 'custom_status',
    ...written('title', 'system_status', 'color', 'position'),
    blank: ({ shop }, sent) => nextStatus(shop, sent),
  },
  {
    path: '/fields',
    table: 'fields',
    envelope: 'field',
    ...written('title', 'office_title', 'handle', 'destiny', 'type', 'active', 'for_buyer'),
    blank: (_call, sent) => field({ title: sent['office_title'] ?? sent['title'], type: 'Field::TextField' }),
  },
  {
    path: '/order_fields',
    table: 'fields',
    envelope: 'order_field',
    ...written('title', 'office_title', 'handle', 'type', 'active', 'for_buyer'),
    blank: ({ login }, sent) => ({
      ...field({ type: 'OrderField::TextField', office_title: sent['title'] }),
      destiny: 3,
      application_id: login,
    }),
    shows: (_call, row) => row['destiny'] === 3,
    show: (row) => ({
      ...rowJson(row),
      type: String(row['type']).replace(/^Field::/, 'OrderField::'),
      application_id: row['application_id'] ?? null,
    }),
  },
  {
    path: '/product_fields',
    table: 'product_fields',
    envelope: 'product_field',
    ...written('title', 'handle', 'type'),
    blank: (_call, sent) => ({
      handle: permalink(String(sent['title'])).replaceAll('-', '_'),
      type: 'ProductField::TextField',
    }),
    show: ({ id, handle, type, title }) => ({ id, handle, type, title }),
  },
  { path: '/delivery_variants', table: 'delivery_variants', envelope: 'delivery_variant' },
  { path: '/payment_gateways', table: 'payment_gateways', envelope: 'payment_gateway' },
  { path: '/warehouses', table: 'warehouses', envelope: 'warehouse' },
  { path: '/stock_currencies', table: 'stock_currencies', envelope: 'stock_currency' },
  {
    path: '/client_groups',
    table: 'client_groups',
    envelope: 'client_group',
    ...written('title', 'discount'),
  },
  { path: '/domains', table: 'domains', envelope: 'domain' },
  { path: '/js_tags', table: 'js_tags', envelope: 'js_tag', writable: ['type', 'content', 'name'] },
  {
    path: '/application_widgets',
    table: 'application_widgets',
    envelope: 'application_widget',
    writable: ['code', 'height', 'page_type'],
    required: ['code', 'page_type'],
  },
  {
    path: '/option_names',
    table: 'option_names',
    envelope: 'option_name',
    ...written('title', 'permalink'),
    blank: (_call, sent) => ({ permalink: permalink(String(sent['title'])) }),
  },
  {
    path: '/option_values',
    table: 'option_values',
    envelope: 'option_value',
    writable: ['title', 'option_name_id', 'position'],
    required: ['title', 'option_name_id'],
  },
  { path: '/properties', table: 'properties', envelope: 'property', ...written('title', 'permalink') },
]

function written(
  ...fields: [required: string, ...more: string[]]
): Pick<Dictionary, 'writable' | 'required'> {
  return { writable: fields, required: [fields[0]] }
}

export function dictionaryRoutes(route: Route): void {
  for (const dictionary of dictionaries) {
    readRoutes(route, dictionary)
    if (dictionary.writable) writeRoutes(route, dictionary, dictionary.writable)
  }
}

function readRoutes(route: Route, dictionary: Dictionary): void {
  route('GET', dictionary.path, (call) => {
    const rows = visible(dictionary, call) as (Row & { updated_at: Date })[]
    const listed =
      dictionary.cutsByFromId === undefined ? rows : changed(rows, call.query, dictionary.cutsByFromId)
    return onePage(listed, { per_page: 250, ...call.query }).map((row) => shown(dictionary, row))
  })
  route('GET', `${dictionary.path}/:id`, (call) => shown(dictionary, found(dictionary, call)))
}

function writeRoutes(route: Route, dictionary: Dictionary, writable: string[]): void {
  const take = (row: Row, sent: Input) => {
    for (const key of writable) if (has(sent, key)) row[key] = sent[key]
  }
  route(
    'POST',
    dictionary.path,
    (call) => {
      const sent = unwrap(call.body, dictionary.envelope)
      for (const key of dictionary.required ?? [])
        if (!text(sent[key])) throw invalid(key, 'не может быть пустым')
      const now = call.shop.kit.clock.now()
      const row: Row = { id: 0, ...dictionary.blank?.(call, sent), created_at: now, updated_at: now }
      take(row, sent)
      dictionary.check?.(call.shop, row)
      row.id = call.shop.nextId(dictionary.table)
      return shown(dictionary, tableOf(dictionary, call).add(row))
    },
    201,
  )
  route('PUT', `${dictionary.path}/:id`, (call) => {
    const row = found(dictionary, call)
    const changed: Row = { ...row }
    take(changed, unwrap(call.body, dictionary.envelope))
    for (const key of dictionary.required ?? [])
      if (!text(changed[key])?.trim()) throw invalid(key, 'не может быть пустым')
    dictionary.check?.(call.shop, changed)
    Object.assign(row, changed)
    row['updated_at'] = call.shop.kit.clock.now()
    return shown(dictionary, row)
  })
  route('DELETE', `${dictionary.path}/:id`, (call) => {
    tableOf(dictionary, call).delete(found(dictionary, call).id)
    return done
  })
}

/** A tree has no circles, and hangs on what is there. */
function checkParent(shop: Shop, row: Row): void {
  const { collections } = shop.tables
  for (let above = row['parent_id']; above !== null && above !== undefined;) {
    const parent = collections.get(id(above))
    if (!parent) throw invalid('parent_id', 'Родительская коллекция не найдена')
    if (parent.id === row.id) throw invalid('parent_id', 'Коллекция не может быть вложена сама в себя')
    above = parent['parent_id']
  }
}

const tableOf = (dictionary: Dictionary, { shop }: Call) =>
  shop.tables[dictionary.table] as unknown as Table<Row>
const shown = (dictionary: Dictionary, row: Row) => (dictionary.show ?? rowJson)(row)
const visible = (dictionary: Dictionary, call: Call) =>
  tableOf(dictionary, call)
    .rows()
    .filter((row) => dictionary.shows?.(call, row) ?? true)

function found(dictionary: Dictionary, call: Call): Row {
  const row = tableOf(dictionary, call).get(call.number('id'))
  if (!row || dictionary.shows?.(call, row) === false) throw notFound()
  return row
}

function nextPriceKind(shop: Shop): Input {
  const taken = shop.tables.price_kinds.rows().map((kind) => Number(kind['price_index']))
  const index = Math.max(0, ...taken) + 1
  return { price_index: index, show_in_lists: false, variant_price_method_name: `price${index + 1}` }
}

const systemStatuses = [
  'new',
  'accepted',
  'approved',
  'dispatched',
  'delivered',
  'returning',
  'declined',
  'returned',
]

function nextStatus(shop: Shop, sent: Input): Input {
  if (!systemStatuses.includes(String(sent['system_status'])))
    throw invalid('system_status', 'недопустимое значение')
  const wanted = permalink(String(sent['title']))
  const { custom_statuses } = shop.tables
  const free = custom_statuses.byKey(wanted) ? `${wanted}-${custom_statuses.size + 1}` : wanted
  return { permalink: free, position: custom_statuses.size + 1, is_default: false, color: '#85C5E0' }
}
