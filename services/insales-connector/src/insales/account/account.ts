import type { z } from 'zod'
import type { Shop } from '../shop.js'
import { accountSchema } from './schema.js'

export type Account = z.output<typeof accountSchema>

/** Who the shop is; also the cheapest way to see whether it lets us in. */
export const getAccount = (shop: Shop): Promise<Account> =>
  shop.read({ operation: 'account.get', about: 'настройки магазина', path: '/account.json' }, accountSchema)
