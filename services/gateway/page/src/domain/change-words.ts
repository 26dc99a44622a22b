// Settings as the list of changes names them.

const titles: Record<string, string> = {
  syncProducts: 'Синхронизировать товары',
  syncImages: 'Синхронизировать изображения',
  syncSince: 'Новые товары с',
  prices: 'Цены',
  rounding: 'Округление',
  keep: 'Не перезаписывать',
  bundles: 'Комплекты',
  archived: 'Товар в архиве',
  deleted: 'Товар удалён',
  filter: 'Какие товары передавать',
  filteredOut: 'Товар не подходит под условия',
  properties: 'Поля → параметры',
  collections: 'Группы → коллекции',
  matchBy: 'По чему искать товар',
  syncStock: 'Передавать остатки',
  stockType: 'Какое число считать остатком',
  withInTransit: 'Прибавлять ожидание',
  storeIds: 'Склады',
  target: 'Модификации',
  warehouseMap: 'Соответствие складов',
  reserve: 'Резерв',
  max: 'Показывать не больше',
  fractions: 'Дробные остатки',
  zeroAs: 'Писать вместо нуля',
  holdThreshold: 'Порог остановки',
  syncOrders: 'Передавать заказы',
  startFrom: 'Начиная с даты',
  switchedOnAt: 'Заказы включены',
  onlyStatuses: 'Только в статусах',
  onlyPaid: 'Только оплаченные',
  organizationId: 'Организация',
  ownerId: 'Владелец-сотрудник',
  groupId: 'Владелец-отдел',
  storeId: 'Склад',
  projectId: 'Проект',
  salesChannelId: 'Канал продаж',
  contractId: 'Договор',
  shared: 'Общий доступ',
  numberPrefix: 'Перед номером',
  numberSuffix: 'После номера',
  plannedDelivery: 'Планируемая дата отгрузки',
  commentTemplate: 'Комментарий',
  attributes: 'Поля заказа',
  counterparty: 'Контрагент',
  lines: 'Состав заказа',
  deliveryService: 'Услуга доставки',
  margin: 'Наценка способа оплаты',
  statusMap: 'Статусы',
  payments: 'Оплата',
  deletedInShop: 'Заказ удалён в магазине',
  deletedInMoysklad: 'Заказ удалён в МоемСкладе',
  shopHost: 'Адрес магазина',
  state: 'Подключение',
  email: 'Почта',
  telegram: 'Telegram',
  webhook: 'Свой адрес',
  about: 'О чём',
}

export const fieldTitle = (field: string): string => titles[field] ?? field

const LONGEST = 160

/** Short, for a line: lists by their length, the rest as it is kept. */
export function shownValue(value: unknown): string {
  if (value === undefined || value === null || value === '') return 'пусто'
  if (value === true) return 'включено'
  if (value === false) return 'выключено'
  if (Array.isArray(value) && value.length === 0) return 'пусто'
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`
}
