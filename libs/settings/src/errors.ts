import { defineErrors } from '@skladbridge/errors'

export const settingsErrors = defineErrors({
  SETTINGS_INVALID: {
    kind: 'invalid',
    message: 'settings are not valid: {problem}',
    text: 'Настройки заполнены неверно: {problem}.',
  },
  SETTINGS_CHANGED: {
    kind: 'conflict',
    message: 'settings were changed meanwhile',
    text: 'Настройки уже изменил кто-то другой. Обновите страницу и повторите.',
  },
  SETTINGS_NO_CONNECTION: { kind: 'invalid', message: 'the request names no connection' },
})
