import type { SandboxKit } from '../core/types.js'
import { createHandle, type MoyskladAccount } from './handle.js'
import { randomToken, type Access } from './http/access.js'
import { createAccount, type Account, type Ctx } from './model/account.js'
import { setLogin } from './seed/bootstrap.js'
import { watchStock } from './webhooks/stock.js'

export interface NewAccount {
  accountId?: string
  name: string
  /** The solution's token, as the vendor API would hand it over. */
  token?: string
  /** A user's credentials, for Basic. */
  login?: string
  password?: string
  appUid?: string
  /** The solution is a draft: its requests weigh 4. */
  moderation?: boolean
  /** Filled with a small shop; otherwise as on the first day. */
  seed?: boolean
}

export interface Credentials {
  accountId: string
  accountName: string
  token?: string
  login?: string
  password?: string
}

export interface Accounts {
  add(account: NewAccount): MoyskladAccount
  /** Throws when there is no such account. */
  get(accountId: string): MoyskladAccount
  has(accountId: string): boolean
  all(): MoyskladAccount[]
  credentials(): Credentials[]
}

export interface AccountParts {
  kit: SandboxKit
  access: Access
  /** The API's address for hrefs that no request asked for. */
  base(): string
  publish(ctx: Ctx): void
  stockWebhookDelayMs: number
  closing: AbortSignal
}

/** All accounts of the sandbox, and what lets one in. */
export function createAccounts(parts: AccountParts): Accounts {
  const { kit, access, base, publish, stockWebhookDelayMs: delayMs, closing: signal } = parts
  const accounts = new Map<string, { handle: MoyskladAccount; wanted: NewAccount }>()
  return {
    add(wanted) {
      const account = createAccount(kit, wanted.accountId ?? kit.uuid(), wanted.name)
      account.appUid = wanted.appUid ?? account.appUid
      account.moderation = wanted.moderation ?? false
      const handle = createHandle({ account, access, base, publish, newToken: () => randomToken(kit) })
      letIn(access, account, handle, wanted)
      watchStock(kit, account, { delayMs, base, signal })
      accounts.set(account.id, { handle, wanted })
      return handle
    },
    get(accountId) {
      const found = accounts.get(accountId)
      if (!found) throw new Error(`no MoySklad account ${accountId} in this sandbox`)
      return found.handle
    },
    has: (accountId) => accounts.has(accountId),
    all: () => [...accounts.values()].map(({ handle }) => handle),
    credentials: () =>
      [...accounts.values()].map(({ handle, wanted }) => credentialsOf(access, handle, wanted)),
  }
}

function letIn(access: Access, account: Account, handle: MoyskladAccount, wanted: NewAccount): void {
  if (wanted.token) handle.issueToken(wanted.token)
  const employeeId = account.defaults.owner!.id
  if (wanted.login) {
    setLogin(account, employeeId, wanted.login)
    access.addUser(account, { login: wanted.login, password: wanted.password ?? '', employeeId })
  }
  if (wanted.seed) handle.seed()
}

function credentialsOf(
  access: Access,
  handle: MoyskladAccount,
  { login, password }: NewAccount,
): Credentials {
  const token = access.solutionTokens(handle.state).at(-1)
  return {
    accountId: handle.id,
    accountName: handle.name,
    ...(token !== undefined && { token }),
    ...(login !== undefined && { login }),
    ...(password !== undefined && { password }),
  }
}
