import { StockRunFinished, type ConnectionKey } from '@skladbridge/contracts'
import { describeRun } from './describe.js'
import type { AnnounceRun, StockJournal } from './ports.js'

type Tell = (
  event: typeof StockRunFinished,
  publication: ConnectionKey & { data: StockRunFinished['data'] },
) => void

/** To the journal, and, of runs that read MoySklad, to whoever listens. */
export const announceRun =
  ({ tell, journal }: { tell: Tell; journal: StockJournal }): AnnounceRun =>
  async (connection, run) => {
    const { id: runId, kind, state, rowsRead, changed, written, failed, requests } = run
    await journal.write(describeRun(connection, run))
    if (kind === 'read-back') return
    const held = state === 'held' ? { held: true } : {}
    const data = { runId, kind, rowsRead, changed, written, failed, requests, ...held }
    tell(StockRunFinished, { ...connection, data })
  }
