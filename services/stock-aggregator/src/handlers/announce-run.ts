import { StockRunFinished, type ConnectionKey } from '@skladbridge/contracts'
import type { AnnounceRun } from './ports.js'

type Tell = (
  event: typeof StockRunFinished,
  publication: ConnectionKey & { data: StockRunFinished['data'] },
) => void

/** Runs that read MoySklad, for whoever listens. */
export const announceRun =
  (tell: Tell): AnnounceRun =>
  (connection, { id: runId, kind, state, rowsRead, changed, written, failed, requests }) => {
    if (kind === 'read-back') return
    const held = state === 'held' ? { held: true } : {}
    const data = { runId, kind, rowsRead, changed, written, failed, requests, ...held }
    tell(StockRunFinished, { ...connection, data })
  }
