import { adoptedBase, earlierKeys, mayBeEarlier, pickEarlier, type Candidate } from '../domain/adopt.js'
import type { MoyskladOrder } from '../domain/types.js'
import type { Ended } from './end-orders.js'
import { note, type Birth, type Round } from './order-batch.js'

/**
 * Orders that an earlier integration has made are taken over as they are. Only those are looked for that were placed before
 * we were switched on and whose making we have not begun.
 */
export async function adoptEarlier(
  round: Round,
  births: Birth[],
): Promise<{ adopted: Ended[]; open: Birth[] }> {
  const { ports, view, turn } = round
  const { settings } = view
  const old = births.filter(({ job }) => !job.link.pending && mayBeEarlier(settings, job.insales))
  if (old.length === 0) return { adopted: [], open: births }
  const { accountId } = turn.connection
  const keys = old.map(({ job }) => earlierKeys(settings, job.insales))
  const found = await ports.moysklad.find(
    accountId,
    { externalCodes: keys.flatMap((key) => key.externalCodes), names: keys.flatMap((key) => key.names) },
    turn,
  )
  const free = await notOurs(round, found)
  const picked = new Map<Birth, string>()
  for (const birth of old) {
    const taken = new Set(picked.values())
    const candidates = free.filter(({ id }) => !taken.has(id))
    const candidate = pickEarlier(candidates, settings, birth.job.insales)
    if (candidate) picked.set(birth, candidate.id)
  }
  if (picked.size === 0) return { adopted: [], open: births }
  const orders = await ports.moysklad.getMany(accountId, [...picked.values()], turn)
  const adopted = [...picked].flatMap(([birth, id]) =>
    orders.has(id) ? [adopt(round, birth, orders.get(id)!)] : [],
  )
  const taken = new Set(adopted.map(({ job }) => job.link._id))
  return { adopted, open: births.filter(({ job }) => !taken.has(job.link._id)) }
}

/** An order that another link knows belongs to another order of the shop. */
async function notOurs({ ports, turn }: Round, found: Candidate[]): Promise<Candidate[]> {
  if (found.length === 0) return []
  const ids = found.map(({ id }) => id)
  const links = await ports.links.findByMoyskladOrder(turn.connection.accountId, ids)
  const known = new Set(links.map(({ moyskladOrderId }) => moyskladOrderId))
  return found.filter(({ id }) => !known.has(id))
}

function adopt(round: Round, { job }: Birth, moysklad: MoyskladOrder): Ended {
  const { insales, terms } = job
  const difference = moysklad.sumMinor - insales.totalPriceMinor
  if (difference === 0) note(round, 'ORDER_ADOPTED', insales, moysklad.name)
  else note(round, 'ORDER_ADOPTED_DIFFERENT', insales, (difference / 100).toFixed(2))
  return { job, insales, moysklad, base: adoptedBase(insales, moysklad, terms), news: 'adopted' }
}
