import type { NewAccount } from '../accounts.js'
import { createMoyskladSandbox, type Moysklad, type MoyskladOptions } from '../create-moysklad-sandbox.js'
import type { MoyskladAccount } from '../handle.js'
import type { SeededShop } from '../seed/seed-shop.js'
import { createClient, type Client, type Json } from './client.js'
import { createTestKit, type TestKit } from './kit.js'

export interface World {
  kit: TestKit
  sandbox: Moysklad
  account: MoyskladAccount
  shop: SeededShop
  /** Asks with the solution's token. */
  ask: Client
  /** A body for an order of the seeded shop. */
  order(more?: Json): Json
  position(article: string, more?: Json): Json
}

/** One account with the seeded shop in it; limits are off unless asked for. */
export function openWorld(options: MoyskladOptions = {}, more: Partial<NewAccount> = {}): World {
  const kit = createTestKit()
  const sandbox = createMoyskladSandbox(kit, { limits: 'off', ...options })
  const account = sandbox.addAccount({
    name: 'teplydom',
    token: 'secret',
    login: 'admin@teplydom',
    password: 'parol',
    ...more,
  })
  const shop = account.seed()
  return {
    kit,
    sandbox,
    account,
    shop,
    ask: createClient(sandbox, 'secret'),
    order: (extra = {}) => ({
      organization: account.link('organization', shop.organization),
      agent: account.link('counterparty', shop.counterparties.person),
      ...extra,
    }),
    position: (article, extra = {}) => ({
      assortment: account.link('product', shop.products[article]!),
      quantity: 1,
      price: 10000,
      ...extra,
    }),
  }
}
