import type { Bundles, LinkedVariant } from '../domain/types.js'
import type { Job } from './job.js'

/** What a bundle consists of seldom changes, and not at all once it was sold (api/moysklad.md §2.3). */
const FRESH_MS = 24 * 60 * 60 * 1000

const none: Bundles = new Map()

/** What the bundles among these links consist of; read from MoySklad at most once a day, a hundred in one request. */
export async function freshBundles(
  { ports, turn, run, settings }: Pick<Job, 'ports' | 'turn' | 'run' | 'settings'>,
  linked: readonly LinkedVariant[],
): Promise<Bundles> {
  const ids = linked.filter(({ kind }) => kind === 'bundle').map((link) => link.assortmentId)
  if (ids.length === 0) return none
  const known = await ports.bundles.get(turn.lane, ids)
  const now = ports.now()
  const isFresh = (id: string) => now.getTime() - (known.get(id)?.readAt.getTime() ?? 0) < FRESH_MS
  const stale = ids.filter((id) => !isFresh(id))
  // noted even where bundles are off: once they are switched on, it is known which there are
  await ports.bundles.note(
    turn.lane,
    ids.filter((id) => !known.has(id)),
  )
  if (settings.bundles === 'none') return none
  const read =
    stale.length > 0 ? await ports.moysklad.components(turn.connection.accountId, stale, turn) : none
  if (read.size > 0) {
    run.requests += Math.ceil(stale.length / 100)
    await ports.bundles.put(turn.lane, read, now)
  }
  return new Map([...[...known].map(([id, { components }]) => [id, components] as const), ...read])
}
