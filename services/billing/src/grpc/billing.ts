import { billing } from '@skladbridge/proto'
import { grpcService } from '@skladbridge/runtime'
import { saveAndAnnounce } from '../announce-access.js'
import { decideAccess } from '../domain/decide-access.js'
import { decideActivation, decideDeactivation } from '../domain/decide-activation.js'
import { daysLeft, describeSubscription, PRICE_MINOR } from '../domain/describe-subscription.js'
import type { Access, Account, Subscription } from '../domain/types.js'
import { billingErrors } from '../errors.js'
import type { Accounts, AnnounceAccess } from '../ports.js'

export interface BillingPorts {
  accounts: Accounts
  announce: AnnounceAccess
  now(): Date
}

const activationCauses = ['Install', 'Resume', 'TariffChanged', 'Autoprolongation']
const deactivationCauses = ['Suspend', 'Uninstall']

export const billingService = (ports: BillingPorts) =>
  grpcService(billing.BillingService, {
    activate: (request) => activate(ports, request),
    deactivate: (request) => deactivate(ports, request),
    async getAccess({ accountId }) {
      return toReply(accountId, decideAccess(await knownOf(ports, accountId), ports.now()))
    },
    async getSubscription({ accountId }) {
      const account = await knownOf(ports, accountId)
      return toSubscriptionState(account, ports.now())
    },
    async listAccess({ afterAccountId, limit }) {
      const accounts = await ports.accounts.list(afterAccountId, Math.min(Math.max(limit, 1), 1000))
      const now = ports.now()
      return { accounts: accounts.map((account) => toReply(account.accountId, decideAccess(account, now))) }
    },
  })

async function knownOf({ accounts }: BillingPorts, accountId: string): Promise<Account> {
  const account = await accounts.get(accountId)
  if (account && account.state !== 'erased') return account
  throw billingErrors.BILLING_ACCOUNT_UNKNOWN({ account: accountId })
}

async function activate(ports: BillingPorts, request: billing.ActivateRequest): Promise<billing.Access> {
  const { accountId, accountName, appUid, cause } = request
  if (!activationCauses.includes(cause)) throw billingErrors.BILLING_CAUSE_UNKNOWN({ cause })
  const known = await ports.accounts.get(accountId)
  // everybody is being told to forget it: MoySklad repeats in a while, and then it is over
  if (known?.state === 'erasing') throw billingErrors.BILLING_BEING_ERASED({ account: accountId })
  const subscription = toSubscription(request.subscription)
  const now = ports.now()
  const account = decideActivation(known, { accountId, accountName, appUid, cause, subscription }, now)
  return toReply(accountId, await saveAndAnnounce(ports, account, known, now))
}

async function deactivate(
  ports: BillingPorts,
  { accountId, cause }: billing.DeactivateRequest,
): Promise<billing.Access> {
  if (!deactivationCauses.includes(cause)) throw billingErrors.BILLING_CAUSE_UNKNOWN({ cause })
  const known = await ports.accounts.get(accountId)
  if (!known) return toReply(accountId, { allowed: false, reason: 'uninstalled', until: null })
  const now = ports.now()
  if (isOver(known)) return toReply(accountId, decideAccess(known, now))
  const account = decideDeactivation(known, cause, now)
  return toReply(accountId, await saveAndAnnounce(ports, account, known, now))
}

const isOver = ({ state }: Account): boolean => state === 'erasing' || state === 'erased'

function toSubscriptionState(account: Account, now: Date): billing.SubscriptionState {
  const access = decideAccess(account, now)
  return {
    access: toReply(account.accountId, access),
    daysLeft: daysLeft(access.until, now),
    priceMinor: PRICE_MINOR,
    tariffName: account.subscription?.tariffName ?? '',
    trialStartedAt: account.trialStartedAt.toISOString(),
    ...describeSubscription(access, now),
  }
}

function toSubscription(given: billing.Subscription | undefined): Subscription | null {
  if (!given) return null
  const { tariffId, trial, tariffName } = given
  const moment = new Date(given.expiryMoment)
  // an end that nobody can read is one that is not known: an installation does not fail of it
  return { tariffId, trial, tariffName, expiryMoment: Number.isNaN(moment.getTime()) ? null : moment }
}

const toReply = (accountId: string, { allowed, reason, until }: Access): billing.Access => ({
  accountId,
  allowed,
  reason,
  until: until?.toISOString() ?? '',
})
