import type { AppError } from '@skladbridge/errors'
import type { PaymentMemory } from '../domain/decide-payment.js'
import type { InsalesOrder, MoyskladOrder, OrderBase } from '../domain/types.js'
import { lineKey } from '../domain/types.js'
import { versionOf } from '../domain/version.js'
import { fail, note, type Job, type Round } from './order-batch.js'
import type { AnnounceSynced, OrderLinkOwn } from './ports.js'

/** An order that stands on both sides, after whatever was written. */
export interface Ended {
  job: Job
  insales: InsalesOrder
  moysklad: MoyskladOrder
  base: OrderBase
  /** What could not go over. */
  problem?: AppError
  /** Made by an attempt before this one, while the shop went on: the rest is an ordinary change. */
  moved?: boolean
  /** What was written shows otherwise: there is more to write. */
  follows?: boolean
  news?: Parameters<AnnounceSynced>[1]['outcome']
  conflicts?: string[]
  payment?: PaymentMemory
}

/** A platform that answers each write with something new is not written to for ever. */
const mostFollowUps = 3

/** Tells who listens, and what each link has to remember. */
export function endAll(round: Round, ended: Ended[]): void {
  for (const one of ended) announce(round, one)
  for (const one of ended) {
    const { job, problem } = one
    const remember = memoryOf(round, one)
    if (problem) fail(round, job, problem, remember)
    else if (one.moved || (one.follows && remember.followUps! <= mostFollowUps))
      round.outcomes.set(job.link._id, { kind: 'again', afterMs: 0, remember })
    else round.outcomes.set(job.link._id, { kind: 'done', remember })
  }
}

function announce({ ports, turn }: Round, { news, insales, moysklad }: Ended): void {
  if (!news) return
  const ids = { insalesOrderId: insales.id, moyskladOrderId: moysklad.id }
  ports.announce(turn.connection, { ...ids, outcome: news })
}

function memoryOf(round: Round, ended: Ended): Partial<OrderLinkOwn> {
  const { job, insales, moysklad, base, conflicts, payment, follows } = ended
  return {
    followUps: follows ? (job.link.followUps ?? 0) + 1 : 0,
    insalesNumber: insales.number,
    moyskladOrderId: moysklad.id,
    moyskladName: moysklad.name,
    base,
    pending: null,
    seen: { insales: versionOf(insales), moysklad: moysklad.updated },
    idle: null,
    lookFrom: null,
    ...(conflicts ? { conflicts } : {}),
    ...(payment ? { payment } : {}),
    ...foundOf(round, job),
  }
}

/** Goods found for a line stay those of this order; each is told once. */
function foundOf(round: Round, { link, insales, terms }: Job): Pick<OrderLinkOwn, 'found'> {
  const before = new Set((link.found ?? []).map(({ line }) => line))
  const found = insales.lines.flatMap((line) => {
    const assortment = terms.found.get(lineKey(line))
    if (assortment && !before.has(lineKey(line))) note(round, 'LINE_FOUND', insales, line.title)
    return assortment ? [{ line: lineKey(line), assortment }] : []
  })
  return found.length > 0 ? { found } : {}
}
