import { defineErrors } from '@skladbridge/errors'

/**
 * What happens on the way to an outside platform, before anything of its own error format can be read.
 * `effect` is `none` when the request certainly changed nothing there, else `unknown`.
 */
export const httpErrors = defineErrors({
  HTTP_NO_CONNECTION: {
    kind: 'unavailable',
    message: '{upstream}: no connection ({reason}), effect: {effect}',
    text: 'Сервис {upstream} сейчас недоступен. Повторим попытку сами.',
  },
  HTTP_CUT: {
    kind: 'unavailable',
    message: '{upstream}: connection cut before the whole answer came ({reason}), effect: {effect}',
    text: 'Связь с {upstream} оборвалась. Повторим попытку сами.',
  },
  HTTP_TIMEOUT: {
    kind: 'unavailable',
    message: '{upstream}: no whole answer in time ({stage}), effect: {effect}',
    text: 'Сервис {upstream} отвечает слишком долго. Повторим попытку сами.',
  },
  HTTP_ANSWER_TOO_LARGE: {
    kind: 'unavailable',
    message: '{upstream}: answer larger than {maxBytes} bytes, effect: {effect}',
    text: 'Ответ {upstream} слишком велик. Повторим попытку сами.',
  },
  HTTP_ANSWER_UNREADABLE: {
    kind: 'unavailable',
    message: '{upstream}: answer cannot be read ({reason}), effect: {effect}',
    text: 'Ответ {upstream} не удалось прочитать. Повторим попытку сами.',
  },
  HTTP_BREAKER_OPEN: {
    kind: 'unavailable',
    message: '{upstream}: breaker open, effect: {effect}',
    text: 'Сервис {upstream} не отвечал несколько раз подряд. Повторим попытку чуть позже.',
  },
  HTTP_DEADLINE: {
    kind: 'unavailable',
    message: '{upstream}: too little time left before the deadline, effect: {effect}',
    text: 'Не хватило времени на запрос к {upstream}. Повторим попытку сами.',
  },
  HTTP_ABORTED: {
    kind: 'unavailable',
    message: '{upstream}: given up by the caller, effect: {effect}',
    text: 'Запрос к {upstream} прерван. Повторим попытку сами.',
  },
  HTTP_HOST_REFUSED: {
    kind: 'invalid',
    message: '{upstream}: host may not be asked ({reason}), effect: {effect}',
    text: 'Адрес {upstream} не подходит: нужен общедоступный адрес в интернете.',
    advice: 'Проверьте адрес.',
  },
  HTTP_THROTTLED: {
    kind: 'throttled',
    message: '{upstream}: answered 429, effect: {effect}',
    text: 'Сервис {upstream} просит подождать: превышен лимит запросов. Продолжим сами.',
  },
  HTTP_BUDGET_SPENT: {
    kind: 'throttled',
    message: '{upstream}: request budget cannot be had in time, effect: {effect}',
    text: 'Лимит запросов к {upstream} на этот момент исчерпан. Продолжим сами.',
  },
  HTTP_QUEUE_FULL: {
    kind: 'throttled',
    message: '{upstream}: too many requests of one account are waiting, effect: {effect}',
    text: 'Слишком много запросов к {upstream} одновременно. Продолжим сами.',
  },
  HTTP_BUDGET_STORE_DOWN: {
    kind: 'unavailable',
    message: '{upstream}: the store of request budgets does not answer, effect: {effect}',
  },
})

/** `none`: certainly nothing changed on the other side. */
export type Effect = 'none' | 'unknown'
