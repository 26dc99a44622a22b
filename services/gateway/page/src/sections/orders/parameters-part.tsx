import type { OrderSettings } from '@skladbridge/contracts'
import { useMoyskladDictionary } from '../../api/queries.js'
import type { MoyskladKind } from '../../api/types.js'
import { Card, Choice, NumberField, Switch, TextField } from '../../ui/basics.js'
import { Combo } from '../../ui/combo.js'
import type { PartProps } from '../settings-form.js'

type Key =
  'organizationId' | 'storeId' | 'ownerId' | 'groupId' | 'projectId' | 'salesChannelId' | 'contractId'

const choices: readonly (readonly [Key, string, MoyskladKind, string])[] = [
  ['organizationId', 'Организация', 'organizations', 'Первая в МоемСкладе'],
  ['storeId', 'Склад', 'stores', 'Не указывать'],
  ['ownerId', 'Владелец-сотрудник', 'employees', 'Не указывать'],
  ['groupId', 'Владелец-отдел', 'groups', 'Не указывать'],
  ['projectId', 'Проект', 'projects', 'Не указывать'],
  ['salesChannelId', 'Канал продаж', 'sales-channels', 'Не указывать'],
  ['contractId', 'Договор', 'contracts', 'Не указывать'],
]

/** How the customer order looks. */
export function ParametersPart({ settings, change }: PartProps<'orders'>) {
  return (
    <Card title="Параметры заказа покупателя">
      <div class="columns">
        {choices.map(([key, label, kind, emptyTitle]) => (
          <Reference
            key={key}
            label={label}
            kind={kind}
            emptyTitle={emptyTitle}
            value={settings[key] ?? ''}
            onChange={(id) => change({ [key]: id === '' ? undefined : id })}
          />
        ))}
      </div>
      <Switch
        label="Общий доступ"
        checked={settings.shared ?? false}
        onChange={(shared) => change({ shared })}
      />
      <Switch
        label="Ставить товары в резерв"
        checked={settings.reserve}
        onChange={(reserve) => change({ reserve })}
        hint="Отменённый или возвращённый заказ снимает резерв."
      />
      <div class="columns">
        <TextField
          label="Перед номером"
          value={settings.numberPrefix}
          onChange={(numberPrefix) => change({ numberPrefix })}
          maxLength={20}
        />
        <TextField
          label="После номера"
          value={settings.numberSuffix}
          onChange={(numberSuffix) => change({ numberSuffix })}
          maxLength={20}
        />
      </div>
      <p class="hint">
        Заказ № 1024 будет называться «{settings.numberPrefix}1024{settings.numberSuffix}».
      </p>
      <PlannedDelivery settings={settings} onChange={(plannedDelivery) => change({ plannedDelivery })} />
      <TextField
        label="Комментарий"
        value={settings.commentTemplate}
        onChange={(commentTemplate) => change({ commentTemplate })}
        maxLength={1000}
        hint="Можно вставить: {comment} {managerComment} {number} {delivery} {payment} {recipient} {phone} {address}"
      />
    </Card>
  )
}

interface ReferenceProps {
  label: string
  kind: MoyskladKind
  emptyTitle: string
  value: string
  onChange(id: string): void
}

function Reference({ kind, ...rest }: ReferenceProps) {
  const dictionary = useMoyskladDictionary(kind)
  return <Combo {...rest} dictionary={dictionary} goneText="Удалено в МоемСкладе: выберите другое." />
}

type Planned = OrderSettings['plannedDelivery']
const plans = [
  ['none', 'Не указывать'],
  ['order', 'Дата доставки из заказа'],
  ['days', 'Через несколько дней после заказа'],
] as const

function PlannedDelivery({
  settings,
  onChange,
}: {
  settings: OrderSettings
  onChange(planned: Planned): void
}) {
  const planned = settings.plannedDelivery
  return (
    <>
      <Choice
        label="Планируемая дата отгрузки"
        value={planned.from}
        options={plans}
        onChange={(from) => onChange(from === 'days' ? { from, days: 1 } : { from })}
      />
      {planned.from === 'days' && (
        <NumberField
          label="Через сколько дней"
          value={planned.days}
          onChange={(days) => onChange({ from: 'days', days: Math.round(days ?? 0) })}
          min={0}
          max={365}
        />
      )}
    </>
  )
}
