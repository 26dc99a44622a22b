import { AppError, defineErrors } from '@skladbridge/errors'

const soon = 'Повторим попытку сами.'
const ours = 'Это ошибка SkladBridge: мы уже знаем о ней и повторим попытку сами.'
const access = 'Проверьте доступы в разделе «Доступы».'

/** What this connector can meet: the shop's answers (api/insales.md §1.3–1.4), its addresses, our own requests. */
export const insalesErrors = defineErrors({
  // may we speak to the shop?
  INSALES_CREDENTIALS_REFUSED: {
    kind: 'denied',
    message: '{side} refused the api id and password (401)',
    text: 'Магазин не принял идентификатор ключа API и пароль.',
    advice: access,
  },
  INSALES_RIGHTS_MISSING: {
    kind: 'denied',
    message: '{side} does not let this key do it: {what} (403)',
    text: 'У ключа API нет прав: {what}.',
    advice: 'Дайте ключу права на товары и заказы в inSales или введите другой ключ.',
  },
  INSALES_TARIFF_LOCKED: {
    kind: 'denied',
    message: '{side} is locked: {what} (423)',
    text: 'Магазин inSales закрыл доступ: {what}.',
    advice: 'Обычно это значит, что не оплачен тариф магазина: проверьте его в inSales.',
  },
  INSALES_SHOP_BLOCKED: {
    kind: 'denied',
    message: '{side} says that shop {host} is blocked',
    text: 'Магазин {host} заблокирован в inSales.',
    advice: 'Узнайте причину в поддержке inSales и подключите его снова.',
  },
  INSALES_NOT_CONNECTED: {
    kind: 'denied',
    message: 'no connection of this account with shop {shop} on side {side}',
    text: 'Магазин отключён.',
    advice: 'Подключите его в разделе «Подключение».',
  },
  INSALES_GEO_BLOCKED: {
    kind: 'unavailable',
    message: 'the platform does not let our server in: 403 with a page («Доступ ограничен»)',
    text: `inSales не пускает сервер SkladBridge («Доступ ограничен»). С вашими доступами всё в порядке. ${soon}`,
  },

  // is it a shop at all?
  INSALES_HOST_REFUSED: {
    kind: 'invalid',
    message: '{field} is not the address of an inSales shop',
    text: 'Это не технический адрес магазина inSales.',
    advice: 'Укажите адрес вида shop.myinsales.ru: он виден в адресной строке бэк-офиса inSales.',
  },
  INSALES_NOT_A_SHOP: {
    kind: 'invalid',
    message: '{host} does not answer as an inSales shop',
    text: 'По адресу {host} нет магазина inSales.',
    advice: 'Проверьте адрес: он виден в адресной строке бэк-офиса.',
  },
  INSALES_OTHER_SHOP: {
    kind: 'invalid',
    message: 'the credentials open another shop: {title}',
    text: 'Эти доступы открывают другой магазин: {title}.',
    advice: 'Введите ключ этого магазина. Другой магазин подключается отдельно, в разделе «Подключение».',
  },

  // installation from inSales
  INSALES_APP_NOT_SET_UP: {
    kind: 'missing',
    message: 'this install has no application of inSales (INSALES_APP_ID, INSALES_APP_SECRET)',
    text: 'Установка из inSales здесь не настроена.',
    advice: 'Подключите магазин ключом API в разделе «Подключение».',
  },
  INSALES_INSTALL_UNKNOWN: {
    kind: 'missing',
    message: 'shop {shop} did not install the application',
    text: 'В этом магазине приложение не установлено.',
    advice: 'Установите SkladBridge в бэк-офисе inSales и откройте его оттуда.',
  },
  INSALES_LOGIN_REFUSED: {
    kind: 'invalid',
    message: 'the shop does not vouch for this login: {reason}',
    text: 'Вход из магазина не подтверждён.',
    advice: 'Откройте SkladBridge из бэк-офиса inSales ещё раз.',
  },
  INSALES_CODE_UNKNOWN: {
    kind: 'invalid',
    message: 'no such code, or its time is over, or it was used',
    text: 'Такого кода нет, или он уже не действует.',
    advice: 'Откройте SkladBridge в бэк-офисе inSales: он покажет новый код.',
  },

  INSALES_CONNECTION_UNKNOWN: {
    kind: 'missing',
    message: 'no connection of this account with shop {shop}',
    text: 'Такого подключения нет.',
    advice: 'Обновите страницу и выберите магазин из списка.',
  },

  // what the shop says to one request
  INSALES_NOT_FOUND: {
    kind: 'missing',
    message: 'the shop has no such thing: {what} (404)',
    text: 'В магазине inSales этого нет: {what}.',
    advice: 'Проверьте, не удалили ли его в магазине; если удалили, нажмите «Повторить».',
  },
  INSALES_REJECTED: {
    kind: 'invalid',
    message: 'the shop rejected {what}: {field} (422)',
    text: 'inSales не принял: {what}. {reason}',
    advice: 'Исправьте и нажмите «Повторить».',
  },
  INSALES_PICTURE_GONE: {
    kind: 'missing',
    message: 'the picture is not there: {status}',
    text: 'изображения в inSales больше нет',
    advice: 'Загрузите изображение в магазин заново, если оно нужно.',
  },
  INSALES_PICTURE_UNAVAILABLE: {
    kind: 'unavailable',
    message: 'the storage of pictures answers {status}',
    text: 'хранилище изображений inSales не отвечает',
  },
  INSALES_PICTURE_TOO_LARGE: {
    kind: 'invalid',
    message: 'the picture is larger than {mostMegabytes} MB',
    text: 'изображение больше {mostMegabytes} МБ',
    advice: 'Уменьшите изображение в магазине.',
  },
  INSALES_IMAGE_TOO_LARGE: {
    kind: 'invalid',
    message: 'image {filename} of product {product} has more than 10 MB',
    text: 'Изображение «{filename}» больше 10 МБ: в магазин оно не переносится.',
    advice: 'Замените его изображением поменьше.',
  },
  INSALES_CONFLICT: {
    kind: 'conflict',
    message: 'someone else is changing the same thing: {what} (409)',
    text: `В inSales это сейчас меняет кто-то ещё: {what}. ${soon}`,
  },
  INSALES_THROTTLED: {
    kind: 'throttled',
    message: 'the shop asked to slow down ({status})',
    text: 'Магазин inSales просит делать запросы реже. Продолжим, как только он разрешит.',
  },
  INSALES_DOWN: {
    kind: 'unavailable',
    message: 'the shop answered {status}; effect: {effect}',
    text: `Магазин inSales сейчас не отвечает. ${soon}`,
  },
  INSALES_REDIRECTED: {
    kind: 'unavailable',
    message: 'the shop redirects elsewhere ({status}): {what}',
    text: `Магазин inSales отвечает по другому адресу. ${soon} Если адрес магазина сменился, введите доступы заново.`,
  },
  INSALES_ANSWER_NOT_JSON: {
    kind: 'unavailable',
    message: 'the shop answered with something that is not JSON: {what}',
    text: `Магазин inSales ответил неразборчиво: {what}. ${soon}`,
  },
  INSALES_ANSWER_UNEXPECTED: {
    kind: 'bug',
    message: 'the answer to {operation} is not as documented: {problem}',
    text: `inSales ответил не так, как описано в его документации. ${ours}`,
  },
  INSALES_REQUEST_MALFORMED: {
    kind: 'bug',
    message: 'the shop cannot read what we sent to {operation}: {reason}',
    text: ours,
  },
  INSALES_LIST_STUCK: {
    kind: 'bug',
    message: '{operation} answers what was already read, after {cursor}',
    text: ours,
  },

  // what we are asked
  INSALES_ARGUMENT_WRONG: {
    kind: 'invalid',
    message: '{field} {rule}',
    text: 'Запрос составлен неверно: {field}.',
    advice: 'Обновите страницу и повторите.',
  },
})

export type InsalesErrorCode = keyof typeof insalesErrors.definitions

/** `denied` errors say whose access it is: a connection has two sides. */
export const side = 'insales'

/** The same refusal again, from what was remembered of it: a shop that denied us is not asked by every piece of work. */
export function rememberedDenial(denial: { code: string; text: string; advice?: string }): AppError {
  const { code, text, advice } = denial
  return new AppError({
    kind: 'denied',
    code,
    message: `${side} denied access earlier`,
    text,
    ...(advice ? { advice } : {}),
    details: { side },
  })
}
