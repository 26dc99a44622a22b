import type { SandboxKit } from '../../core/types.js'
import type { Table } from './table.js'

// Names of fields are inSales' own; how they look on the wire (strings, stamps) is decided where JSON is made.

export interface Variant {
  id: number
  product_id: number
  created_at: Date
  updated_at: Date
  sku: string | null
  barcode: string | null
  weight: number | null
  dimensions: string | null
  price: number
  old_price: number | null
  base_price: number | null
  cost_price: number | null
  /** price2, price3, … in the order of the shop's price kinds. */
  extra_prices: (number | null)[]
  /** Pieces by `array_index` of the warehouses; null = stock is not tracked. */
  stock: number[] | null
  image_ids: number[]
  option_value_ids: number[]
  /** Can be written, is never shown. */
  external_id: string | null
}

export interface Image {
  id: number
  product_id: number
  position: number
  created_at: Date
  filename: string
  title: string | null
  external_id: string | null
  processing: boolean
  bytes: Buffer
}

export interface Product {
  id: number
  created_at: Date
  updated_at: Date
  title: string
  permalink: string
  category_id: number
  archived: boolean
  is_hidden: boolean
  /** title-like fields without a rule of their own: description, meta_keywords, unit, vat, … */
  plain: Record<string, unknown>
  option_name_ids: number[]
  characteristic_ids: number[]
  field_values: { id: number; product_field_id: number; value: string | null }[]
  collects: Collect[]
  images: Image[]
  variants: Variant[]
  bundle: true | null
  components: { id: number; product_id: number; variant_id: number; quantity: number }[]
}

export interface Titled {
  id: number
  title: string
  permalink: string
}
export interface OptionValue {
  id: number
  option_name_id: number
  title: string
  position: number
}
export interface Characteristic extends Titled {
  property_id: number
}
export interface Property extends Titled {
  numeric: boolean
}
export interface Collect {
  id: number
  collection_id: number
  product_id: number
  position: number
}

export interface OrderLine {
  id: number
  created_at: Date
  updated_at: Date
  variant_id: number | null
  product_id: number | null
  sku: string | null
  barcode: string | null
  title: string
  unit: string
  quantity: number
  reserved_quantity: number
  sale_price: number
  cost_price: number | null
  weight: number | null
  dimensions: string | null
  comment: string | null
  vat: number
  bundle_id: number | null
}

export interface Discount {
  id: number
  created_at: Date
  updated_at: Date
  description: string | null
  /** 1 = per cent, 2 = money. */
  type_id: 1 | 2
  discount: number
  discount_code_id: number | null
  line_ids: number[]
  product_ids: number[]
}

export interface FieldValue {
  id: number
  field_id: number
  value: string | null
  created_at: Date
  updated_at: Date
}

export interface OrderChange {
  id: number
  created_at: Date
  action: string
  value_was: string | null
  value_is: string | null
  full_description: string
  user_name: string | null
}

export interface Order {
  id: number
  number: number
  key: string
  created_at: Date
  updated_at: Date
  deleted: boolean
  archived: boolean
  custom_status: string
  financial_status: 'pending' | 'paid'
  accepted_at: Date | null
  delivered_at: Date | null
  paid_at: Date | null
  lines: OrderLine[]
  discounts: Discount[]
  field_values: FieldValue[]
  /** Newest first. */
  changes: OrderChange[]
  client_id: number
  address: Record<string, unknown> & { id: number }
  delivery_variant_id: number
  delivery_price: number
  payment_gateway_id: number
  /** Per cent of the payment method, as it was when the order was made. */
  margin: number
  warehouse_id: number
  /** comment, manager_comment, delivery_date, … */
  plain: Record<string, unknown>
}

/** A dictionary's row: what the API shows, with an id. */
export interface Row extends Record<string, unknown> {
  id: number
}

export interface Hook {
  id: number
  /** The application it belongs to. */
  login: string
  address: string
  topic: string
  format_type: 'json' | 'xml'
  warehouse_id: number | null
  sales_channel_id: number | null
  batch_size: number
}

export interface Credential {
  login: string
  password: string
  /** Shown as `user_name` in the changes of an order. */
  appName: string
  /** First path parts the application has no right to: `orders`, `products`. Answered 403. */
  denied?: string[]
}

/** Who does something: an application (its name), a person of the shop, or the buyer (null). */
export interface Actor {
  name: string | null
}

/** How the shop behaves where the documents leave room, or where it misbehaves. Can be changed while running. */
export interface ShopBehaviour {
  /** variants_group_update takes effect about so much later (half to one and a half of it), sandbox ms. */
  groupUpdateDelayMs: number
  /** Share of the items of a group update that silently have no effect. */
  groupUpdateFailed: number
  /** `[]` as since 2026, or `[{id,status}]` as before. */
  groupUpdateAnswer: 'queued' | 'statuses'
  /** More on one product are refused 422; the platform's own number is not documented. */
  mostVariants: number
  /** Whether `options` are known inside variants_attributes: the documents show them in single variants only. */
  nestedOptions: boolean
  /** Whether a title and a position given with a new image are taken over: the documents show them in PUT only. */
  imageTakesTitle: boolean
  /** 403 with a page, as for an address outside Russia. */
  geoBlocked: boolean
  /** 423 on creating orders, as seen where the shop's tariff has run out. */
  locked: boolean
  /**
   * Makes something else of what orders are given: fields are trimmed and escaped as html, quantities have two decimals,
   * prices are rounded to ten kopecks.
   */
  tidies: boolean
}

export interface Tables {
  products: Table<Product>
  variants: Table<Variant>
  option_names: Table<Titled>
  option_values: Table<OptionValue>
  properties: Table<Property>
  characteristics: Table<Characteristic>
  collects: Table<Collect>
  orders: Table<Order>
  hooks: Table<Hook>
  categories: Table<Row>
  collections: Table<Row>
  clients: Table<Row>
  client_groups: Table<Row>
  custom_statuses: Table<Row>
  delivery_variants: Table<Row>
  payment_gateways: Table<Row>
  warehouses: Table<Row>
  price_kinds: Table<Row>
  fields: Table<Row>
  product_fields: Table<Row>
  stock_currencies: Table<Row>
  application_widgets: Table<Row>
  application_charges: Table<Row>
  domains: Table<Row>
  js_tags: Table<Row>
}

/** What the rules tell the world: webhooks follow from it. */
export interface Announcements {
  productCreated(product: Product): void
  productUpdated(product: Product): void
  order(topic: 'create' | 'update' | 'destroy', order: Order): void
  client(topic: 'create' | 'update', client: Row): void
}

export interface Shop {
  id: number
  host: string
  title: string
  credentials: Credential[]
  behaviour: ShopBehaviour
  kit: SandboxKit
  tables: Tables
  recurringCharge: Record<string, unknown> | null
  nextOrderNumber: number
  announce: Announcements
  /** The next id of a kind; unique over all shops, as in inSales. */
  nextId(kind: string): number
  /** Where the images can be fetched. */
  publicUrl(): string
  /** Work that goes on after the answer; `idle` waits for it. */
  later(work: Promise<void>): void
}
