import { invalid, wholeSecond } from '../answers.js'
import { has, text, type Input } from '../input.js'
import type { Row, Shop } from '../shop/types.js'

const blank: Record<string, unknown> = {
  email: null,
  name: null,
  phone: null,
  comment: null,
  registered: null,
  subscribe: true,
  client_group_id: null,
  bonus_points: 0,
  type: 'Client::Individual',
  correspondent_account: null,
  settlement_account: null,
  consent_to_personal_data: true,
  o_auth_provider: null,
  messenger_subscription: true,
  external_id: null,
  contact_name: null,
  surname: null,
  middlename: null,
  progressive_discount: null,
  group_discount: null,
  ip_addr: null,
  fields_values: [],
}

export function createClient(shop: Shop, input: Input): Row {
  if (!text(input['name']) && !text(input['email']) && !text(input['phone'])) {
    throw invalid('name', 'не может быть пустым')
  }
  const now = wholeSecond(shop.kit.clock.now())
  const client: Row = { id: shop.nextId('client'), ...blank, created_at: now, updated_at: now }
  takeClient(client, input)
  client['contact_name'] ??= client['name']
  shop.tables.clients.add(client)
  shop.announce.client('create', client)
  return client
}

export function updateClient(shop: Shop, client: Row, input: Input): Row {
  const before = JSON.stringify(client)
  takeClient(client, input)
  if (JSON.stringify(client) !== before) {
    client['updated_at'] = wholeSecond(shop.kit.clock.now())
    shop.announce.client('update', client)
  }
  return client
}

/** Buyers are known again by e-mail, then by phone. */
export function findOrCreateClient(shop: Shop, input: Input): Row {
  const same = (key: string) => {
    const value = text(input[key])
    return value ? shop.tables.clients.rows().find((client) => client[key] === value) : undefined
  }
  return same('email') ?? same('phone') ?? createClient(shop, input)
}

/** Shown of companies only. */
const juridical = ['inn', 'kpp', 'ogrn', 'juridical_address', 'bik', 'bank_name']

function takeClient(client: Row, input: Input): void {
  for (const key of Object.keys(blank))
    if (has(input, key) && key !== 'fields_values') client[key] = input[key]
  if (client['type'] !== 'Client::Juridical') return
  for (const key of juridical) client[key] = has(input, key) ? input[key] : (client[key] ?? null)
}
