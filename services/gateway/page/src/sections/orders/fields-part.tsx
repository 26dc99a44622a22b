import type { OrderSettings } from '@skladbridge/contracts'
import { useContext } from 'preact/hooks'
import { useMoyskladDictionary, useShopDictionary } from '../../api/queries.js'
import { Card } from '../../ui/basics.js'
import { Combo } from '../../ui/combo.js'
import { MapTable } from '../../ui/map-table.js'
import { PageContext } from '../context.js'
import type { PartProps } from '../settings-form.js'

type Row = OrderSettings['attributes'][number]

/** Types of additional fields that a text can become. */
const typesOfText: readonly string[] = ['string', 'text', 'long', 'double', 'boolean', 'time', 'link']

/** Fields of the shop's order ↔ additional fields of the customer order. */
export function FieldsPart({ settings, change, gaps }: PartProps<'orders'>) {
  const { shopId } = useContext(PageContext)
  const attributes = useMoyskladDictionary('order-attributes')
  const fields = useShopDictionary(shopId, 'order-fields')
  const fitting = { ...attributes, data: attributes.data?.filter(({ note }) => typesOfText.includes(note)) }
  // a field goes by its handle, which the dictionary tells as its note
  const handles = {
    ...fields,
    data: fields.data?.map((field) => ({ ...field, id: field.note || field.id, note: '' })),
  }
  const typeOf = (id: string) => attributes.data?.find((each) => each.id === id)?.note as Row['type']
  return (
    <Card title="Поля заказа">
      <MapTable<Row>
        label="Соответствие полей заказа"
        heads={['Доп. поле МоегоСклада', 'Поле заказа inSales']}
        rows={settings.attributes}
        gapOf={(at) => gaps[`attributes.${at}`]}
        onChange={(rows) => change({ attributes: rows })}
        empty={{ field: '', attributeId: '', type: 'string' }}
        addTitle="Добавить поле"
        cells={(row, set, at) => [
          <Combo
            key="left"
            label={`Дополнительное поле МоегоСклада, строка ${at + 1}`}
            hideLabel
            dictionary={fitting}
            value={row.attributeId}
            onChange={(attributeId) => set({ attributeId, type: typeOf(attributeId) })}
            goneText="Этого поля в МоемСкладе больше нет: выберите другое."
          />,
          <Combo
            key="right"
            label={`Поле заказа inSales, строка ${at + 1}`}
            hideLabel
            dictionary={handles}
            value={row.field}
            onChange={(field) => set({ field })}
            goneText="Этого поля в магазине больше нет: выберите другое."
          />,
        ]}
      />
    </Card>
  )
}
