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
  BILLING_CHANNEL_DOWN: {
    kind: 'unavailable',
    message: 'the server of channel {channel} does not answer',
    text: 'Уведомление не отправлено: {channel} сейчас не отвечает.',
  },
  BILLING_EMAIL_REFUSED: {
    kind: 'invalid',
    message: 'the mail server refused the letter ({status})',
    text: 'Почтовый сервер не принял письмо.',
    advice: 'Проверьте адреса в разделе «Уведомления».',
  },
  BILLING_TELEGRAM_REFUSED: {
    kind: 'invalid',
    message: 'Telegram refused the message ({status})',
    text: 'Telegram не принял сообщение.',
    advice: 'Проверьте чат в разделе «Уведомления»: сначала нужно написать боту.',
  },
  BILLING_WEBHOOK_REFUSED: {
    kind: 'invalid',
    message: 'the merchant’s address answered {status}',
    text: 'Ваш адрес для уведомлений ответил с кодом {status}.',
    advice: 'Проверьте его в разделе «Уведомления».',
  },
  BILLING_TEST_TOO_SOON: {
    kind: 'throttled',
    message: 'a test message was sent within the last minute',
    text: 'Пробное уведомление уже отправлено.',
    advice: 'Следующее можно отправить через минуту.',
  },
  BILLING_CAUSE_UNKNOWN: { kind: 'invalid', message: 'cause {cause} is not one that MoySklad documents' },
})
