/** MoySklad's errors: codes and texts from «Ошибки» of its documentation, HTTP statuses from «Обработка ошибок». */
export interface ErrorItem {
  error: string
  code: number
  parameter?: string
  moreInfo: string
  line?: number
  column?: number
  dependencies?: unknown[]
  meta?: unknown
}

export class MsError extends Error {
  readonly items: ErrorItem[]

  constructor(
    readonly status: number,
    items: ErrorItem | ErrorItem[],
    readonly headers: Record<string, string> = {},
  ) {
    const list = Array.isArray(items) ? items : [items]
    super(list.map((item) => `${item.code} ${item.error}`).join('; '))
    this.items = list
  }

  body(): { errors: ErrorItem[] } {
    return { errors: this.items }
  }
}

const item = (code: number, error: string, more: Partial<ErrorItem> = {}): ErrorItem => ({
  error,
  code,
  ...more,
  moreInfo: `https://dev.moysklad.ru/doc/api/remap/1.2/#error_${code}`,
})

const inBody = { line: 1, column: 2 }
const failure = (status: number, code: number, text: string, more?: Partial<ErrorItem>) =>
  new MsError(status, item(code, text, more))

export const notAnId = () => failure(400, 1000, 'Элемент URI не является идентификатором')
export const unknownPath = (path: string) => failure(404, 1002, `Неопознанный путь: ${path}`)
export const noMetadata = (type: string) => failure(404, 1003, `Отсутствуют метаданные для типа ${type}`)
export const unknownType = (type: string) => failure(404, 1005, `Неизвестный тип: '${type}'`)
export const creationNotSupported = (type: string) =>
  failure(405, 1011, `Создание объектов типа '${type}' не поддерживается`)
export const updateNotSupported = (type: string) =>
  failure(405, 1026, `Обновление объектов типа '${type}' не поддерживается`)
export const deletionNotSupported = (type: string) =>
  failure(405, 1010, `Удаление объектов типа '${type}' не поддерживается`)
export const idMissing = () => failure(400, 1012, 'Не указан идентификатор объекта')
export const notFound = (type: string, id: string) =>
  failure(404, 1021, `Объект с типом '${type}' и идентификатором '${id}' не найден`)
export const standardObject = () =>
  failure(409, 1025, 'Ошибка удаления объекта: удалять стандартные объекты запрещено')
export const standardObjectChange = () =>
  failure(409, 1024, 'Ошибка сохранения объекта: изменять стандартные объекты запрещено')
export const inUse = (dependencies: unknown[]) =>
  failure(409, 1028, 'Объект уже используется и не может быть удален', { dependencies })
export const nothingInRequest = () => failure(400, 1027, 'Запрос не содержит объектов')

export const badFilterValue = (field: string, value: string) =>
  failure(412, 1014, `Неверное значение '${value}' параметра фильтрации '${field}'`, { parameter: field })
/** Seen live: HTTP 412, code 1034, «неизвестное поле фильтрации …». */
export const unknownFilterField = (field: string) =>
  failure(412, 1034, `Ошибка фильтрации: неизвестное поле фильтрации '${field}'`, { parameter: 'filter' })
export const badFilterOperator = (field: string, operator: string) =>
  failure(412, 1034, `Ошибка фильтрации: оператор '${operator}' не поддерживается для поля '${field}'`, {
    parameter: 'filter',
  })
export const badFilterDate = () =>
  failure(412, 1035, 'Ошибка фильтрации: неверный формат даты параметра фильтрации', { parameter: 'filter' })
export const badOrderField = (field: string) =>
  failure(
    412,
    1063,
    `Ошибка сортировки: неизвестное поле '${field}' или сортировка для данного поля не поддерживается`,
    { parameter: 'order' },
  )
export const badQuery = (parameter: string) =>
  failure(400, 1040, 'Неверно заданы параметры запроса', { parameter })
export const badQueryValue = (parameter: string, value: string, allowed: readonly string[]) =>
  failure(
    412,
    1084,
    `Неверное значение '${value}' параметра запроса '${parameter}', допустимые значения: '${allowed.join(', ')}'`,
    { parameter },
  )
export const badFields = (value: string) =>
  failure(412, 3043, `Ошибка валидации: недопустимые значения параметра fields: ${value}`, {
    parameter: 'fields',
  })

export const badContentType = () => failure(415, 1037, 'Неверно указан Content-Type запроса')
export const badMethod = (method: string) =>
  failure(405, 1039, `Операция ${method} не поддерживается для данного ресурса`)
export const bodyTooBig = () => failure(413, 1044, 'Превышен максимальный размер запроса')
export const syncIdImmutable = () =>
  failure(412, 1047, 'Вы не можете обновить поле syncId в запросе на обновление сущности', {
    parameter: 'syncId',
  })
export const badUuid = () => failure(400, 1052, 'Неверный формат UUID')
export const noSyncId = () => failure(412, 1057, 'Отсутствует syncid для сущности')
export const wrongServer = (href: string) =>
  failure(400, 1059, `Некорректный сервер в идентификаторе объекта: '${href}'`)
