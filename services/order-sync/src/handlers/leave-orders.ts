import { toAppError } from '@skladbridge/errors'
import type { InsalesOrder, MoyskladOrder } from '../domain/types.js'
import { fail, note, type Round } from './order-batch.js'
import type { OrderLink } from './ports.js'

type Gone =
  { from: 'insales'; moysklad: MoyskladOrder | undefined } | { from: 'moysklad'; insales: InsalesOrder }

/**
 * Deleted on one side: the other side's order stays, or gets the status that the merchant chose; a person decides about the
 * rest. Never made anew behind the merchant's back. Done and told once, however often the order is touched.
 */
export async function leaveGone(round: Round, link: OrderLink, gone: Gone): Promise<void> {
  const idle = gone.from === 'insales' ? 'gone-insales' : 'gone-moysklad'
  const outcome = { kind: 'done', remember: { idle, pending: null } } as const
  if (link.idle === idle) return void round.outcomes.set(link._id, { kind: 'done' })
  try {
    const written =
      gone.from === 'insales' ? await setState(round, gone.moysklad) : await setStatus(round, gone.insales)
    const order = { id: link.key, number: link.insalesNumber ?? link.key }
    const code = gone.from === 'insales' ? 'GONE_INSALES' : 'GONE_MOYSKLAD'
    const withStatus = gone.from === 'insales' ? 'GONE_INSALES_STATE' : 'GONE_MOYSKLAD_STATUS'
    // an order that never went over is nobody's loss
    if (link.moyskladOrderId) note(round, written ? withStatus : code, order)
    round.outcomes.set(link._id, outcome)
  } catch (thrown) {
    fail(round, { link }, toAppError(thrown))
  }
}

async function setState({ ports, view, turn }: Round, order: MoyskladOrder | undefined): Promise<boolean> {
  const { deletedInShop } = view.settings
  if (!order || deletedInShop.do === 'leave') return false
  const { moyskladStateId: stateId } = deletedInShop
  if (order.stateId === stateId) return true
  const change = { order, stateId, attributes: [] }
  const [written] = await ports.moysklad.updateMany(turn.connection.accountId, [change], turn)
  if (written && 'error' in written) throw written.error
  return true
}

async function setStatus({ ports, view, turn }: Round, order: InsalesOrder): Promise<boolean> {
  const { deletedInMoysklad } = view.settings
  if (deletedInMoysklad.do === 'leave') return false
  const { insalesStatus: status } = deletedInMoysklad
  if (order.status === status) return true
  await ports.insales.update(turn.connection, order, { status, lines: [], fields: [] }, turn)
  return true
}
