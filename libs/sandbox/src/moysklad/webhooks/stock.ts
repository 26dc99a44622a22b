import type { SandboxKit } from '../../core/types.js'
import type { Account } from '../model/account.js'
import { formatSecond } from '../moment.js'
import { webhookDelivery, withRequestId } from './publish.js'

/** Some time (documented: 1–5 minutes) after stock has changed, each stock webhook hears of it once. */
export function watchStock(
  kit: SandboxKit,
  account: Account,
  options: { delayMs: number; base(): string; signal: AbortSignal },
): void {
  let changedSince: number | undefined
  account.ledger.onStockChange((at) => {
    if (changedSince !== undefined) return
    changedSince = at
    void kit.clock
      .sleep(options.delayMs, options.signal)
      .then(() => {
        const since = changedSince!
        changedSince = undefined
        if (!options.signal.aborted) tell(kit, account, options.base(), since)
      })
      .catch(() => undefined)
  })
}

function tell(kit: SandboxKit, account: Account, base: string, since: number): void {
  for (const { values } of account.collection('webhookstock').all()) {
    if (values.enabled !== true) continue
    const { url, reportType, stockType } = values as Record<string, string>
    kit.webhooks.send({
      url: withRequestId(url!, kit.uuid()),
      body: {
        accountId: account.id,
        stockType,
        reportType,
        reportUrl: `${base}/report/stock/${reportType}/current?changedSince=${formatSecond(since)}`,
      },
      ...webhookDelivery,
    })
  }
}
