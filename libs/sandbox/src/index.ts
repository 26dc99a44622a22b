export type * from './core/types.js'
export * from './moysklad/index.js'
