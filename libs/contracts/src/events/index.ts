import type { EventDefinition } from '../define-event.js'
import * as billing from './billing.js'
import * as connectors from './connectors.js'
import * as gateway from './gateway.js'
import * as syncs from './syncs.js'

export * from './billing.js'
export * from './connectors.js'
export * from './gateway.js'
export * from './syncs.js'

/** Every event there is, by routing key: what docs/events.md and the golden samples are checked against. */
export const allEvents: ReadonlyMap<string, EventDefinition> = new Map(
  [billing, connectors, gateway, syncs]
    .flatMap((owner) => Object.values(owner))
    .filter((value): value is EventDefinition => typeof value === 'object' && 'routingKey' in value)
    .map((definition) => [definition.routingKey, definition]),
)
