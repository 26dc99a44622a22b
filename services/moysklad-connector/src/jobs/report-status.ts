import { AppError } from '@skladbridge/errors'
import type { Logger } from '@skladbridge/runtime'
import type { Vendor } from '../moysklad/vendor/vendor.js'
import type { AccountDuty } from '../ports.js'

/** Tells MoySklad how far set-up is, where it could not be told at once. The youngest wish counts. */
export const reportStatus =
  ({ vendor, appId, log }: { vendor: Vendor; appId: string; log: Logger }): AccountDuty =>
  async ({ record }, allowance) => {
    const { accountId, wantedStatus, state } = record
    if (!wantedStatus || state === 'removed') return undefined
    try {
      await vendor.reportStatus({ appId: record.appId || appId, accountId }, wantedStatus, allowance)
    } catch (error) {
      // there is no way from where MoySklad stands to this status: asked again it says the same
      if (!(error instanceof AppError && error.kind === 'invalid')) throw error
      log.warn({ err: error, accountId }, 'MoySklad does not take the status of the solution')
    }
    return undefined
  }
