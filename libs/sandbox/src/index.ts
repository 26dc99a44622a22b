export type * from './core/types.js'
export * from './moysklad/index.js'
export { applyFaults, noFaults, type FaultOptions } from './core/faults.js'
export { changeFaults, createSandboxKit, type KitOptions } from './core/kit.js'
export { createInsalesSandbox, type InsalesOptions, type InsalesSandbox } from './insales/index.js'
export type { InsalesPerson } from './insales/person.js'
export type { ShopOptions } from './insales/shop/create-shop.js'
export { createSandbox, type SandboxOptions } from './core/create-sandbox.js'
export type { Sandbox } from './core/sandbox.js'
export {
  createVendorSandbox,
  defaultSolution,
  type VendorOptions,
  type VendorSandbox,
} from './vendor/index.js'
