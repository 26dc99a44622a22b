import type { OrderSettings } from '@skladbridge/contracts'
import { useContext } from 'preact/hooks'
import { useMoyskladDictionary, useShopDictionary } from '../../api/queries.js'
import type { Entry } from '../../api/types.js'
import { Card } from '../../ui/basics.js'
import { Combo, type Dictionary } from '../../ui/combo.js'
import { MapTable } from '../../ui/map-table.js'
import { PageContext } from '../context.js'
import type { PartProps } from '../settings-form.js'

type Row = OrderSettings['statusMap'][number]

const entry = (id: string, name: string, note: string): Entry => ({ id, name, note, isDefault: false })

/** inSales' own, the same in every shop. */
const systemStatuses = [
  ['new', 'Новый'],
  ['accepted', 'В обработке'],
  ['approved', 'Согласован'],
  ['dispatched', 'Отгружен'],
  ['delivered', 'Доставлен'],
  ['declined', 'Отменён'],
  ['returned', 'Возврат'],
] as const
const payments = [
  ['pending', 'Не оплачен'],
  ['paid', 'Оплачен'],
] as const

/** A row's right side in one list: what kind it is stands before the colon. */
const rightOf = ({ of, insalesStatus }: Row): string => (insalesStatus === '' ? '' : `${of}:${insalesStatus}`)

function fromRight(id: string): Pick<Row, 'of' | 'insalesStatus'> {
  const at = id.indexOf(':')
  return { of: id.slice(0, at) as Row['of'], insalesStatus: id.slice(at + 1) }
}

function useShopStatuses(): Dictionary {
  const { shopId } = useContext(PageContext)
  const { data, error } = useShopDictionary(shopId, 'custom-statuses')
  if (!data) return { data, error }
  const own = data.map(({ id, name }) => entry(`status:${id}`, name, 'статус магазина'))
  const plain = systemStatuses.map(([id, name]) => entry(`status:${id}`, name, 'статус магазина'))
  return {
    error,
    data: [
      // a shop without statuses of its own has the system ones
      ...(own.length > 0 ? own : plain),
      ...(own.length > 0
        ? systemStatuses.map(([id, name]) => entry(`system:${id}`, name, 'системный статус'))
        : []),
      ...payments.map(([id, name]) => entry(`payment:${id}`, name, 'оплата')),
    ],
  }
}

export function StatusPart({ settings, change, gaps }: PartProps<'orders'>) {
  const states = useMoyskladDictionary('order-states')
  const statuses = useShopStatuses()
  // MoySklad's notes on a state are words of its API, not the merchant's
  const plainStates = { ...states, data: states.data?.map((state) => ({ ...state, note: '' })) }
  return (
    <Card title="Статусы">
      <p class="hint">
        Статус меняется на другой стороне, когда он есть в таблице. Статусы вне таблицы ничего не меняют. Если
        статус сменили с обеих сторон сразу, действует более позднее изменение.
      </p>
      <MapTable<Row>
        label="Соответствие статусов"
        heads={['МойСклад', 'inSales']}
        rows={settings.statusMap}
        gapOf={(at) => gaps[`statusMap.${at}`]}
        onChange={(statusMap) => change({ statusMap })}
        empty={{ moyskladStateId: '', insalesStatus: '', of: 'status' }}
        addTitle="Добавить статус"
        cells={(row, set, at) => [
          <Combo
            key="left"
            label={`Статус МоегоСклада, строка ${at + 1}`}
            hideLabel
            dictionary={plainStates}
            value={row.moyskladStateId}
            onChange={(moyskladStateId) => set({ moyskladStateId })}
            goneText="Статус удалён в МоемСкладе: выберите другой."
          />,
          <Combo
            key="right"
            label={`Статус inSales, строка ${at + 1}`}
            hideLabel
            dictionary={statuses}
            value={rightOf(row)}
            onChange={(id) => set(fromRight(id))}
            goneText="Статуса в магазине больше нет: выберите другой."
          />,
        ]}
      />
    </Card>
  )
}
