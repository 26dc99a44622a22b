import { invalid, notFound, wholeSecond } from '../answers.js'
import { flag, has, id, text, unwrap, type Input } from '../input.js'
import { createClient, updateClient } from '../orders/clients.js'
import { editProduct } from '../products/edit.js'
import { changed, onePage } from '../shop/lists.js'
import { rowJson } from '../shop/row-json.js'
import type { Collect, Hook, Row, Shop } from '../shop/types.js'
import { topics } from '../shop/webhooks.js'
import { done, type Call, type Route } from './route.js'

export function accountRoutes(route: Route): void {
  route('GET', '/account', ({ shop }) => ({
    blocked: shop.behaviour.locked,
    city: 'Москва',
    contact_phone: null,
    country: 'RU',
    enable_cart_discounts: false,
    enable_client_discounts: false,
    enable_group_discounts: false,
    enable_order_discounts: false,
    hide_items_out_of_stock: false,
    id: shop.id,
    inviter_id: null,
    notification_email: null,
    organization: null,
    paid_till: '2030-01-01',
    sms_notification_phone: null,
    state: 'г Москва',
    subdomain: shop.host.split('.')[0],
    email: 'owner@example.ru',
    icq: null,
    phone: '+79990000000',
    title: shop.title,
    minimum_items_price: null,
    stock_currency_exchange_rate: '30.0',
    client_cookies_whitelist: null,
    main_host: shop.host,
    main_host_protocol: 'https',
    next_order_number: shop.nextOrderNumber,
    time_zone: 'Moscow',
    owner: {
      created_at: '2020-02-18T00:20:01.000+03:00',
      email: 'owner@example.ru',
      id: shop.id,
      name: 'Иван',
    },
  }))
}

export function clientRoutes(route: Route): void {
  const listed = (call: Call) =>
    changed(call.shop.tables.clients.rows() as (Row & { updated_at: Date })[], call.query)
  const found = (call: Call) => call.shop.tables.clients.get(call.number('id')) ?? missing()
  route('GET', '/clients', (call) => onePage(listed(call), call.query).map(rowJson))
  route('GET', '/clients/count', (call) => ({ count: listed(call).length }))
  route('GET', '/clients/:id', (call) => rowJson(found(call)))
  route('POST', '/clients', (call) => rowJson(createClient(call.shop, unwrap(call.body, 'client'))), 201)
  route('PUT', '/clients/:id', (call) =>
    rowJson(updateClient(call.shop, found(call), unwrap(call.body, 'client'))),
  )
  route('DELETE', '/clients/:id', (call) => {
    call.shop.tables.clients.delete(found(call).id)
    return done
  })
}

export function collectRoutes(route: Route): void {
  const found = (call: Call) => call.shop.tables.collects.get(call.number('id')) ?? missing()
  route('GET', '/collects', ({ shop, query }) => {
    const matches = (collect: Collect, key: 'product_id' | 'collection_id') =>
      query[key] === undefined || collect[key] === id(query[key])
    const rows = has(query, 'product_id')
      ? (shop.tables.products.get(id(query['product_id']))?.collects ?? [])
      : shop.tables.collects.rows()
    return onePage(
      rows.filter((collect) => matches(collect, 'product_id') && matches(collect, 'collection_id')),
      query,
    )
  })
  route('POST', '/collects', (call) => createCollect(call.shop, unwrap(call.body, 'collect')), 201)
  route('PUT', '/collects/:id', (call) => {
    const collect = found(call)
    const { position } = unwrap(call.body, 'collect')
    if (position !== undefined) collect.position = id(position)
    return collect
  })
  route('DELETE', '/collects/:id', (call) => {
    const collect = found(call)
    call.shop.tables.collects.delete(collect.id)
    const product = call.shop.tables.products.get(collect.product_id)
    if (product) {
      editProduct(call.shop, product, () => {
        product.collects = product.collects.filter((other) => other !== collect)
      })
    }
    return done
  })
}

function createCollect(shop: Shop, input: Input): Collect {
  const product = shop.tables.products.get(id(input['product_id']))
  if (!product || product.archived) throw invalid('product', 'не найден')
  const collection_id = id(input['collection_id'])
  const collection = shop.tables.collections.get(collection_id)
  if (!collection) throw invalid('collection', 'не найдена')
  if (collection['is_smart'] === true) throw invalid('collection', 'заполняется по правилам')
  if (shop.tables.collects.byKey(`${collection_id}|${product.id}`))
    throw invalid('product_id', 'уже существует')
  const position = has(input, 'position') ? id(input['position']) : product.collects.length + 1
  const collect = { id: shop.nextId('collect'), collection_id, product_id: product.id, position }
  editProduct(shop, product, () => product.collects.push(shop.tables.collects.add(collect)))
  return collect
}

