import { Card, Checks, Switch, TextField } from '../../ui/basics.js'
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
      <TextField
        label="Группы контрагента"
        value={counterparty.tags.join(', ')}
        onChange={(text) => set({ tags: tagsOf(text) })}
        hint="Через запятую."
      />
    </Card>
  )
}

/** What is being typed after the last comma stays, with its spaces. */
function tagsOf(text: string): string[] {
  const parts = text.split(',').map((part) => part.trimStart())
  return parts
    .filter((part, at) => part !== '' || at === parts.length - 1)
    .filter((part) => part !== '')
    .slice(0, 20)
}
