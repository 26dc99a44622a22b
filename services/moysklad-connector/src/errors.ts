import { defineErrors } from '@skladbridge/errors'

/** In `details.side` of every error that MoySklad's answer caused: whoever pauses, pauses on that side. */
export const side = 'moysklad'

const at = '{side} answered {status}/{number} to {operation}, effect: {effect}'
const ours = 'Внутренняя ошибка SkladBridge при обращении к МоемуСкладу ({number}). Мы уже знаем о ней.'

/** What MoySklad can refuse (api/moysklad.md §1.4), and what the connector itself refuses. */
export const moyskladErrors = defineErrors({
  MOYSKLAD_ACCESS_LOST: {
    kind: 'denied',
    message: at,
    text: 'МойСклад больше не принимает наш ключ доступа.',
    advice: 'Откройте «Приложения» в МоемСкладе и включите SkladBridge заново.',
  },
  MOYSKLAD_NO_RIGHT: {
    kind: 'denied',
    message: at,
    text: 'У SkladBridge нет права на это действие в МоемСкладе: {reason}.',
    advice: 'Подтвердите права приложения в разделе «Приложения» МоегоСклада.',
  },
  MOYSKLAD_API_OFF: {
    kind: 'denied',
    message: at,
    text: 'МойСклад отключил доступ к API для этого аккаунта.',
    advice: 'Обратитесь в поддержку МоегоСклада.',
  },
  MOYSKLAD_TARIFF: {
    kind: 'denied',
    message: at,
    text: 'Тариф МоегоСклада не позволяет это действие: {reason}.',
    advice: 'Проверьте тариф и лимиты аккаунта МоегоСклада.',
  },
  MOYSKLAD_AUTH_TOO_OFTEN: {
    kind: 'throttled',
    message: at,
    text: 'МойСклад просит подождать: слишком много попыток входа. Продолжим сами.',
  },
  MOYSKLAD_THROTTLED: {
    kind: 'throttled',
    message: at,
    text: 'МойСклад просит подождать: превышен лимит запросов. Продолжим сами.',
  },
  MOYSKLAD_NOT_FOUND: {
    kind: 'missing',
    message: at,
    text: 'В МоемСкладе не найден объект, на который мы ссылаемся: {reason}.',
    advice: 'Проверьте, не удалён ли он, и выберите другой в настройках.',
  },
  MOYSKLAD_IN_USE: {
    kind: 'invalid',
    message: at,
    text: 'Объект используется в МоемСкладе и не может быть удалён.',
    advice: 'Переместите его в архив.',
  },
  MOYSKLAD_PARALLEL_EDIT: {
    kind: 'conflict',
    message: at,
    text: 'Объект в это же время изменил кто-то другой. Прочитаем его заново и повторим.',
  },
  MOYSKLAD_MAINTENANCE: {
    kind: 'unavailable',
    message: at,
    text: 'В МоемСкладе идут технические работы. Продолжим сами, когда они закончатся.',
  },
  MOYSKLAD_DOWN: {
    kind: 'unavailable',
    message: at,
    text: 'МойСклад ответил ошибкой. Повторим попытку сами.',
  },
  MOYSKLAD_TOO_LARGE: {
    kind: 'invalid',
    message: at,
    text: 'МойСклад не принял запрос: он слишком велик ({reason}).',
    advice: 'Уменьшите число строк в документе или у товара.',
  },
  MOYSKLAD_REQUEST_WRONG: { kind: 'bug', message: at, text: ours },
  MOYSKLAD_SOLUTION_WRONG: { kind: 'bug', message: at, text: ours },
  MOYSKLAD_FIELD_EMPTY: {
    kind: 'invalid',
    message: at,
    text: 'В МоемСкладе обязательно поле «{title}», а оно пустое.',
    advice: 'Заполните поле «{title}» и нажмите «Повторить».',
  },
  MOYSKLAD_FIELD_WRONG: {
    kind: 'invalid',
    message: at,
    text: 'МойСклад не принял значение поля «{title}»: {reason}.',
    advice: 'Исправьте значение и нажмите «Повторить».',
  },
  MOYSKLAD_EMAIL_WRONG: {
    kind: 'invalid',
    message: at,
    text: 'МойСклад не принял адрес электронной почты.',
    advice: 'Исправьте его в заказе или у покупателя.',
  },
  MOYSKLAD_NOT_UNIQUE: {
    kind: 'invalid',
    message: at,
    text: 'В МоемСкладе уже есть объект с таким значением поля «{title}», а настройки аккаунта требуют уникальности.',
    advice: 'Измените значение или отключите проверку уникальности в настройках МоегоСклада.',
  },
  MOYSKLAD_CHARACTERISTIC_WRONG: {
    kind: 'invalid',
    message: at,
    text: 'МойСклад не принял характеристики модификации: {reason}.',
    advice: 'Проверьте их названия и значения.',
  },
  MOYSKLAD_STATE_WRONG: {
    kind: 'invalid',
    message: at,
    text: 'МойСклад не принял статус: {reason}.',
    advice: 'Проверьте соответствие статусов в настройках.',
  },
  MOYSKLAD_VARIANT_EXISTS: {
    kind: 'conflict',
    message: at,
    text: 'Модификация с такими характеристиками уже есть у товара. Используем её.',
  },
  MOYSKLAD_VARIANT_CLASH: {
    kind: 'invalid',
    message: '{side}: {about} would be the second modification with the same characteristics ({field})',
    text: '{about}. У товара уже есть модификация с такими характеристиками.',
    advice: 'Измените характеристики одной из них или удалите лишнюю.',
  },
  MOYSKLAD_VARIANT_WRONG: {
    kind: 'invalid',
    message: at,
    text: 'МойСклад не принял модификацию: {reason}.',
    advice: 'Проверьте товар и его модификации.',
  },
  MOYSKLAD_BARCODE_WRONG: {
    kind: 'invalid',
    message: at,
    text: 'МойСклад не принял поле «Штрихкоды»: {reason}.',
    advice: 'Исправьте штрихкод товара.',
  },
  MOYSKLAD_PRODUCT_WRONG: {
    kind: 'invalid',
    message: at,
    text: 'МойСклад не принял товар: {reason}.',
    advice: 'Исправьте карточку товара.',
  },
  MOYSKLAD_ATTRIBUTE_WRONG: {
    kind: 'invalid',
    message: at,
    text: 'МойСклад не принял дополнительное поле: {reason}.',
    advice: 'Проверьте дополнительные поля товаров и их соответствие в настройках.',
  },
  MOYSKLAD_ATTRIBUTE_VALUE_WRONG: {
    kind: 'invalid',
    message: 'the additional field {field} does not take this value: {reason}',
    text: 'Дополнительное поле «{field}» в МоемСкладе не примет такое значение: {reason}.',
    advice: 'Исправьте значение или соответствие полей в настройках.',
  },
  MOYSKLAD_ATTRIBUTE_CLOSED: {
    kind: 'invalid',
    message: at,
    text: 'МойСклад не дал SkladBridge завести дополнительное поле товара: {reason}.',
    advice: 'Создайте поле сами или разрешите это приложению.',
  },
  MOYSKLAD_FOLDER_WRONG: {
    kind: 'invalid',
    message: at,
    text: 'МойСклад не принял группу товаров: {reason}.',
    advice: 'Проверьте, в какую группу она вложена.',
  },
  MOYSKLAD_PRODUCT_MARKED: {
    kind: 'invalid',
    message: at,
    text: 'У маркированного товара в МоемСкладе не может быть модификаций.',
    advice: 'Снимите маркировку с товара или уберите модификации, затем нажмите «Повторить».',
  },
  MOYSKLAD_PERIOD_CLOSED: {
    kind: 'invalid',
    message: at,
    text: 'Документ относится к закрытому периоду в МоемСкладе.',
    advice: 'Измените дату запрета редактирования или дату документа.',
  },
  MOYSKLAD_POSITION_LOCKED: {
    kind: 'invalid',
    message: at,
    text: 'МойСклад не разрешает менять это поле позиции: {reason}.',
    advice: 'Измените позицию в МоемСкладе.',
  },
  MOYSKLAD_BUNDLE_QUANTITY: {
    kind: 'invalid',
    message: at,
    text: 'Количество комплектов в МоемСкладе должно быть целым.',
    advice: 'Исправьте количество в заказе.',
  },
  MOYSKLAD_BUNDLE_WRONG: {
    kind: 'invalid',
    message: at,
    text: 'МойСклад не принял состав комплекта: {reason}.',
    advice: 'Проверьте состав комплекта.',
  },
  MOYSKLAD_WEBHOOK_EXISTS: { kind: 'conflict', message: at },
  MOYSKLAD_WEBHOOK_REFUSED: { kind: 'bug', message: at, text: ours },
  MOYSKLAD_IMAGE_WRONG: {
    kind: 'invalid',
    message: at,
    text: 'МойСклад не принял изображение: {reason}.',
    advice: 'Подойдёт JPG или PNG обычного размера, не больше 10 у товара: замените изображение.',
  },
  MOYSKLAD_IMAGE_GONE: {
    kind: 'missing',
    message: '{side} has no image {image} any more: {status}',
    text: 'Изображения больше нет в МоемСкладе.',
    advice: 'Ничего делать не нужно: товар перечитаем сами.',
  },
  MOYSKLAD_IMAGE_UNAVAILABLE: {
    kind: 'unavailable',
    message: '{side} did not hand out image {image}: its storage answered {status}',
    text: 'МойСклад не отдал изображение товара. Повторим попытку сами.',
  },
  MOYSKLAD_IMAGE_TOO_LARGE: {
    kind: 'invalid',
    message: '{side}: image {image} has more than {mostMegabytes} MB ({field})',
    text: 'Изображение товара в МоемСкладе больше {mostMegabytes} МБ: в магазин оно не переносится.',
    advice: 'Замените его изображением поменьше.',
  },
  MOYSKLAD_LIMIT_REACHED: {
    kind: 'invalid',
    message: at,
    text: 'Достигнут предел МоегоСклада: {reason}.',
    advice: 'Удалите лишнее и нажмите «Повторить».',
  },
  MOYSKLAD_REFUSED: {
    kind: 'invalid',
    message: at,
    text: 'МойСклад отказал: {reason}.',
    advice: 'Исправьте данные и нажмите «Повторить».',
  },
  MOYSKLAD_ANSWER_UNEXPECTED: {
    kind: 'bug',
    message: '{side} answered {operation} in a form we do not know: {reason}, effect: {effect}',
    text: 'МойСклад ответил не так, как мы ожидали. Мы уже знаем об этом; повторим попытку сами.',
  },
  MOYSKLAD_ACCOUNT_UNKNOWN: {
    kind: 'denied',
    message: '{side}: account {accountId} is not installed',
    text: 'SkladBridge не подключён к этому аккаунту МоегоСклада.',
    advice: 'Включите его в разделе «Приложения» МоегоСклада.',
  },
  MOYSKLAD_NEVER_INSTALLED: {
    kind: 'missing',
    message: '{side}: this account never installed the solution',
    text: 'SkladBridge не установлен в этом аккаунте МоегоСклада.',
    advice: 'Установите его в разделе «Приложения» МоегоСклада.',
  },
  MOYSKLAD_CONTEXT_EXPIRED: {
    kind: 'denied',
    message: 'the context key is not known or older than five minutes',
    text: 'Сеанс устарел.',
    advice: 'Откройте приложение в МоемСкладе заново.',
  },
  MOYSKLAD_STATUS_REFUSED: {
    kind: 'invalid',
    message: 'the vendor API refused status {wanted} of the solution: {status}/{number}',
    text: 'МойСклад не принял новое состояние приложения.',
    advice: 'Откройте его в разделе «Приложения» заново.',
  },
  MOYSKLAD_VENDOR_KEY_WRONG: {
    kind: 'bug',
    message: 'the vendor API does not take our signature: {status}/{number}',
    text: 'МойСклад не принял подпись SkladBridge. Мы уже знаем об этом.',
  },
  MOYSKLAD_ARGUMENT_WRONG: { kind: 'invalid', message: 'argument {field}: {rule}' },
})
