export {
  createMoyskladSandbox,
  type MoyskladOptions,
  type MoyskladSandbox,
  type NewAccount,
} from './create-moysklad-sandbox.js'
export type { MoyskladAccount, OrderChange } from './handle.js'
export type { SeededShop } from './seed/seed-shop.js'
