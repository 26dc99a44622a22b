import type { SandboxKit } from '../core/types.js'
import { activate, deactivate, heading, tell, type Parts } from './activation.js'
import { eventRetry } from './calls.js'
import type { Access, CallOutcome, Installation, Subscription } from './types.js'

export interface AccountChoice {
  accountName?: string
  subscription?: Partial<Subscription>
  access?: Access[]
}

/**
 * What a person and MoySklad's billing do to the solution in an account. Each resolves when the developer's server
 * has answered for good or was given up on; the outcome says how it went, the installation where it ended.
 * All but `install` throw for an account without the solution.
 */
export interface Lifecycle {
  install(accountId: string, choice?: AccountChoice): Promise<CallOutcome>
  suspend(accountId: string): Promise<CallOutcome>
  resume(accountId: string): Promise<CallOutcome>
  uninstall(accountId: string): Promise<CallOutcome>
  changeTariff(accountId: string, subscription: Partial<Subscription>): Promise<CallOutcome>
  prolong(accountId: string): Promise<CallOutcome>
  changePermissions(accountId: string, permissions: Record<string, unknown>): Promise<CallOutcome>
}

const DAY_MS = 86_400_000

export function createLifecycle(parts: Parts, resource: () => string): Lifecycle {
  const { kit, installations } = parts
  function known(accountId: string): Installation {
    const found = installations.get(accountId)
    if (!found) throw new Error(`the solution is not installed in ${accountId}`)
    return found
  }
  return {
    async install(accountId, choice = {}) {
      const installation = installationOf(parts, accountId, choice, resource())
      installations.set(accountId, installation)
      return activate(parts, installation, 'Install')
    },
    suspend: async (accountId) => deactivate(parts, known(accountId), 'Suspend'),
    resume: async (accountId) => activate(parts, known(accountId), 'Resume'),
    uninstall: async (accountId) => deactivate(parts, known(accountId), 'Uninstall'),
    async changeTariff(accountId, subscription) {
      Object.assign(known(accountId).subscription, subscription)
      return tell(parts, known(accountId), 'TariffChanged')
    },
    async prolong(accountId) {
      Object.assign(known(accountId).subscription, { trial: false, expiryMoment: expiry(kit, 30) })
      return tell(parts, known(accountId), 'Autoprolongation')
    },
    async changePermissions(accountId, permissions) {
      const installation = known(accountId)
      installation.access = [{ resource: resource(), scope: ['custom'], permissions }]
      const body = { ...heading(parts, installation, 'PermissionsChanged'), access: installation.access }
      return parts.caller.call({ method: 'PUT', accountId, path: '/event', body, retry: eventRetry })
    },
  }
}

function installationOf(
  parts: Parts,
  accountId: string,
  choice: AccountChoice,
  resource: string,
): Installation {
  return {
    accountId,
    accountName: choice.accountName ?? `account-${parts.installations.size + 1}`,
    status: 'Activating',
    cause: 'Install',
    subscription: { ...trial(parts.kit), ...choice.subscription },
    access: choice.access ?? [{ resource, scope: ['admin'] }],
    token: undefined,
  }
}

function trial(kit: SandboxKit): Subscription {
  return {
    tariffId: kit.uuid(),
    trial: true,
    tariffName: 'Базовый',
    expiryMoment: expiry(kit, 7),
    notForResale: false,
    partner: false,
  }
}

/** RFC 3339 in Moscow time, as MoySklad writes it. */
function expiry(kit: SandboxKit, days: number): string {
  const moment = new Date(kit.clock.now().getTime() + days * DAY_MS + 3 * 3_600_000)
  return moment.toISOString().replace(/\.\d+Z$/, '+03:00')
}
