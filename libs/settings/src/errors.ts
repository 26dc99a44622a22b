import { defineErrors } from '@skladbridge/errors'

export const settingsErrors = defineErrors({
  SETTINGS_INVALID: {
    kind: 'invalid',
    message: 'settings are not valid: {problem}',
    text: 'Настройки заполнены неверно: {problem}.',
    advice: 'Исправьте отмеченное поле и сохраните ещё раз.',
  },
  SETTINGS_CHANGED: {
    kind: 'conflict',
    message: 'settings were changed meanwhile',
    text: 'Настройки уже изменил кто-то другой.',
    advice: 'Обновите страницу и повторите.',
  },
  SETTINGS_CURSOR_WRONG: {
    kind: 'invalid',
    message: 'the cursor is not one that we gave out',
    text: 'Такой страницы списка нет.',
    advice: 'Обновите страницу.',
  },
  SETTINGS_NO_CONNECTION: { kind: 'invalid', message: 'the request names no connection' },
})
