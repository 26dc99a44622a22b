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
  const tokensOf = (belongs: (identity: Identity) => boolean) =>
    [...tokens].filter(([, identity]) => belongs(identity)).map(([token]) => token)
  const solutionTokens = (account: Account) =>
    tokensOf((one) => one.account === account && one.principal.kind === 'solution')

  return {
    addSolutionToken: (account, token) => void tokens.set(token, { account, principal: solutionOf(account) }),
    addUser: (account, user) =>
      void users.set(user.login, { user, identity: { account, principal: userOf(user) } }),
    revokeToken: (token) => void tokens.delete(token),
    revokeSolutionTokens: (account) => solutionTokens(account).forEach((token) => tokens.delete(token)),
    solutionTokens,
    identify(header) {
      const [scheme = '', value = ''] = (header ?? '').split(' ')
      const identity = /^bearer$/i.test(scheme) ? tokens.get(value) : byPassword(users, scheme, value)
      if (!identity) throw errors.notAuthenticated(wrongCredentials)
      return identity
    },
    issueUserToken(identity) {
      tokensOf((one) => one.principal.key === identity.principal.key).forEach((token) => tokens.delete(token))
      const token = randomToken(kit)
      tokens.set(token, identity)
      return token
    },
  }
}

function byPassword(users: Map<string, { user: User; identity: Identity }>, scheme: string, encoded: string) {
  if (!/^basic$/i.test(scheme)) return undefined
  const [login = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  const found = users.get(login)
  return found?.user.password === rest.join(':') ? found.identity : undefined
}

/** 40 hexadecimal digits, as in the documentation's sample. */
export const randomToken = (kit: SandboxKit) =>
  Array.from({ length: 40 }, () => Math.floor(kit.random() * 16).toString(16)).join('')

const userOf = ({ login, employeeId }: User): Principal => ({
  kind: 'user',
  key: `user ${login}`,
  uid: login,
  employeeId,
})

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
