import type { AppError } from '@skladbridge/errors'
import type { Upstream } from '@skladbridge/http-client'
import { webhookPrefix } from '@skladbridge/contracts'
import { decryptSecret, encryptSecret, type Keyring, type Logger } from '@skladbridge/runtime'
import { pickProbeDelay } from '../domain/pick-probe-delay.js'
import { moyskladErrors, side } from '../errors.js'
import { accountStates, refusals } from '../metrics.js'
import { MoyskladApi, type Allowance } from '../moysklad/api.js'
import type { AccountRecord, AccountStore } from '../ports.js'

export interface AccountsOptions {
  store: AccountStore
  keyring: Keyring
  upstream: Upstream
  baseUrl: string
  publicUrl: string
  probeEveryMs: number
  log: Logger
  /** There is something to announce or to do. */
  wake(): void
}

export interface NewAccount {
  accountId: string
  accountName: string
  appId: string
  appUid: string
  accessToken: string
}

export interface Accounts {
  /** Keeps the token; webhooks are made in the background. Repeating replaces the token. */
  save(account: NewAccount): Promise<AccountRecord>
  /** Erases the token at once. Undefined: there is no such account. */
  remove(accountId: string): Promise<AccountRecord | undefined>
  /** Throws `denied` MOYSKLAD_ACCOUNT_UNKNOWN when we have no token for it. */
  open(accountId: string, allowance: Allowance): Promise<MoyskladApi>
  /** The same, for several openings with what is known of the account now. */
  opener(accountId: string): Promise<(allowance: Allowance) => MoyskladApi>
  /** The same for a record at hand. */
  enter(record: AccountRecord, allowance: Allowance): MoyskladApi
}

/**
 * Opens accounts, and learns from every answer whether their doors are still open. A denial found with an older token,
 * or a success, changes nothing about a newer one: both carry the record's version.
 */
export function createAccounts(options: AccountsOptions): Accounts {
  const { store, keyring } = options

  function enter(record: AccountRecord, allowance: Allowance): MoyskladApi {
    const { accountId, token, state } = record
    if (!token || state === 'removed') throw moyskladErrors.MOYSKLAD_ACCOUNT_UNKNOWN({ side, accountId })
    return new MoyskladApi({
      upstream: options.upstream,
      baseUrl: options.baseUrl,
      mutePrefix: webhookPrefix(options.publicUrl),
      accountId,
      token: decryptSecret(keyring, token, accountId),
      allowance,
      ...watch(options, record),
    })
  }

  async function opener(accountId: string): Promise<(allowance: Allowance) => MoyskladApi> {
    const record = await store.find(accountId)
    if (!record) throw moyskladErrors.MOYSKLAD_ACCOUNT_UNKNOWN({ side, accountId })
    return (allowance) => enter(record, allowance)
  }

  return {
    enter,
    opener,
    open: async (accountId, allowance) => (await opener(accountId))(allowance),
    async save({ accessToken, ...account }) {
      const token = encryptSecret(keyring, accessToken, account.accountId)
      const record = await store.save({ ...account, token })
      accountStates.inc({ state: 'active' })
      options.wake()
      return record
    },
    async remove(accountId) {
      const record = await store.remove(accountId)
      if (record) accountStates.inc({ state: 'removed' })
      options.wake()
      return record
    },
  }
}

type Watch = Required<Pick<ConstructorParameters<typeof MoyskladApi>[0], 'onSuccess' | 'onRefusal'>>

function watch(options: AccountsOptions, record: AccountRecord): Watch {
  const { log } = options
  let denied = record.state === 'denied'
  // what MoySklad answered stands, also where it cannot be noted: the next answer says the same
  const noted = async (noting: Promise<void>) =>
    noting.catch((err: unknown) => log.warn({ err }, 'could not note the state of an account'))
  return {
    async onSuccess() {
      if (!denied) return
      denied = false
      await noted(mend(options, record))
    },
    async onRefusal(error: AppError, operation: string) {
      refusals.inc({ operation, code: error.code })
      if (error.kind === 'denied' && !concernsOnlyPart(error, operation))
        await noted(deny(options, record, error))
    },
  }
}

async function mend(
  { store, log, wake }: AccountsOptions,
  { accountId, version }: AccountRecord,
): Promise<void> {
  if (!(await store.mend(accountId, version))) return
  accountStates.inc({ state: 'active' })
  log.info({ accountId }, 'MoySklad lets us in again')
  wake()
}

async function deny(options: AccountsOptions, record: AccountRecord, error: AppError): Promise<void> {
  const { store, probeEveryMs, log, wake } = options
  const { accountId, version, denials } = record
  const probeAt = new Date(Date.now() + pickProbeDelay(denials + 1, probeEveryMs))
  if (!(await store.deny(accountId, version, denialOf(error), probeAt))) return
  accountStates.inc({ state: 'denied' })
  log.warn({ accountId, err: error }, 'MoySklad denies us access')
  wake()
}

const denialOf = ({ code, text, advice }: AppError) => ({ code, text, ...(advice ? { advice } : {}) })

/** A hook that the tariff or the rights do not allow, or a picture that its storage keeps, leaves all else working. */
const concernsOnlyPart = ({ code, details }: AppError, operation: string): boolean =>
  (operation.startsWith('webhooks.') && (code === 'MOYSKLAD_TARIFF' || code === 'MOYSKLAD_NO_RIGHT')) ||
  (operation === 'images.download' && code === 'MOYSKLAD_NO_RIGHT' && details['number'] === '0')