export function webhookRoutes(route: Route): void {
  const shown = ({ login: _login, ...hook }: Hook) => hook
  const own = (call: Call) => call.shop.tables.hooks.rows().filter((hook) => hook.login === call.login)
  const found = (call: Call) => own(call).find((hook) => hook.id === call.number('id')) ?? missing()
  route('GET', '/webhooks', (call) => onePage(own(call), { per_page: 250, ...call.query }).map(shown))
  route('GET', '/webhooks/:id', (call) => shown(found(call)))
  route('POST', '/webhooks', (call) => shown(createHook(call, unwrap(call.body, 'webhook'))), 201)
  route('PUT', '/webhooks/:id', (call) => {
    const hook = found(call)
    const next = readHook(call, { ...hook, ...unwrap(call.body, 'webhook') }, hook.id)
    call.shop.tables.hooks.delete(hook.id)
    return shown(call.shop.tables.hooks.add(next))
  })
  route('DELETE', '/webhooks/:id', (call) => {
    call.shop.tables.hooks.delete(found(call).id)
    return done
  })
}

function createHook(call: Call, input: Input): Hook {
  return call.shop.tables.hooks.add(readHook(call, input, call.shop.nextId('webhook')))
}

function readHook({ shop, login }: Call, input: Input, hookId: number): Hook {
  const address = text(input['address']) ?? ''
  const topic = text(input['topic']) ?? ''
  if (!/^https?:\/\/\S+$/.test(address)) throw invalid('address', 'имеет неверное значение')
  if (!topics.includes(topic)) throw invalid('topic', 'имеет неверное значение')
  const twin = shop.tables.hooks.byKey(`${login}|${topic}|${address}`)
  if (twin && twin.id !== hookId) throw invalid('address', 'уже существует')
  const numberOrNull = (value: unknown) => (value == null ? null : id(value))
  return {
    id: hookId,
    login,
    address,
    topic,
    // who doesn't ask for JSON gets XML
    format_type: input['format_type'] === 'json' ? 'json' : 'xml',
    warehouse_id: numberOrNull(input['warehouse_id']),
    sales_channel_id: numberOrNull(input['sales_channel_id']),
    batch_size: has(input, 'batch_size') ? Math.max(1, id(input['batch_size']) || 1) : 10,
  }
}

export function chargeRoutes(route: Route): void {
  const charges = (call: Call) => call.shop.tables.application_charges
  const found = (call: Call) => charges(call).get(call.number('id')) ?? missing()
  route('GET', '/application_charges', (call) => onePage(charges(call).rows(), call.query).map(rowJson))
  route('GET', '/application_charges/:id', (call) => rowJson(found(call)))
  route('POST', '/application_charges', (call) => rowJson(createCharge(call)), 201)
  route('POST', '/application_charges/:id/decline', (call) =>
    rowJson(Object.assign(found(call), { status: 'declined' })),
  )
  const single = '/recurring_application_charge'
  route('GET', single, ({ shop }) => shop.recurringCharge ?? missing())
  route('POST', single, (call) => (call.shop.recurringCharge = recurring(call)), 201)
  route('PUT', single, (call) => (call.shop.recurringCharge = recurring(call)))
  route('DELETE', single, ({ shop }) => {
    shop.recurringCharge = null
    return done
  })
  route('PATCH', `${single}/add_free_days`, ({ shop, body }) => {
    const charge = shop.recurringCharge ?? missing()
    const days = id(unwrap(body, 'recurring_application_charge')['days_count'])
    const until = new Date(Date.parse(String(charge['paid_till'])) + days * 86_400_000)
    return Object.assign(charge, { paid_till: until.toISOString().slice(0, 10) })
  })
}

function createCharge({ shop, body }: Call): Row {
  const input = unwrap(body, 'application_charge')
  if (!text(input['name'])) throw invalid('name', 'не может быть пустым')
  const price = Number(input['price'])
  if (!(price > 0)) throw invalid('price', 'может иметь значение больше 0')
  const chargeId = shop.nextId('application_charge')
  const now = wholeSecond(shop.kit.clock.now())
  return shop.tables.application_charges.add({
    id: chargeId,
    name: input['name'],
    price: Number.isInteger(price) ? `${price}.0` : String(price),
    return_url: input['return_url'] ?? null,
    test: flag(input['test']),
    status: 'pending',
    confirmation_url: `https://${shop.host}/admin2/application_charges/${chargeId}`,
    created_at: now,
    updated_at: now,
  })
}

function recurring({ shop, body }: Call): Record<string, unknown> {
  const input = unwrap(body, 'recurring_application_charge')
  const monthly = Number(input['monthly'])
  if (!(monthly > 0)) throw invalid('monthly', 'может иметь значение больше 0')
  const now = shop.kit.clock.now()
  const trialEnd =
    text(input['trial_expired_at']) ?? new Date(now.getTime() + 14 * 86_400_000).toISOString().slice(0, 10)
  const row = rowJson({ id: 0, created_at: now, updated_at: now })
  return {
    monthly: Number.isInteger(monthly) ? `${monthly}.0` : String(monthly),
    trial_expired_at: trialEnd,
    created_at: shop.recurringCharge?.['created_at'] ?? row['created_at'],
    updated_at: row['updated_at'],
    paid_till: shop.recurringCharge?.['paid_till'] ?? trialEnd,
    blocked: false,
  }
}

function missing(): never {
  throw notFound()
}
