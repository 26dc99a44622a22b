import { useMoyskladDictionary } from '../../api/queries.js'
import { Card, Choice, Switch, TextField } from '../../ui/basics.js'
import { Combo, MultiCombo } from '../../ui/combo.js'
import type { PartProps } from '../settings-form.js'

const hideOrLeave = [
  ['hide', 'Скрыть в магазине'],
  ['leave', 'Оставить как есть'],
] as const

/** Which products go to the shop at all. */
export function FilterPart({ settings, change, gaps }: PartProps<'catalog'>) {
  const { filter } = settings
  const folders = useMoyskladDictionary('product-folders')
  const attributes = useMoyskladDictionary('product-attributes')
  const set = (part: Partial<typeof filter>) => change({ filter: { ...filter, ...part } })
  const setAttribute = (id: string) => {
    const { attribute, ...rest } = filter
    change({ filter: id === '' ? rest : { ...rest, attribute: { id, value: attribute?.value ?? '' } } })
  }
  return (
    <Card title="Какие товары передавать">
      <MultiCombo
        label="Группы товаров"
        dictionary={folders}
        values={filter.folderIds}
        onChange={(folderIds) => set({ folderIds })}
        emptyText="Все группы. Выбранная группа передаётся вместе с вложенными."
        goneText="Группа удалена в МоемСкладе"
      />
      <Combo
        label="Дополнительное поле"
        dictionary={attributes}
        value={filter.attribute?.id ?? ''}
        emptyTitle="Не важно"
        onChange={setAttribute}
        gap={gaps['filter.attribute']}
        goneText="Этого поля в МоемСкладе больше нет: выберите другое или «Не важно»."
      />
      {filter.attribute && (
        <TextField
          label="Значение поля"
          value={filter.attribute.value}
          onChange={(value) => set({ attribute: { ...filter.attribute!, value } })}
          hint="Пусто — годится любое значение."
          maxLength={255}
        />
      )}
      <Switch
        label="Только с остатком"
        checked={filter.onlyWithStock}
        onChange={(onlyWithStock) => set({ onlyWithStock })}
      />
      <Switch
        label="Только с ценой"
        checked={filter.onlyWithPrice}
        onChange={(onlyWithPrice) => set({ onlyWithPrice })}
      />
      <Choice
        label="Товар больше не подходит под условия"
        value={settings.filteredOut}
        options={hideOrLeave}
        onChange={(filteredOut) => change({ filteredOut })}
      />
    </Card>
  )
}
