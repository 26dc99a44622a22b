import { defineErrors } from '@skladbridge/errors'

export const catalogErrors = defineErrors({
  CATALOG_PRODUCT_GONE: {
    kind: 'missing',
    message: 'product {product} is not in MoySklad any more',
    text: 'Товара больше нет в МоемСкладе. В магазине он оставлен как есть.',
  },
  CATALOG_SETTINGS_INVALID: {
    kind: 'invalid',
    message: 'catalog settings are not valid: {problem}',
    text: 'Настройки товаров заполнены неверно: {problem}.',
  },
  CATALOG_SETTINGS_CHANGED: {
    kind: 'conflict',
    message: 'catalog settings were changed meanwhile',
    text: 'Настройки товаров уже изменил кто-то другой. Обновите страницу и повторите.',
  },
})
