import type { ConnectionKey } from '@skladbridge/contracts'
import { stock } from '@skladbridge/proto'
import { grpcService } from '@skladbridge/runtime'
import type { Run, RunStore } from '../handlers/ports.js'

export interface RunPorts {
  runs: RunStore
  runNow(connection: ConnectionKey): Promise<void>
}

/** Stock runs, for the page. */
export const stockRunsService = (ports: RunPorts) =>
  grpcService(stock.StockRunsService, {
    async runNow({ connection }) {
      await ports.runNow(connection!)
      return {}
    },
    async list({ connection, limit }) {
      const runs = await ports.runs.list(connection!, Math.min(Math.max(limit, 1), 100))
      return { runs: runs.map(toReply) }
    },
  })

const toReply = ({ startedAt, finishedAt, ...run }: Run): stock.Run => ({
  ...run,
  startedAt: startedAt.toISOString(),
  finishedAt: finishedAt.toISOString(),
})
