import { defineErrors } from '@skladbridge/errors'

export const gatewayErrors = defineErrors({
  GATEWAY_WEBHOOK_NOT_OURS: { kind: 'denied', message: 'the address is not one that we gave out' },
  GATEWAY_WEBHOOK_OTHER_ACCOUNT: { kind: 'denied', message: 'the body speaks of another account' },
  GATEWAY_TOO_DEEP: { kind: 'invalid', message: 'JSON is nested deeper than {depth}' },
  GATEWAY_BODY_INVALID: {
    kind: 'invalid',
    message: '{problem}',
    text: 'Запрос заполнен неверно: {problem}.',
    advice: 'Исправьте и повторите.',
  },
  GATEWAY_VENDOR_TOKEN_INVALID: { kind: 'denied', message: 'the vendor token is not valid: {reason}' },
  GATEWAY_SESSION_INVALID: {
    kind: 'denied',
    message: 'no valid session',
    text: 'Сеанс закончился.',
    advice: 'Откройте приложение из МоегоСклада заново.',
  },
  GATEWAY_NOT_ADMIN: {
    kind: 'denied',
    message: 'only an administrator of the account may change settings',
    text: 'Изменять настройки может только администратор аккаунта МоегоСклада.',
    advice: 'Попросите администратора открыть приложение.',
  },
  GATEWAY_IF_MATCH_MISSING: {
    kind: 'invalid',
    message: 'If-Match is missing',
    text: 'Не указана версия настроек.',
    advice: 'Обновите страницу и повторите.',
  },
})
