// What a save will do, said before it is done.
import type { CatalogSettings, OrderSettings, StockSettings } from '@skladbridge/contracts'
import { formatCount, nouns } from './format.js'
import { changedKeys } from './rebase.js'

/** What is known about the connection. `linked`: products that stand on both sides; undefined = not known yet. */
export interface Facts {
  linked: number | undefined
}

const linkedOf = ({ linked }: Facts): string =>
  linked === undefined ? 'все связанные товары' : formatCount(linked, nouns.linkedProduct)

/** Changes of these go to every card, of others only to some. */
const cardKeys: readonly (keyof CatalogSettings)[] = ['properties', 'collections', 'keep', 'bundles']
const scopeKeys: readonly (keyof CatalogSettings)[] = ['filter', 'filteredOut', 'archived', 'deleted']

export function catalogConsequences(before: CatalogSettings, after: CatalogSettings, facts: Facts): string[] {
  const changed = new Set(changedKeys(before, after))
  const touches = (keys: readonly (keyof CatalogSettings)[]) => keys.some((key) => changed.has(key))
  if (!after.syncProducts) {
    return changed.has('syncProducts')
      ? ['Товары перестанут обновляться в магазине. То, что там есть, останется как есть.']
      : ['Сейчас ничего не изменится: синхронизация товаров выключена.']
  }
  if (changed.has('syncProducts')) {
    return [
      `Будет проверено и при отличиях обновлено: ${linkedOf(facts)}.`,
      'Новые товары МоегоСклада, созданные с этого момента, появятся в магазине.',
    ]
  }
  return [
    ...(touches(['prices', 'rounding'])
      ? [`Цены будут пересчитаны. Будет проверено: ${linkedOf(facts)}.`]
      : []),
    ...(touches(cardKeys)
      ? [`Карточки будут обновлены там, где они отличаются. Будет проверено: ${linkedOf(facts)}.`]
      : []),
    ...(changed.has('syncImages')
      ? [
          after.syncImages
            ? `Изображения будут переданы. Будет проверено: ${linkedOf(facts)}.`
            : 'Изображения перестанут передаваться; те, что в магазине, останутся.',
        ]
      : []),
    ...(touches(scopeKeys)
      ? [
          after.filteredOut === 'hide'
            ? 'Товары, которые больше не подходят под условия, будут скрыты в магазине; подходящие снова появятся.'
            : 'Товары, которые больше не подходят под условия, перестанут обновляться; в магазине они останутся.',
        ]
      : []),
    ...(changed.has('matchBy')
      ? ['Новый порядок поиска действует для товаров, которые ещё не связаны.']
      : []),
  ]
}

export function stockConsequences(before: StockSettings, after: StockSettings, facts: Facts): string[] {
  const changed = new Set(changedKeys(before, after))
  if (!after.syncStock) {
    return changed.has('syncStock')
      ? ['Остатки перестанут передаваться. В магазине останутся последние переданные.']
      : ['Сейчас ничего не изменится: передача остатков выключена.']
  }
  if (changed.size === 1 && changed.has('holdThreshold'))
    return ['Порог действует со следующей передачи остатков.']
  return [
    `Остатки будут посчитаны заново и переданы. Будет проверено: ${linkedOf(facts)}.`,
    ...(changed.has('zeroAs') && after.zeroAs > 0
      ? ['Товары без остатка останутся доступны для заказа.']
      : []),
  ]
}

export function orderConsequences(before: OrderSettings, after: OrderSettings): string[] {
  const changed = new Set(changedKeys(before, after))
  if (!after.syncOrders) {
    return changed.has('syncOrders')
      ? ['Новые заказы перестанут передаваться в МойСклад, а переданные — обновляться.']
      : ['Сейчас ничего не изменится: передача заказов выключена.']
  }
  const asBefore = [...changed].every((key) => key === 'statusMap')
  return [
    ...(changed.has('syncOrders') ? ['Новые заказы магазина начнут передаваться в МойСклад.'] : []),
    ...(changed.has('statusMap')
      ? ['Статусы будут меняться по новой таблице; статусы вне таблицы не трогаются.']
      : []),
    ...(changed.size > 0 && !asBefore && !changed.has('syncOrders')
      ? ['Новые параметры получат заказы, которые ещё не переданы; переданные останутся как есть.']
      : []),
  ]
}
