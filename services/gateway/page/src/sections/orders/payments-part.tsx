import type { OrderSettings } from '@skladbridge/contracts'
import { useContext } from 'preact/hooks'
import { useShopDictionary } from '../../api/queries.js'
import { Card, Choice } from '../../ui/basics.js'
import { Combo } from '../../ui/combo.js'
import { MapTable } from '../../ui/map-table.js'
import { PageContext } from '../context.js'
import type { PartProps } from '../settings-form.js'

type Row = OrderSettings['payments']['byGateway'][number]

const documents = [
  ['none', 'Не создавать'],
  ['paymentin', 'Входящий платёж'],
  ['cashin', 'Приходный ордер'],
] as const
const refunds = [
  ['note', 'Только сказать в журнале'],
  ['mark', 'Отметить наш платёж и снять с проведения'],
] as const

/** What a paid order gives. */
export function PaymentsPart({ settings, change, gaps }: PartProps<'orders'>) {
  const { shopId } = useContext(PageContext)
  const gateways = useShopDictionary(shopId, 'payment-gateways')
  const { payments } = settings
  const set = (part: Partial<typeof payments>) => change({ payments: { ...payments, ...part } })
  return (
    <Card title="Оплата">
      <Choice
        label="За оплаченный заказ создавать"
        value={payments.create}
        options={documents}
        onChange={(create) => set({ create })}
      />
      <MapTable<Row>
        label="Исключения по способам оплаты"
        heads={['Способ оплаты inSales', 'Документ']}
        rows={payments.byGateway}
        gapOf={(at) => gaps[`payments.byGateway.${at}`]}
        onChange={(byGateway) => set({ byGateway })}
        empty={{ gatewayId: '', create: 'none' }}
        addTitle="Для способа оплаты — другой документ"
        cells={(row, setRow, at) => [
          <Combo
            key="left"
            label={`Способ оплаты, строка ${at + 1}`}
            hideLabel
            dictionary={gateways}
            value={row.gatewayId}
            onChange={(gatewayId) => setRow({ gatewayId })}
            goneText="Этого способа оплаты в магазине больше нет: выберите другой."
          />,
          <Choice
            key="right"
            label={`Документ, строка ${at + 1}`}
            value={row.create}
            options={documents}
            onChange={(create) => setRow({ create })}
          />,
        ]}
      />
      <Choice
        label="Заказ перестал быть оплаченным"
        value={payments.onRefund}
        options={refunds}
        onChange={(onRefund) => set({ onRefund })}
      />
    </Card>
  )
}
