import { connectionId, type ConnectionKey } from '@skladbridge/contracts'
import { stock, type common } from '@skladbridge/proto'
import { grpcService } from '@skladbridge/runtime'
import type { Hold } from '../domain/decide-hold.js'
import { stockErrors } from '../errors.js'
import type { HoldStore, Run, RunStore } from '../handlers/ports.js'

export interface RunPorts {
  runs: RunStore
  holds: HoldStore
  runNow(connection: ConnectionKey): Promise<void>
  now(): Date
}

/** Stock runs and what waits for the merchant's word, for the page. */
export const stockRunsService = (ports: RunPorts) =>
  grpcService(stock.StockRunsService, {
    async runNow({ connection }) {
      await ports.runNow(required(connection))
      return {}
    },
    async list({ connection, limit }) {
      const runs = await ports.runs.list(required(connection), Math.min(Math.max(limit, 1), 100))
      return { runs: runs.map(toRunReply) }
    },
    getHold: async ({ connection }) => toHoldReply(await ports.holds.get(connectionId(required(connection)))),
    confirm: (request) => decide(ports, request, 'confirmed'),
    reject: (request) => decide(ports, request, 'rejected'),
  })

/** Dies after the word is kept: the next full run acts on it all the same, at its time. */
async function decide(
  { holds, runNow, now }: RunPorts,
  { connection, runId }: stock.DecideHoldRequest,
  word: 'confirmed' | 'rejected',
): Promise<stock.Hold> {
  const key = required(connection)
  const hold = await holds.decide(connectionId(key), runId, word, now())
  if (!hold) throw stockErrors.STOCK_HOLD_GONE({ run: runId })
  if (word === 'confirmed') await runNow(key)
  return toHoldReply(hold)
}

function required(connection: common.Connection | undefined): ConnectionKey {
  if (connection?.accountId && connection.shopId) return connection
  throw stockErrors.STOCK_NO_CONNECTION()
}

const toRunReply = ({ startedAt, finishedAt, ...run }: Run): stock.Run => ({
  ...run,
  startedAt: startedAt.toISOString(),
  finishedAt: finishedAt.toISOString(),
})

const toHoldReply = (hold: Hold | undefined): stock.Hold => ({
  runId: hold?.runId ?? '',
  state: hold?.state ?? '',
  vanishing: hold?.vanishing ?? 0,
  inStock: hold?.inStock ?? 0,
  rowsRead: hold?.rowsRead ?? 0,
  heldAt: hold?.heldAt.toISOString() ?? '',
  decidedAt: hold?.decidedAt?.toISOString() ?? '',
})
