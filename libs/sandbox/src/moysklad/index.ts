export type { NewAccount } from './accounts.js'
export { createMoyskladSandbox, type Moysklad, type MoyskladOptions } from './create-moysklad-sandbox.js'
export type { MoyskladAccount, OrderChange } from './handle.js'
export type { SeededShop } from './seed/seed-shop.js'
