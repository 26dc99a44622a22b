import type { SandboxKit } from '../../core/types.js'
import * as errors from '../errors.js'
import type { Account } from '../model/account.js'
import type { Principal } from '../model/types.js'

interface User {
  login: string
  password: string
  employeeId: string
}

/** Who may come in: solution tokens, users' passwords and users' tokens, over all accounts. */
export interface Access {
  addSolutionToken(account: Account, token: string): void
  addUser(account: Account, user: User): void
  revokeToken(token: string): void
  revokeSolutionTokens(account: Account): void
  solutionTokens(account: Account): string[]
  /** Reads `Authorization`; throws 401 with code 1056. */
  identify(header: string | undefined): Identity
  /** A new token of the user; those before it are void. */
  issueUserToken(identity: Identity): string
}

export interface Identity {
  account: Account
  principal: Principal
}

const wrongCredentials = 'Неправильный пароль или имя пользователя или ключ авторизации'

export function createAccess(kit: SandboxKit): Access {
  const tokens = new Map<string, Identity>()
  const users = new Map<string, { user: User; identity: Identity }>()

  const byBasic = (encoded: string): Identity => {
    const [login = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
    const found = users.get(login)
    if (!found || found.user.password !== rest.join(':')) throw errors.notAuthenticated(wrongCredentials)
    return found.identity
  }
  const tokensOf = (account: Account, kind: Principal['kind']) =>
    [...tokens]
      .filter(([, one]) => one.account === account && one.principal.kind === kind)
      .map(([token]) => token)

  return {
    addSolutionToken(account, token) {
      tokens.set(token, { account, principal: solutionOf(account) })
    },
    addUser(account, user) {
      const principal: Principal = {
        kind: 'user',
        key: `user ${user.login}`,
        uid: user.login,
        employeeId: user.employeeId,
      }
      users.set(user.login, { user, identity: { account, principal } })
    },
    revokeToken: (token) => void tokens.delete(token),
    revokeSolutionTokens: (account) => tokensOf(account, 'solution').forEach((token) => tokens.delete(token)),
    solutionTokens: (account) => tokensOf(account, 'solution'),
    identify(header) {
      const [scheme = '', value = ''] = (header ?? '').split(' ')
      const lower = scheme.toLowerCase()
      const identity = lower === 'bearer' ? tokens.get(value) : lower === 'basic' ? byBasic(value) : undefined
      if (!identity) throw errors.notAuthenticated(wrongCredentials)
      return identity
    },
    issueUserToken(identity) {
      for (const [token, { principal }] of tokens)
        if (principal.key === identity.principal.key) tokens.delete(token)
      const token = Array.from({ length: 40 }, () => Math.floor(kit.random() * 16).toString(16)).join('')
      tokens.set(token, identity)
      return token
    },
  }
}

export const solutionOf = (account: Account): Principal => ({
  kind: 'solution',
  key: `solution ${account.id}`,
  uid: account.appUid,
})

/** What a user's request costs grows with the calendar; a solution on moderation pays 4. */
export function weightOf({ account, principal }: Identity, now: Date): number {
  if (principal.kind === 'solution') return account.moderation ? 4 : 1
  const day = now.toISOString().slice(0, 10)
  if (day >= '2026-12-01') return 4
  if (day >= '2026-09-01') return 3
  return day >= '2026-05-12' ? 2 : 1
}
