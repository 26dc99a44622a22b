import type { EventDefinition } from '@skladbridge/contracts'
import type { Handler } from './types.js'

/**
 * Ties the types of event and `handle` together and forgets them again, so that handlers of many events fit into one
 * list for `broker.consume`.
 */
export const defineHandler = <D extends EventDefinition>(handler: Handler<D>): Handler =>
  handler as unknown as Handler
