// Settings as the list of changes names them.
import { formatCount, formatMoment, nouns } from './format.js'

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
  shopTitle: 'Название магазина',
  access: 'Ключ',
  state: 'Подключение',
  email: 'Почта',
  telegram: 'Telegram',
  webhook: 'Свой адрес',
  about: 'О чём',
}

export const fieldTitle = (field: string): string => titles[field] ?? field

const words: Record<string, string> = { active: 'работает', denied: 'нет доступа', removed: 'отключён' }
const isMoment = /^\d{4}-\d\d-\d\dT\d\d:\d\d/

/** Too much for a line: what it is made of is shown on demand. */
export const isLong = (value: unknown): boolean => typeof value === 'object' && value !== null

/** For a line: a list by how many rows it has, a moment as a Russian reads it. */
export function shownValue(value: unknown): string {
  if (value === undefined || value === null || value === '') return 'пусто'
  if (typeof value === 'boolean') return value ? 'включено' : 'выключено'
  if (Array.isArray(value)) return value.length === 0 ? 'пусто' : formatCount(value.length, nouns.row)
  if (typeof value === 'object') return 'задано'
  const text = String(value)
  return isMoment.test(text) ? formatMoment(text) : (words[text] ?? text)
}
