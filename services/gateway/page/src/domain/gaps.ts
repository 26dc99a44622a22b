// What keeps settings from being saved, or makes them do nothing: shown where it is.
import type {
  CatalogSettings,
  NotificationSettings,
  OrderSettings,
  StockSettings,
} from '@skladbridge/contracts'

/** By the path of a field: `prices.2`, `statusMap.0`. */
export type Gaps = Record<string, string>

const twice = <T>(rows: readonly T[], keyOf: (row: T) => string): Set<number> =>
  new Set(
    rows.flatMap((row, at) =>
      keyOf(row) !== '' && rows.findIndex((other) => keyOf(other) === keyOf(row)) < at ? [at] : [],
    ),
  )

function mapGaps<T>(path: string, rows: readonly T[], halfText: (row: T) => string | undefined): Gaps {
  return Object.fromEntries(
    rows.flatMap((row, at) => {
      const text = halfText(row)
      return text ? [[`${path}.${at}`, text]] : []
    }),
  )
}

const half = (left: string, right: string, leftIs: string, rightIs: string): string | undefined => {
  if (left === '' && right === '') return 'Пустая строка: заполните её или удалите.'
  if (left === '') return `Не выбрано: ${leftIs}.`
  return right === '' ? `Не выбрано: ${rightIs}.` : undefined
}

function repeated<T>(path: string, rows: readonly T[], keyOf: (row: T) => string, text: string): Gaps {
  return Object.fromEntries([...twice(rows, keyOf)].map((at) => [`${path}.${at}`, text]))
}

export const catalogGaps = ({ prices, properties, filter }: CatalogSettings): Gaps => ({
  ...repeated(
    'prices',
    prices,
    (row) => row.insales,
    'Эта цена inSales уже занята строкой выше: оставьте одну.',
  ),
  ...mapGaps('prices', prices, (row) => half(row.moysklad, row.insales, 'цена МоегоСклада', 'цена inSales')),
  ...mapGaps('properties', properties, (row) =>
    half(row.attributeId ?? row.characteristic ?? '', row.property, 'поле МоегоСклада', 'параметр inSales'),
  ),
  ...(filter.attribute?.id === '' && {
    'filter.attribute': 'Выберите дополнительное поле или уберите условие.',
  }),
})

export const orderGaps = (settings: OrderSettings): Gaps => ({
  ...repeated(
    'statusMap',
    settings.statusMap,
    ({ moyskladStateId, insalesStatus, of }) =>
      moyskladStateId === '' || insalesStatus === '' ? '' : `${moyskladStateId} ${of} ${insalesStatus}`,
    'Такая пара уже есть выше.',
  ),
  ...mapGaps('statusMap', settings.statusMap, (row) =>
    half(row.moyskladStateId, row.insalesStatus, 'статус МоегоСклада', 'статус inSales'),
  ),
  ...mapGaps('attributes', settings.attributes, (row) =>
    half(row.attributeId, row.field, 'дополнительное поле МоегоСклада', 'поле заказа inSales'),
  ),
  ...mapGaps('payments.byGateway', settings.payments.byGateway, ({ gatewayId }) =>
    gatewayId === '' ? 'Не выбран способ оплаты.' : undefined,
  ),
  ...(settings.deliveryService.trim() === '' && { deliveryService: 'Назовите услугу доставки.' }),
  ...(settings.deletedInShop.do === 'setState' &&
    settings.deletedInShop.moyskladStateId === '' && { deletedInShop: 'Выберите статус МоегоСклада.' }),
  ...(settings.deletedInMoysklad.do === 'setStatus' &&
    settings.deletedInMoysklad.insalesStatus === '' && { deletedInMoysklad: 'Выберите статус inSales.' }),
})

export const stockGaps = ({ warehouseMap, reserve }: StockSettings): Gaps => ({
  ...repeated(
    'warehouseMap',
    warehouseMap,
    (row) => row.storeId,
    'Этот склад уже есть выше: он пополняет только один склад inSales.',
  ),
  ...mapGaps('warehouseMap', warehouseMap, (row) =>
    half(row.storeId, row.warehouseIndex < 0 ? '' : 'chosen', 'склад МоегоСклада', 'склад inSales'),
  ),
  ...(reserve?.unit === 'percent' && reserve.value > 100 && { reserve: 'Не больше 100 %.' }),
})

export const notificationGaps = ({ email, telegram, webhook }: NotificationSettings): Gaps => ({
  ...(email.on && email.addresses.length === 0 && { email: 'Укажите адрес почты.' }),
  ...(telegram.on && telegram.chatId === '' && { telegram: 'Укажите чат.' }),
  ...(webhook.on && !/^https:\/\/./.test(webhook.url) && { webhook: 'Укажите адрес, начиная с https://.' }),
})
