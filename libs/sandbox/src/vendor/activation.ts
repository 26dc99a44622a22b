import { z } from 'zod'
import type { AccountDirectory, SandboxKit } from '../core/types.js'
import { eventRetry, lifecycleRetry, type Caller } from './calls.js'
import type { CallOutcome, Installation, Solution } from './types.js'

export interface Parts {
  kit: SandboxKit
  solution: Solution
  caller: Caller
  /** Without one, tokens work nowhere: the calls alone are of interest. */
  directory: AccountDirectory | undefined
  installations: Map<string, Installation>
}

const goodAnswer = z.object({ status: z.enum(['Activating', 'SettingsRequired', 'Activated']) })

/** The token works before the developer hears of it, and is taken back when he can't take the account. */
export async function activate(
  parts: Parts,
  installation: Installation,
  cause: 'Install' | 'Resume',
): Promise<CallOutcome> {
  const { accountId, accountName } = installation
  const token = newToken(parts.kit)
  Object.assign(installation, { status: 'Activating', cause, token })
  parts.directory?.addAccount({ accountId, accountName, token, appUid: parts.solution.appUid })
  const body = {
    ...heading(parts, installation, cause),
    access: installation.access.map((access) => ({ ...access, access_token: token })),
    subscription: installation.subscription,
  }
  const outcome = await parts.caller.call({ method: 'PUT', accountId, body, retry: lifecycleRetry })
  takeAnswer(installation, outcome)
  if (installation.status === 'ActivationFailed') {
    parts.directory?.revokeToken(token)
    installation.token = undefined
  } else if (cause === 'Resume') parts.directory?.solutionWebhooks(accountId, 'enabled')
  return outcome
}

export async function deactivate(
  parts: Parts,
  installation: Installation,
  cause: 'Uninstall' | 'Suspend',
): Promise<CallOutcome> {
  const { accountId, token } = installation
  parts.directory?.solutionWebhooks(accountId, cause === 'Suspend' ? 'disabled' : 'deleted')
  if (token) parts.directory?.revokeToken(token)
  Object.assign(installation, { status: 'Deactivating', cause, token: undefined })
  const body = heading(parts, installation, cause)
  const outcome = await parts.caller.call({ method: 'DELETE', accountId, body, retry: lifecycleRetry })
  if (!outcome.succeeded) installation.status = 'DeactivationFailed'
  else if (cause === 'Uninstall') parts.installations.delete(accountId)
  else Object.assign(installation, { status: 'Suspended', cause: undefined })
  return outcome
}

export function tell(
  parts: Parts,
  installation: Installation,
  cause: 'TariffChanged' | 'Autoprolongation',
): Promise<CallOutcome> {
  const body = { ...heading(parts, installation, cause), subscription: installation.subscription }
  return parts.caller.call({ method: 'PUT', accountId: installation.accountId, body, retry: eventRetry })
}

export const heading = ({ solution }: Parts, { accountName }: Installation, cause: string) => ({
  appUid: solution.appUid,
  accountName,
  cause,
})

/** The answer counts unless the developer has called back with a later status in the meantime. */
function takeAnswer(installation: Installation, outcome: CallOutcome): void {
  const answer = goodAnswer.safeParse(outcome.body)
  const isGood = outcome.succeeded && answer.success
  if (!isGood) installation.status = 'ActivationFailed'
  else if (installation.status === 'Activating') {
    installation.status = answer.data.status
    if (answer.data.status !== 'Activating') installation.cause = undefined
  }
}

function newToken(kit: SandboxKit): string {
  return `${kit.uuid()}${kit.uuid()}`.replaceAll('-', '').slice(0, 40)
}
