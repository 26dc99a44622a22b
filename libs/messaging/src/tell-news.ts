import type { EventDefinition } from '@skladbridge/contracts'
import { toAppError } from '@skladbridge/errors'
import type { Logger } from '@skladbridge/runtime'
import type { Broker, Publication } from './types.js'

export type TellNews = <D extends EventDefinition>(event: D, publication: Publication<D>) => void

/**
 * For `optional` events: what nobody may hear must hold up nobody. Does not wait for the confirm; what RabbitMQ does not
 * take is logged and forgotten. Never throws.
 */
export function tellNews(broker: Pick<Broker, 'publish'>, log: Logger): TellNews {
  return (event, publication) => {
    broker.publish(event, publication).catch((thrown: unknown) => {
      const err = toAppError(thrown)
      const { accountId, shopId } = publication
      const fields = { err, event: event.routingKey, accountId, shopId }
      log[err.kind === 'bug' ? 'error' : 'warn'](fields, 'news could not be told')
    })
  }
}
