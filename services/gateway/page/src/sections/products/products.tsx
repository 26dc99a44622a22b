import { useContext } from 'preact/hooks'
import { useQuery } from '../../api/queries.js'
import { api, take } from '../../api/client.js'
import { catalogConsequences } from '../../domain/consequences.js'
import { catalogGaps } from '../../domain/gaps.js'
import { Card, Choice, Switch } from '../../ui/basics.js'
import { PageContext } from '../context.js'
import { MatchOrder } from '../match-order.js'
import { SettingsForm, type PartProps } from '../settings-form.js'
import { FilterPart } from './filter-part.js'
import { KeepPart } from './keep-part.js'
import { PricesPart } from './prices-part.js'
import { PropertiesPart } from './properties-part.js'

/** How many products stand on both sides: a save tells how many it touches. */
export function useLinkedCount(): number | undefined {
  const { shopId } = useContext(PageContext)
  const { data } = useQuery({
    queryKey: ['products', shopId, 'linked'],
    queryFn: async () => {
      const params = { path: { shopId }, query: { limit: 1 } }
      return (await take(api.GET('/api/v1/connections/{shopId}/products', { params }))).linked
    },
  })
  return data
}

export function ProductsSection() {
  const linked = useLinkedCount()
  return (
    <SettingsForm
      kind="catalog"
      gapsOf={catalogGaps}
      consequences={(before, after) => catalogConsequences(before, after, { linked })}
    >
      {(part) => (
        <>
          <SwitchesPart {...part} />
          <PricesPart {...part} />
          <KeepPart {...part} />
          <PropertiesPart {...part} />
          <FilterPart {...part} />
          <MorePart {...part} />
        </>
      )}
    </SettingsForm>
  )
}

function SwitchesPart({ settings, change }: PartProps<'catalog'>) {
  return (
    <Card title="Что синхронизировать">
      <Switch
        label="Синхронизировать товары"
        checked={settings.syncProducts}
        onChange={(syncProducts) => change({ syncProducts })}
        hint="Изменения и новые товары идут из МоегоСклада в магазин. Выключено — в магазин ничего не пишется."
      />
      <Switch
        label="Синхронизировать изображения"
        checked={settings.syncImages}
        onChange={(syncImages) => change({ syncImages })}
        hint="Изображение заменяется, когда оно сменилось в МоемСкладе."
      />
      <Switch
        label="Группы товаров — в коллекции"
        checked={settings.collections}
        onChange={(collections) => change({ collections })}
        hint="Переименования и перемещения групп повторяются; добавленные в магазине вручную коллекции не трогаются."
      />
    </Card>
  )
}

const hideOrLeave = [
  ['hide', 'Скрыть в магазине'],
  ['leave', 'Оставить как есть'],
] as const
const bundleOptions = [
  ['skip', 'Не передавать'],
  ['bundle', 'Передавать комплектом'],
  ['product', 'Передавать обычным товаром'],
] as const

function MorePart({ settings, change }: PartProps<'catalog'>) {
  return (
    <Card title="Особые случаи">
      <Choice
        label="Комплекты"
        value={settings.bundles}
        options={bundleOptions}
        onChange={(bundles) => change({ bundles })}
      />
      <Choice
        label="Товар в архиве МоегоСклада"
        value={settings.archived}
        options={hideOrLeave}
        onChange={(archived) => change({ archived })}
      />
      <Choice
        label="Товар удалён в МоемСкладе"
        value={settings.deleted}
        options={hideOrLeave}
        onChange={(deleted) => change({ deleted })}
      />
      <MatchOrder value={settings.matchBy} onChange={(matchBy) => change({ matchBy })} />
    </Card>
  )
}
