import { AppError, defineErrors } from '@skladbridge/errors'

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
  RECONCILER_NO_SHOP: { kind: 'invalid', message: 'event {event} about a shop names no shop' },
  RECONCILER_UNKNOWN_KIND: { kind: 'bug', message: 'no reconcile is registered for links of kind {kind}' },
})

export const isLeaseLost = (thrown: unknown): boolean =>
  thrown instanceof AppError && thrown.code === 'RECONCILER_LEASE_LOST'
