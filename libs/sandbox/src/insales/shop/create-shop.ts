import type { SandboxKit } from '../../core/types.js'
import { fillDictionaries } from './seed-dictionaries.js'
import { seedProducts } from './seed-products.js'
import { createTable } from './table.js'
import type { Credential, Shop, ShopBehaviour, Tables } from './types.js'
import { createAnnouncements } from './webhooks.js'

export interface ShopOptions {
  /** The `insales_id`. */
  id?: number
  /** As in the Host header: `shop-1.myinsales.ru`. */
  host?: string
  title?: string
  credentials?: Credential[]
  /** How many products (of 12) stand in the shop at first. Default none. */
  products?: number
  /** Default one. */
  warehouses?: number
  behaviour?: Partial<ShopBehaviour>
}

/** What all shops of one inSales share. */
export interface World {
  kit: SandboxKit
  nextId(kind: string): number
  publicUrl(): string
  later(work: Promise<void>): void
}

const ordinary: ShopBehaviour = {
  groupUpdateDelayMs: 1000,
  groupUpdateFailed: 0,
  groupUpdateAnswer: 'queued',
  mostVariants: 1000,
  nestedOptions: true,
  imageTakesTitle: true,
  geoBlocked: false,
  locked: false,
  tidies: false,
}

export function createShop(world: World, number: number, options: ShopOptions): Shop {
  const shop: Shop = {
    ...world,
    id: options.id ?? 1_000_000 + number,
    host: options.host ?? `shop-${number}.myinsales.ru`,
    title: options.title ?? (number === 1 ? 'Чайная лавка' : `Чайная лавка № ${number}`),
    credentials: options.credentials ?? [
      { login: 'sandbox-app', password: `shop-${number}-password`, appName: 'SkladBridge' },
    ],
    behaviour: { ...ordinary, ...options.behaviour },
    tables: createTables(),
    recurringCharge: null,
    nextOrderNumber: 1001,
    announce: createAnnouncements(() => shop),
  }
  fillDictionaries(shop, options.warehouses ?? 1)
  seedProducts(shop, options.products ?? 0)
  return shop
}

function createTables(): Tables {
  return {
    products: createTable((product) => product.permalink),
    variants: createTable(),
    option_names: createTable((name) => name.title),
    option_values: createTable((value) => `${value.option_name_id}|${value.title}`),
    properties: createTable((property) => property.title),
    characteristics: createTable((value) => `${value.property_id}|${value.title}`),
    collects: createTable((collect) => `${collect.collection_id}|${collect.product_id}`),
    orders: createTable(),
    hooks: createTable((hook) => `${hook.login}|${hook.topic}|${hook.address}`),
    categories: createTable(),
    collections: createTable(),
    clients: createTable(),
    client_groups: createTable(),
    custom_statuses: createTable((status) => String(status['permalink'])),
    delivery_variants: createTable(),
    payment_gateways: createTable(),
    warehouses: createTable(),
    price_kinds: createTable(),
    fields: createTable(),
    product_fields: createTable(),
    stock_currencies: createTable(),
    application_widgets: createTable(),
    application_charges: createTable(),
    domains: createTable(),
    js_tags: createTable(),
  }
}
