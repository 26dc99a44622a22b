import { AppError, defineErrors, toAppError } from '@skladbridge/errors'
import { mongo } from 'mongoose'

export const reconcilerErrors = defineErrors({
  RECONCILER_LEASE_LOST: {
    kind: 'conflict',
    message: 'the lease of lane {lane} is not ours any more; nothing may be written under it',
  },
  RECONCILER_UNANSWERED: {
    kind: 'bug',
    message: 'reconcile of {kind} told nothing about a link it was given',
    text: 'Внутренняя ошибка SkladBridge. Мы уже знаем о ней; повторим попытку сами.',
  },
  RECONCILER_UNKNOWN_KIND: { kind: 'bug', message: 'no reconcile is registered for links of kind {kind}' },
  RECONCILER_STORE_UNAVAILABLE: { kind: 'unavailable', message: 'the database did not answer' },
})

export const isLeaseLost = (thrown: unknown): boolean =>
  thrown instanceof AppError && thrown.code === 'RECONCILER_LEASE_LOST'

/** What the driver throws while the database is away or changes hands, as `unavailable`; anything else as it is. */
export function toStoreError(thrown: unknown): AppError {
  const away =
    thrown instanceof mongo.MongoNetworkError ||
    thrown instanceof mongo.MongoServerSelectionError ||
    thrown instanceof mongo.MongoNotConnectedError ||
    thrown instanceof mongo.MongoTopologyClosedError ||
    thrown instanceof mongo.MongoExpiredSessionError ||
    (thrown instanceof mongo.MongoError && thrown.hasErrorLabel('RetryableWriteError'))
  return away ? reconcilerErrors.RECONCILER_STORE_UNAVAILABLE({}, { cause: thrown }) : toAppError(thrown)
}

export async function stored<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    throw toStoreError(thrown)
  }
}
