import { z } from 'zod'

const id = z.string().regex(/^[0-9A-Za-z-]{1,64}$/)

export const shopParams = z.object({ shopId: id })
export const orderParams = z.object({ shopId: id, orderId: z.string().regex(/^\d{1,20}$/) })

export const holdParams = z.object({ shopId: id, runId: id })

export const moyskladDictionaryKinds = [
  'organizations',
  'stores',
  'order-states',
  'price-types',
  'employees',
  'groups',
  'projects',
  'sales-channels',
  'currencies',
  'contracts',
  'product-folders',
  'product-attributes',
  'order-attributes',
  'characteristics',
] as const

export const insalesDictionaryKinds = [
  'custom-statuses',
  'price-kinds',
  'warehouses',
  'payment-gateways',
  'delivery-variants',
  'order-fields',
  'properties',
  'collections',
] as const

export const openSession = z.object({ contextKey: z.string().min(1).max(512) })
export const sessionReply = z.object({ token: z.string(), expiresInS: z.int(), admin: z.boolean() })

export const connectShop = z.object({
  /** Адрес магазина без https://, например shop.myinsales.ru. */
  shopHost: z.string().min(3).max(255),
  apiKey: z.string().min(1).max(255),
  password: z.string().min(1).max(255),
  phone: z.string().max(32).default(''),
})

/** «Доступы»: новые для того же магазина. */
export const giveAccess = connectShop.omit({ shopHost: true }).extend({
  /** Если адрес магазина сменился; пусто: прежний. */
  shopHost: z.string().max(255).default(''),
})

/** Код, который показал магазин после установки из inSales. */
export const connectByCode = z.object({
  code: z.string().trim().min(6).max(64),
  phone: z.string().max(32).default(''),
})

export const shopReply = z.object({
  shopId: z.string(),
  shopHost: z.string(),
  shopTitle: z.string(),
  /** active: работает; denied: нет доступа, ждёт; removed: отключён. */
  state: z.string(),
  webhooksReady: z.boolean(),
  /** Почему нет доступа и что делать; пусто, если он есть. */
  failureCode: z.string(),
  failureText: z.string(),
  advice: z.string(),
  /** key: ключ из бэк-офиса; app: установлено из inSales. */
  via: z.string(),
  connectedAt: z.string(),
})
export const shopListReply = z.object({ connections: z.array(shopReply) })

export const dictionaryQuery = z.object({
  /** Часть названия. */
  search: z.string().max(100).default(''),
})
export const dictionaryReply = z.object({
  entries: z.array(z.object({ id: z.string(), name: z.string(), note: z.string(), isDefault: z.boolean() })),
})

export const subscriptionReply = z.object({
  allowed: z.boolean(),
  /** trial, paid, trial-ended, suspended, uninstalled */
  reason: z.string(),
  /** Пусто: срок не известен. */
  until: z.string(),
  /** Сколько дней осталось, начатый день считается; -1: срок не известен. */
  daysLeft: z.int(),
  /** Цена за месяц в копейках. */
  priceMinor: z.int(),
  tariffName: z.string(),
  trialStartedAt: z.string(),
  text: z.string(),
  advice: z.string(),
})

export const orderReply = z.object({
  insalesOrderId: z.string(),
  insalesNumber: z.string(),
  moyskladOrderId: z.string(),
  state: z.string(),
  failureCode: z.string(),
  failureText: z.string(),
  nextAttemptAt: z.string(),
  moyskladName: z.string(),
  left: z.string(),
  advice: z.string(),
})

export const orderListReply = z.object({ orders: z.array(orderReply), cursor: z.string() })

export const runListReply = z.object({
  runs: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      startedAt: z.string(),
      finishedAt: z.string(),
      rowsRead: z.int(),
      changed: z.int(),
      written: z.int(),
      failed: z.int(),
      requests: z.int(),
      state: z.string(),
      failureCode: z.string(),
      failureText: z.string(),
    }),
  ),
})

export const holdReply = z.object({
  runId: z.string(),
  state: z.string(),
  vanishing: z.int(),
  inStock: z.int(),
  rowsRead: z.int(),
  heldAt: z.string(),
  decidedAt: z.string(),
})

export const problemReply = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
})
/** Every route may answer these. */
export const problems = {
  400: problemReply,
  403: problemReply,
  404: problemReply,
  409: problemReply,
  429: problemReply,
  500: problemReply,
  503: problemReply,
}
