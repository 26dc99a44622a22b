import { connectionId, type ConnectionKey } from '@skladbridge/contracts'
import { stock } from '@skladbridge/proto'
import { grpcService } from '@skladbridge/runtime'
import type { Hold } from '../domain/decide-hold.js'
import { stockErrors } from '../errors.js'
import type { HoldStore } from '../handlers/ports.js'
import { required } from './required.js'

export interface HoldPorts {
  holds: HoldStore
  runNow(connection: ConnectionKey): Promise<void>
  now(): Date
}

/** The run that waits for the merchant's word, for the page. */
export const stockHoldsService = (ports: HoldPorts) =>
  grpcService(stock.StockHoldsService, {
    get: async ({ connection }) => toHoldReply(await ports.holds.get(connectionId(required(connection)))),
    confirm: (request) => decide(ports, request, 'confirmed'),
    reject: (request) => decide(ports, request, 'rejected'),
  })

/** Dies after the word is kept: the next full run acts on it all the same, at its time. */
async function decide(
  { holds, runNow, now }: HoldPorts,
  { connection, runId }: stock.DecideHoldRequest,
  word: 'confirmed' | 'rejected',
): Promise<stock.Hold> {
  const key = required(connection)
  const hold = await holds.decide(connectionId(key), runId, word, now())
  if (!hold) throw stockErrors.STOCK_HOLD_GONE({ run: runId })
  if (word === 'confirmed') await runNow(key)
  return toHoldReply(hold)
}

const toHoldReply = (hold: Hold | undefined): stock.Hold => ({
  runId: hold?.runId ?? '',
  state: hold?.state ?? '',
  vanishing: hold?.vanishing ?? 0,
  inStock: hold?.inStock ?? 0,
  rowsRead: hold?.rowsRead ?? 0,
  heldAt: hold?.heldAt.toISOString() ?? '',
  decidedAt: hold?.decidedAt?.toISOString() ?? '',
})
