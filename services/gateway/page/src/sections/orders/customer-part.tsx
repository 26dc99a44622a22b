import { Card, Checks, Switch } from '../../ui/basics.js'
import { ListField } from '../../ui/list-field.js'
import type { PartProps } from '../settings-form.js'

const keys = [
  ['phone', 'Телефон'],
  ['email', 'Электронная почта'],
  ['inn', 'ИНН'],
] as const

/** How the buyer becomes a counterparty. */
export function CustomerPart({ settings, change }: PartProps<'orders'>) {
  const { counterparty } = settings
  const set = (part: Partial<typeof counterparty>) => change({ counterparty: { ...counterparty, ...part } })
  return (
    <Card title="Контрагент">
      <Checks
        label="Узнавать покупателя по"
        hint="По порядку. Никто не подошёл — создаётся новый контрагент."
        values={counterparty.matchBy}
        options={keys}
        onChange={(matchBy) => set({ matchBy })}
      />
      <Switch
        label="Обновлять найденного контрагента"
        checked={counterparty.updateExisting}
        onChange={(updateExisting) => set({ updateExisting })}
        hint="Имя, телефон, почта и адрес из заказа запишутся поверх."
      />
      <ListField
        label="Группы контрагента"
        values={counterparty.tags}
        split={/,/}
        onChange={(tags) => set({ tags })}
        hint="Через запятую."
      />
    </Card>
  )
}
