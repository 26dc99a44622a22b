import { defineErrors } from '@skladbridge/errors'

export const stockErrors = defineErrors({
  STOCK_SETTINGS_INVALID: {
    kind: 'invalid',
    message: 'stock settings are not valid: {problem}',
    text: 'Настройки остатков заполнены неверно: {problem}.',
  },
  STOCK_SETTINGS_CHANGED: {
    kind: 'conflict',
    message: 'stock settings were changed meanwhile',
    text: 'Настройки остатков уже изменил кто-то другой. Обновите страницу и повторите.',
  },
})
