import { AppError } from '@skladbridge/errors'
import { z } from 'zod'
import type { Accounts } from '../accounts/accounts.js'
import { pickProbeDelay } from '../domain/pick-probe-delay.js'
import type { AccountDuty } from '../ports.js'

/**
 * Asks an account that denied us, now and then, whether it lets us in again; a success mends it by itself. Rights cannot
 * be asked for without using them: where the next real request is denied again, the account waits longer each time.
 */
export const probeDenied =
  ({ accounts, probeEveryMs }: { accounts: Accounts; probeEveryMs: number }): AccountDuty =>
  async ({ record }, allowance) => {
    if (record.state !== 'denied') return undefined
    try {
      const ask = { operation: 'probe', path: 'context/application' }
      await accounts.enter(record, allowance).ask(z.unknown(), ask)
      return undefined
    } catch (error) {
      if (!(error instanceof AppError) || error.kind !== 'denied') throw error
      return { inMs: pickProbeDelay(record.denials, probeEveryMs) }
    }
  }
