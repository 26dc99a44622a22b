import { defineErrors } from '@skladbridge/errors'

export const catalogErrors = defineErrors({
  CATALOG_TOO_MANY_KEYS: { kind: 'invalid', message: '{keys} keys in one question, at most {most} may be' },
  CATALOG_ARGUMENT_WRONG: { kind: 'invalid', message: '{field}: {rule}' },
  CATALOG_SYNC_OFF: {
    kind: 'denied',
    message: 'product sync is off',
    text: 'Синхронизация товаров выключена.',
    advice: 'Включите её в разделе «Товары» и повторите.',
  },
  CATALOG_PRODUCT_UNKNOWN: {
    kind: 'missing',
    message: 'no product {product} in this connection',
    text: 'Такого товара нет среди товаров этого подключения.',
    advice: 'Проверьте, что товар есть в МоемСкладе и подходит под настройки раздела «Товары».',
  },
  CATALOG_CARD_AT_WORK: {
    kind: 'conflict',
    message: 'product {product} is being written right now: its webhook is looked at again in a moment',
  },

  // a card that cannot go over as it is
  CATALOG_NO_NAME: {
    kind: 'invalid',
    message: 'product {product} has no name',
    text: 'У товара {product} нет названия.',
    advice: 'Заполните название в МоемСкладе.',
  },
  CATALOG_TWINS: {
    kind: 'invalid',
    message: 'modifications {one} and {other} have the same values',
    text: 'У модификаций «{one}» и «{other}» одинаковые характеристики: inSales не сможет их различить.',
    advice: 'Измените характеристики одной из них в МоемСкладе.',
  },
  CATALOG_COMPONENT_NOT_LINKED: {
    kind: 'invalid',
    message: 'bundle {product}: component {component} is not in the shop',
    text: 'Комплект «{title}» ждёт: не все товары из его состава есть в inSales.',
    advice: 'Передайте в inSales все товары из состава: комплект перейдёт сам.',
  },
  CATALOG_SHOP_PRODUCT_GONE: {
    kind: 'invalid',
    message: 'product {product} is not in the shop any more',
    text: 'Товар «{title}» удалён в inSales (ID {product}).',
    advice:
      'Верните его из архива inSales или выберите в настройках товаров «восстанавливать удалённые». Чтобы больше не передавать его, очистите поле «ID товара inSales» в карточке МоегоСклада.',
  },

  CATALOG_BUNDLE_CHANGED: {
    kind: 'conflict',
    message: 'the parts of bundle {product} changed',
    text: 'Состав комплекта «{title}» изменён в МоемСкладе, а в inSales остался прежним (ID {product}): магазин не даёт изменить состав готового комплекта.',
    advice:
      'Измените состав комплекта в inSales вручную. Или удалите его там и очистите поле «ID товара inSales» в МоемСкладе, чтобы передать комплект заново.',
  },
  CATALOG_RESTORED: {
    kind: 'conflict',
    message: 'product {product} was deleted in the shop and is restored',
    text: 'Товар «{title}» был удалён в inSales (ID {product}) и возвращён из архива: так выбрано в настройках товаров.',
  },
  CATALOG_MADE_ANEW: {
    kind: 'conflict',
    message: 'product {product} is gone from the shop and is made anew',
    text: 'Товар «{title}» был удалён в inSales без возможности вернуть его (ID {product}) и создаётся заново: так выбрано в настройках товаров.',
  },

  // «ID товара inSales»
  CATALOG_UNLINKED: {
    kind: 'missing',
    message: 'the merchant cleared the id of product {product}',
    text: 'Поле «ID товара inSales» у товара «{title}» очищено: он больше не связан с inSales (ID {product}).',
    advice: 'Чтобы связать их снова, впишите ID товара inSales в это поле.',
  },
  CATALOG_RELINKED: {
    kind: 'conflict',
    message: 'the merchant linked the card to product {product}',
    text: 'Товар «{title}» связан с другим товаром inSales: ID {product}.',
  },
  CATALOG_RELINK_REFUSED: {
    kind: 'missing',
    message: 'there is no product {product} to link to',
    text: 'В поле «ID товара inSales» у товара «{title}» указан ID {product}, но такого товара в inSales нет.',
    advice: 'Впишите ID товара, который есть в inSales.',
  },
  CATALOG_SHOP_PRODUCT_TAKEN: {
    kind: 'invalid',
    message: 'product {product} of the shop belongs to another card',
    text: 'Товар inSales с ID {product} уже связан с товаром «{other}».',
    advice: 'Исправьте поле «ID товара inSales» у одного из двух товаров.',
  },
  CATALOG_VARIANTS_UNMATCHED: {
    kind: 'invalid',
    message: 'variants of product {product} fit no modification',
    text: 'Ни один вариант товара inSales с ID {product} не подошёл к товару «{title}».',
    advice: 'Сделайте одинаковыми характеристики или артикулы на обеих сторонах.',
  },
  CATALOG_ATTRIBUTE_REFUSED: {
    kind: 'invalid',
    message: 'the field for the product id cannot be made: {reason}',
    text: 'Не удалось создать дополнительное поле «ID товара inSales» в МоемСкладе: {reason}. Товары синхронизируются без него.',
    advice: 'Создайте поле «ID товара inSales» типа «Строка» у товаров в МоемСкладе.',
  },

  // prices: told, not guessed
  CATALOG_PRICE_TYPE_GONE: {
    kind: 'missing',
    message: 'price type {price} is not in MoySklad any more',
    text: 'Тип цен, выбранный для передачи в inSales, удалён в МоемСкладе. Эта цена не передаётся.',
    advice: 'Выберите другой тип цен в настройках товаров.',
  },
  CATALOG_PRICE_KIND_GONE: {
    kind: 'missing',
    message: 'price kind {price} is not in the shop any more',
    text: 'Тип цен inSales «{price}» удалён в магазине. Эта цена не передаётся.',
    advice: 'Выберите другой тип цен в настройках товаров.',
  },
  CATALOG_RATE_UNKNOWN: {
    kind: 'missing',
    message: 'no rate for the currency of price {price}',
    text: 'Неизвестен курс валюты, в которой указана цена. Эта цена не передаётся.',
    advice: 'Проверьте курс валюты в МоемСкладе.',
  },

  // pictures
  CATALOG_IMAGE_TOO_LARGE: {
    kind: 'invalid',
    message: 'image {file} is larger than {limit} MB',
    text: 'Изображение «{file}» товара «{title}» больше {limit} МБ и не передано.',
    advice: 'Замените его в МоемСкладе изображением поменьше.',
  },
  CATALOG_IMAGE_REFUSED: {
    kind: 'invalid',
    message: 'image {file} was refused: {reason}',
    text: 'Изображение «{file}» товара «{title}» не передано: {reason}',
    advice: 'Замените его в МоемСкладе.',
  },

  // to be known
  CATALOG_OPTION_RENAMED: {
    kind: 'conflict',
    message: 'option {from} was not renamed to {to}',
    text: 'Характеристика «{from}» переименована в «{to}», но в inSales уже есть свойство «{to}»: оно добавлено рядом с прежним.',
    advice: 'Удалите лишнее свойство в inSales.',
  },
  CATALOG_SKU_TWICE: {
    kind: 'conflict',
    message: 'SKU {sku} is used by several cards',
    text: 'Артикул {sku} есть у нескольких товаров: «{title}» и «{other}». По артикулу их не различить.',
    advice: 'Дайте одному из них другой артикул в МоемСкладе.',
  },
  CATALOG_LOAD_RUNS: {
    kind: 'conflict',
    message: 'another load of this connection is {state}',
    text: 'Другая загрузка этого подключения ещё не завершена.',
    advice: 'Дождитесь её окончания или отмените её.',
  },
  CATALOG_LOAD_UNKNOWN: {
    kind: 'missing',
    message: 'no such load in this connection',
    text: 'Загрузка не найдена.',
    advice: 'Обновите страницу: возможно, подготовлена другая загрузка.',
  },
  CATALOG_LOAD_STATE_WRONG: {
    kind: 'conflict',
    message: 'the load is {state}',
    text: 'Сейчас этого сделать нельзя: состояние загрузки изменилось.',
    advice: 'Обновите страницу.',
  },
  CATALOG_LOAD_ITEM_UNKNOWN: {
    kind: 'missing',
    message: 'no such item in this load',
    text: 'Такой строки в загрузке нет.',
    advice: 'Обновите страницу.',
  },
  CATALOG_LOAD_DUPLICATE: {
    kind: 'invalid',
    message: 'several cards of the source have the same key',
    text: '«{value}» указано у нескольких товаров: «{title}» и «{other}».',
    advice: 'Решите, что с ними делать, или исправьте один из них и подготовьте загрузку заново.',
  },
  CATALOG_LOAD_SEVERAL: {
    kind: 'invalid',
    message: 'several products fit',
    text: 'Товару «{title}» по {by} подходят несколько: «{one}» и «{other}».',
    advice: 'Выберите нужный.',
  },
  CATALOG_LOAD_LINKED: {
    kind: 'conflict',
    message: 'linked already',
    text: 'Товар «{title}» уже связан.',
  },
  CATALOG_LOAD_SKIP_ARCHIVED: {
    kind: 'invalid',
    message: 'archived',
    text: 'Товар «{title}» в архиве.',
    advice: 'Верните его из архива и подготовьте загрузку заново, если он нужен.',
  },
  CATALOG_LOAD_SKIP_SERVICE: {
    kind: 'invalid',
    message: 'a service',
    text: '«{title}» — услуга.',
    advice: 'Ничего делать не нужно: услуги не загружаются.',
  },
  CATALOG_LOAD_SKIP_BUNDLE: {
    kind: 'invalid',
    message: 'bundles are not chosen',
    text: '«{title}» — комплект, а загрузка комплектов не выбрана.',
    advice: 'Подготовьте загрузку с комплектами, если они нужны.',
  },
  CATALOG_LOAD_SKIP_FILTERED: {
    kind: 'invalid',
    message: 'does not pass the filter',
    text: 'Товар «{title}» не проходит фильтр из настроек товаров.',
    advice: 'Измените фильтр и подготовьте загрузку заново, если товар нужен.',
  },
  CATALOG_LOAD_SKIP_BY_HAND: {
    kind: 'invalid',
    message: 'skipped by the merchant',
    text: 'Товар «{title}» пропущен по вашему решению.',
    advice: 'Решите иначе до начала загрузки, если передумали.',
  },
  CATALOG_LOAD_FAILED: {
    kind: 'bug',
    message: 'the load stopped: {code}',
    text: 'Загрузка остановилась из-за внутренней ошибки ({code}).',
    advice: 'Продолжите её; если это повторится, напишите в поддержку.',
  },
  CATALOG_LOAD_NOT_MADE: {
    kind: 'invalid',
    message: 'nothing was made of the card: {reason}',
    text: 'Товар «{title}» не загружен: {reason}.',
    advice: 'Исправьте карточку или настройки товаров и повторите.',
  },
  CATALOG_LOAD_SOURCE_GONE: {
    kind: 'missing',
    message: 'not found any more',
    text: 'Товар «{title}» не найден: его удалили после подготовки загрузки.',
    advice: 'Подготовьте загрузку заново.',
  },
  CATALOG_LOAD_DESCRIPTION_CUT: {
    kind: 'invalid',
    message: 'the description is longer than MoySklad keeps',
    text: 'Описание товара «{title}» длиннее 4096 символов: в МойСклад записано его начало, в inSales оно осталось целым.',
    advice: 'Ничего делать не нужно, если полное описание нужно только в магазине.',
  },
  CATALOG_LOAD_IMAGE_LEFT: {
    kind: 'invalid',
    message: 'image {file} was not taken over: {reason}',
    text: 'Изображение «{file}» товара «{title}» не загружено в МойСклад: {reason}.',
    advice: 'Добавьте его в карточку МоегоСклада вручную, если оно нужно.',
  },
})
