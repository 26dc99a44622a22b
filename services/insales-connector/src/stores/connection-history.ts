import { changedFields, nobody, type Change, type HistoryPlace, type Person } from '@skladbridge/settings'
import type { ConnectedShop } from '../ports.js'
import type { ConnectionDocument, Connections, StoredChange } from './connection-schema.js'

/** As many are kept with a connection; they are small, and one more is part of the update that it tells of. */
const most = 50

const push = (change: StoredChange) => ({ $push: { changes: { $each: [change], $slice: -most } } })

/** For the update that connects: a secret is never in it, only that there is a new one. */
export function connectedBy(
  known: ConnectionDocument | null,
  { host, via, title, by = nobody }: ConnectedShop,
  at: Date,
) {
  const before = known ? { state: known.state, shopHost: known.host, shopTitle: known.title } : {}
  const after = { state: 'active', shopHost: host, shopTitle: title }
  const access = {
    field: 'access',
    from: known?.via ?? (known ? 'key' : undefined),
    to: `${via}: новый доступ`,
  }
  return push({ at, by, fields: [...changedFields(before, after), access] })
}

export const removedBy = (by: Person, from: string, at: Date) =>
  push({ at, by, fields: [{ field: 'state', from, to: 'removed' }] })

export async function readChanges(
  model: Connections,
  id: string,
  { before, limit }: { before?: HistoryPlace; limit: number },
): Promise<Change[]> {
  const document = await model.findById(id, { changes: 1 }).lean()
  const all = (document?.changes ?? []).map((change) => ({
    id: `${id}/${change.at.toISOString()}`,
    ...change,
  }))
  const older = ({ at, id: place }: Change): boolean =>
    !before || at < before.at || (at.getTime() === before.at.getTime() && place < before.id)
  return all.reverse().filter(older).slice(0, limit)
}
