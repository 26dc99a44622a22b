export { currentContext, withContext, type WorkContext } from './context.js'
export { createLogger, type Logger } from './logger.js'
export type { Closable } from './types.js'