export const badAccept = () =>
  failure(
    400,
    1062,
    "Неверное значение заголовка 'Accept'. Поддерживается только значение 'application/json;charset=utf-8'",
  )
export const notADocument = () =>
  failure(412, 1066, 'Ошибка удаления объекта: объект нельзя переместить в корзину')
export const applicationOnly = () =>
  failure(403, 55005, 'Данный ресурс доступен только для решений, работающих по токену решения')
export const employeeOnly = () =>
  failure(403, 55006, 'Данный ресурс недоступен для решений, работающих по токену решения')

/** The text after the colon and the extended code are ours: no captured 401 is known. */
export const notAuthenticated = (reason: string) =>
  new MsError(401, item(1056, `Ошибка аутентификации: ${reason}`), {
    'X-Lognex-Auth': '401001',
    'X-Lognex-Auth-Message': encodeURIComponent(reason),
  })
export const rateLimited = (headers: Record<string, string>) =>
  new MsError(429, item(1049, 'Превышено ограничение на количество запросов в единицу времени'), {
    'X-Lognex-Auth': '429002',
    ...headers,
  })
export const tooManyAtOnce = (headers: Record<string, string>) =>
  new MsError(429, item(1073, 'Превышено ограничение на одновременное количество запросов'), {
    'X-Lognex-Auth': '429005',
    ...headers,
  })
export const unknownError = () => failure(500, 1999, 'Неизвестная ошибка')

export const notJson = (line: number, column: number) =>
  failure(400, 2001, 'Ошибка формата: входящий запрос не соответствует формату JSON', { line, column })
export const arrayInArray = () => failure(400, 2004, 'Ошибка формата: вложенные массивы недопустимы', inBody)
export const notAnObject = () =>
  failure(400, 2005, 'Ошибка формата: входящий JSON должен начинаться либо с объекта, либо с массива', inBody)
export const tooDeep = () =>
  failure(400, 2006, 'Ошибка формата: слишком большая вложенность объектов', inBody)
export const tooManyObjects = () =>
  failure(413, 2007, 'Ошибка формата: слишком большое число вложенных объектов', inBody)
export const templateIsNoArray = () =>
  failure(400, 2008, 'Ошибка формата: запрос на шаблон не должен содержать массив', inBody)
export const oneEntityOnly = () =>
  failure(
    400,
    2009,
    'Ошибка формата: запрос на создание/обновление одной сущности не должен содержать массив',
    inBody,
  )
export const hrefMissing = (field: string) =>
  failure(400, 2010, `Ошибка формата: отсутствует href для meta поля '${field}'`, inBody)
export const typeMissing = (field: string) =>
  failure(400, 2011, `Ошибка формата: отсутствует type для meta поля '${field}'`, inBody)
export const typeUnknown = (field: string) =>
  failure(400, 2012, `Ошибка формата: неизвестный type для meta поля '${field}'`, inBody)
export const badHref = (field: string) =>
  failure(400, 2013, `Ошибка формата: неправильное значение href для meta поля '${field}'`, inBody)
export const metaMissing = (field: string) =>
  failure(400, 2014, `Ошибка формата: отсутствует meta для поля '${field}'`, inBody)
export const wrongValueType = (field: string, type: string) =>
  failure(400, 2016, `Ошибка формата: значение поля '${field}' не соответствует типу ${type}`, inBody)
export const tooManyInCollection = () =>
  failure(413, 2022, 'Ошибка формата: слишком большое число элементов вложенной коллекции', inBody)
export const wrongRefType = (got: string, wanted: string) =>
  failure(
    400,
    2024,
    `Ошибка формата: href указывает на сущность неправильного типа '${got}', требуется '${wanted}'`,
    inBody,
  )

export const required = (field: string) =>
  failure(412, 3000, `Ошибка сохранения объекта: поле '${field}' не может быть пустым или отсутствовать`, {
    parameter: field,
    ...inBody,
  })
export const negative = (field: string) =>
  failure(412, 3002, `Ошибка сохранения объекта: поле '${field}' не может иметь отрицательное значение`, {
    parameter: field,
    ...inBody,
  })
export const badEnum = (field: string, value: unknown, allowed: readonly string[]) =>
  failure(
    412,
    3005,
    `Ошибка сохранения объекта: неверное значение '${String(value)}' поля '${field}'. Допустимые значения: ${allowed.join(', ')}`,
    { parameter: field },
  )
export const notUnique = (field: string) =>
  failure(412, 3006, `Ошибка сохранения объекта: нарушено ограничение уникальности параметра '${field}'`, {
    parameter: field,
  })
export const tooMuch = (field: string) =>
  failure(
    412,
    3008,
    `Ошибка сохранения объекта: значение поля '${field}' превышает максимально допустимое значение`,
    { parameter: field },
  )
export const barcodeTooLong = () =>
  failure(
    412,
    3011,
    'Ошибка валидации штрихкода: невозможно добавить к сущности штрихкод длиной более 255 символов',
  )
