export type * from './core/types.js'
export { applyFaults, noFaults, type FaultOptions } from './core/faults.js'
export { changeFaults, createSandboxKit, type KitOptions } from './core/kit.js'
