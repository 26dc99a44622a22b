import { isSentAgain } from '../domain/decide-read-back.js'
import { all, type Outcomes } from './outcomes.js'
import type { StockLink, StockPorts, StockTurn } from './ports.js'
import { newRun } from './run-stock.js'
import { settle } from './verify-sent.js'

/**
 * Once a day the whole shop is read and compared with what was sent: finds what somebody changed there by hand. It remembers
 * after each page how far it has come, so one that dies goes on there.
 */
export const reconcileReadBack =
  (ports: StockPorts, { everyMs }: { everyMs: number }) =>
  async (links: StockLink[], turn: StockTurn): Promise<Outcomes> => {
    const { settings } = await ports.settings.get(turn.connection)
    const [link] = links
    if (!link || !settings.syncStock) return all(links, { kind: 'done' })
    const run = newRun(ports, 'read-back')
    const lastOrderAt = await ports.orders.lastAt(turn.lane)
    for await (const page of ports.insales.readAll(turn.connection, link.cursor ?? '', turn)) {
      const shown = new Map(page.variants.map((variant) => [variant.insalesVariantId, variant]))
      const rows = await ports.sent.rows(turn.lane, [...shown.keys()])
      const did = await settle(ports, turn, rows, shown, (found, { sentAt }) =>
        isSentAgain(found, settings.stockType, { sentAt, lastOrderAt }),
      )
      run.requests += 1 + did.requests
      run.rowsRead += rows.length
      run.changed += did.written
      run.written += did.written
      run.failed += did.failed
      if (page.cursor !== '') await turn.remember(link, { cursor: page.cursor })
    }
    run.finishedAt = ports.now()
    await ports.runs.add(turn.connection, run)
    await ports.announce(turn.connection, run)
    return all(links, { kind: 'again', afterMs: everyMs, remember: { cursor: '' } })
  }
