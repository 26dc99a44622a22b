import type { ConnectionKey } from '@skladbridge/contracts'
import { stock } from '@skladbridge/proto'
import { grpcService } from '@skladbridge/runtime'
import type { Run, RunStore } from '../handlers/ports.js'
import { required } from './required.js'

export interface RunPorts {
  runs: RunStore
  runNow(connection: ConnectionKey): Promise<void>
}

/** Stock runs, for the page. */
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
  })

const toRunReply = ({ startedAt, finishedAt, ...run }: Run): stock.Run => ({
  ...run,
  startedAt: startedAt.toISOString(),
  finishedAt: finishedAt.toISOString(),
})
