import { useContext } from 'preact/hooks'
import { useShopDictionary } from '../../api/queries.js'
import { Card, Switch, TextField } from '../../ui/basics.js'
import { MultiCombo } from '../../ui/combo.js'
import { PageContext } from '../context.js'
import type { PartProps } from '../settings-form.js'

/** Which orders go over. */
export function WhichPart({ settings, change }: PartProps<'orders'>) {
  const { shopId } = useContext(PageContext)
  const statuses = useShopDictionary(shopId, 'custom-statuses')
  return (
    <Card title="Какие заказы передавать">
      <Switch
        label="Передавать заказы"
        checked={settings.syncOrders}
        onChange={(syncOrders) => change({ syncOrders })}
        hint="Заказы магазина становятся заказами покупателей; дальше статусы и состав идут в обе стороны."
      />
      <TextField
        label="Начиная с даты"
        type="date"
        value={settings.startFrom ? moscowDay(settings.startFrom) : ''}
        onChange={(day) => change({ startFrom: day === '' ? undefined : `${day}T00:00:00+03:00` } as never)}
        hint="По московскому времени. Пусто — с момента подключения магазина."
      />
      <MultiCombo
        label="Только в этих статусах"
        dictionary={statuses}
        values={settings.onlyStatuses}
        onChange={(onlyStatuses) => change({ onlyStatuses })}
        emptyText="Во всех статусах."
        goneText="Статуса в магазине больше нет"
      />
      <Switch
        label="Только оплаченные"
        checked={settings.onlyPaid}
        onChange={(onlyPaid) => change({ onlyPaid })}
      />
    </Card>
  )
}

/** As an input of dates has it: `sv-SE` writes 2026-11-24. */
const moscowDay = (iso: string): string =>
  new Date(iso).toLocaleDateString('sv-SE', { timeZone: 'Europe/Moscow' })
