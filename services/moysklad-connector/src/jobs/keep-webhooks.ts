import { rotateSecret, type Keyring, type Logger } from '@skladbridge/runtime'
import { AppError } from '@skladbridge/errors'
import type { Accounts } from '../accounts/accounts.js'
import { decideWebhooks, wantedWebhooks } from '../domain/decide-webhooks.js'
import { webhooksChanged } from '../metrics.js'
import type { MoyskladApi } from '../moysklad/api.js'
import { applyWebhooks, listWebhooks } from '../moysklad/webhooks/webhooks.js'
import type { AccountDuty, AccountRecord, AccountStore } from '../ports.js'

export interface KeepWebhooksDeps {
  store: AccountStore
  accounts: Accounts
  keyring: Keyring
  publicUrl: string
  /** Signs the addresses. */
  webhookKey: string
  checkEveryMs: number
  log: Logger
}

/**
 * Makes what hooks are missing, mends what was switched off, then looks again every day: MoySklad switches hooks off
 * whose receiver failed for long, and people can delete them (api/moysklad.md §4.4).
 */
export const keepWebhooks =
  (deps: KeepWebhooksDeps): AccountDuty =>
  async ({ record }, allowance) => {
    // asked for again when it is mended
    if (record.state !== 'active') return undefined
    await rekey(deps, record)
    const ready = await bring(deps, deps.accounts.enter(record, allowance), record)
    await deps.store.webhooksAre(ready, record.accountId, record.version)
    return { inMs: deps.checkEveryMs }
  }

/** False where the account's tariff or rights do not allow webhooks: sweeps do the work then, a day later we look again. */
async function bring(
  { publicUrl, webhookKey, log }: KeepWebhooksDeps,
  api: MoyskladApi,
  { accountId, appId }: AccountRecord,
): Promise<boolean> {
  const wanted = wantedWebhooks(publicUrl, webhookKey, accountId)
  try {
    const own = { publicUrl, accountId, applicationId: appId || undefined }
    const decision = decideWebhooks(wanted, await listWebhooks(api), own)
    await applyWebhooks(api, decision)
    for (const change of ['make', 'mend', 'drop'] as const)
      webhooksChanged.inc({ change }, decision[change].length)
    return true
  } catch (error) {
    const forbidden =
      error instanceof AppError && ['MOYSKLAD_TARIFF', 'MOYSKLAD_NO_RIGHT'].includes(error.code)
    if (!forbidden) throw error
    log.warn({ err: error }, 'MoySklad allows no webhooks here')
    return false
  }
}

/** A key that was rotated out leaves the database within a day. */
async function rekey({ store, keyring }: KeepWebhooksDeps, record: AccountRecord): Promise<void> {
  const { accountId, version, token } = record
  const rotated = token && rotateSecret(keyring, token, accountId)
  if (rotated) await store.rekey(accountId, version, rotated)
}
