import { defineErrors } from '@skladbridge/errors'

export const billingErrors = defineErrors({
  BILLING_ACCOUNT_UNKNOWN: {
    kind: 'missing',
    message: 'account {account} never installed the solution',
    text: 'Решение не установлено в этом аккаунте МоегоСклада.',
    advice: 'Установите SkladBridge в разделе «Приложения» МоегоСклада.',
  },
  BILLING_BEING_ERASED: {
    kind: 'conflict',
    message: 'account {account} is being erased just now',
    text: 'Данные прежней установки сейчас удаляются.',
    advice: 'Повторите через минуту.',
  },
  BILLING_CAUSE_UNKNOWN: { kind: 'invalid', message: 'cause {cause} is not one that MoySklad documents' },
})
