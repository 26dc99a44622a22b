import { envelopeSchema, type EventDefinition } from '@skladbridge/contracts'
import { AppError } from '@skladbridge/errors'
import type { Broker, Publication } from '@skladbridge/messaging'

/** A broker that remembers. As the real one it refuses data that break the event's schema, and can be away. */
export function createFakeBroker() {
  const published: { name: string; accountId: string; data: unknown }[] = []
  const state = { away: false }
  const broker: Pick<Broker, 'publish'> = {
    async publish<D extends EventDefinition>(event: D, { accountId, data }: Publication<D>) {
      envelopeSchema.shape.accountId.parse(accountId)
      const checked = event.data.parse(data)
      if (state.away)
        throw new AppError({ kind: 'unavailable', code: 'MESSAGING_DISCONNECTED', message: 'away' })
      published.push({ name: event.name, accountId, data: checked })
    },
  }
  return { broker, published, state }
}

export type FakeBroker = ReturnType<typeof createFakeBroker>
