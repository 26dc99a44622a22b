import type { Broker, Publication } from '@skladbridge/messaging'
import type { EventDefinition } from '@skladbridge/contracts'
import { AppError } from '@skladbridge/errors'

export interface FakeBroker extends Pick<Broker, 'publish'> {
  /** `<routing key> <shopId> <state>` of what was confirmed, oldest first. */
  readonly told: string[]
  /** While set, nothing is confirmed. */
  isAway: boolean
}

/** As the real one: checks the data against the event's schema, throws `unavailable` while it is away. */
export function createFakeBroker(): FakeBroker {
  const told: string[] = []
  const broker: FakeBroker = {
    told,
    isAway: false,
    publish: async <D extends EventDefinition>(event: D, { shopId, data }: Publication<D>) => {
      const checked = event.data.parse(data) as { state: string }
      if (broker.isAway)
        throw new AppError({ kind: 'unavailable', code: 'MESSAGING_DISCONNECTED', message: 'away' })
      told.push(`${event.routingKey} ${shopId} ${checked.state}`)
    },
  }
  return broker
}