export const badGtin = () =>
  failure(
    412,
    3014,
    'Ошибка валидации штрихкода: неверный формат GTIN: В штрихкоде GTIN должно быть 14, 13, 12 или 8 цифр',
  )
export const badEmail = (email: string) =>
  failure(412, 3015, `Ошибка валидации: некорректный адрес E-mail: '${email}'`, { parameter: 'email' })
export const badHeader = (header: string, reason: string) =>
  failure(400, 3030, `Ошибка валидации заголовка '${header}': ${reason}`)
export const tooLong = (field: string, max: number) =>
  failure(412, 3040, `Ошибка валидации: поле '${field}' не может быть более '${max}' символов`, {
    parameter: field,
  })

export const characteristicExists = () =>
  failure(
    412,
    10002,
    "Ошибка сохранения характеристик модификации: характеристики с указанными полями 'name' уже существуют",
  )
export const duplicateVariant = () =>
  failure(
    412,
    15000,
    'Ошибка сохранения модификации: модификация с данным набором характеристик уже существует для данного товара',
  )
export const trackedProductHasNoVariants = () =>
  failure(412, 16102, 'Ошибка сохранения: у маркированного товара не может быть модификаций')
export const bundleQuantityNotInteger = () =>
  failure(412, 17018, 'Ошибка сохранения документа: количество комплектов должно быть целым числом')
export const folderIsItsOwnParent = () =>
  failure(412, 23000, 'Ошибка сохранения группы: нельзя указать в качестве родительской группы саму группу')
export const folderCycle = () =>
  failure(
    412,
    23001,
    'Ошибка сохранения группы: нельзя указать в качестве родительской группы вложенную группу',
  )
export const paymentLinkedTwice = () =>
  failure(412, 22001, 'Ошибка сохранения платежа: платеж содержит повторяющиеся связанные документы')
export const paymentTooSmall = () =>
  failure(412, 22000, 'Ошибка сохранения платежа: распределенная сумма превышает сумму платежа')
export const bundleSize = () =>
  failure(412, 29000, 'Ошибка сохранения комплекта: неверное количество компонентов')
export const bundleInUse = () =>
  failure(
    412,
    29001,
    'Ошибка сохранения комплекта: нельзя изменить дополнительные расходы и компоненты, так как комплект уже используется',
  )
export const bundleTwice = () =>
  failure(412, 29002, 'Ошибка сохранения комплекта: комплект содержит повторяющиеся компоненты')
export const bundleInBundle = () =>
  failure(
    412,
    29003,
    'Ошибка сохранения комплекта: компонентом комплекта не может быть комплект, серия, алкогольная продукция или товар с учетом по серийным номерам',
  )
export const webhookEntityUnknown = (type: string) =>
  failure(412, 30000, `Ошибка сохранения webhook: неподдерживаемый тип сущности '${type}'`)
export const webhookActionUnknown = (action: string) =>
  failure(
    412,
    30002,
    `Ошибка сохранения webhook: неизвестное действие '${action}'. Допустимые: CREATE, UPDATE, DELETE`,
  )
export const webhookExists = () =>
  failure(412, 30003, 'Ошибка сохранения webhook: webhook с данным набором параметров уже существует')
export const webhookUrlBad = () =>
  failure(412, 30005, 'Ошибка сохранения webhook: значение поля url не является корректным адресом запроса')
export const webhookTariff = () =>
  failure(403, 30006, 'Ваш тарифный план не позволяет создавать или обновлять веб-хуки')
export const webhookTooMany = (limit: number) =>
  failure(412, 30007, `Нельзя создать больше '${limit}' вебхуков одного типа на одну сущность`)
export const webhookDiffType = (action: string) =>
  failure(
    412,
    30009,
    `Ошибка сохранения webhook: указание значения поля 'diffType' не поддерживается для действия '${action}'. Допустимые: UPDATE`,
  )
export const webhookUrlLong = () =>
  failure(412, 30010, 'Ошибка сохранения webhook: длина url больше 255 символов')
export const tooManyPriceTypes = () =>
  failure(412, 42000, 'Ошибка валидации: превышено максимальное количество типов цен')
export const noPriceTypesLeft = () => failure(412, 42001, 'Ошибка сохранения: нельзя удалить все типы цен')
export const imageNotImage = () =>
  failure(
    412,
    51002,
    'Ошибка сохранения изображения: содержимое поля content не является изображением jpg или png',
  )
export const imageNoName = () =>
  failure(412, 51001, "Ошибка сохранения изображения: у изображения отсутствует имя (поле 'filename')")
export const imageNoContent = () =>
  failure(412, 51003, "Ошибка сохранения изображения: у изображения отсутствует содержимое (поле 'content')")
export const imageTooLarge = (megabytes: number) =>
  failure(412, 51004, `Ошибка сохранения изображения: размер изображения больше ${megabytes} Мб`)
export const tooManyImages = (max: number) =>
  failure(412, 51005, `Ошибка сохранения изображения: число изображений не может быть больше ${max}`)
