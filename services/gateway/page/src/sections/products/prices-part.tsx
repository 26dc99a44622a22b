import type { CatalogSettings } from '@skladbridge/contracts'
import { useContext } from 'preact/hooks'
import { useMoyskladDictionary, useShopDictionary } from '../../api/queries.js'
import type { Entry } from '../../api/types.js'
import { Card, Choice } from '../../ui/basics.js'
import { Combo, type Dictionary } from '../../ui/combo.js'
import { MapTable } from '../../ui/map-table.js'
import { PageContext } from '../context.js'
import type { PartProps } from '../settings-form.js'

const entry = (id: string, name: string, note = ''): Entry => ({ id, name, note, isDefault: false })

const withOwn = ({ data, error }: Dictionary, own: Entry[]): Dictionary => ({
  data: data && [...own, ...data],
  error,
})

const ownPrices = [
  entry('price', 'Цена продажи'),
  entry('old_price', 'Старая цена'),
  entry('cost_price', 'Себестоимость'),
]
const moyskladOwn = [entry('buy', 'Закупочная цена'), entry('min', 'Минимальная цена')]

/** Every price of the shop that can be written. */
export const usePriceTargets = (): Dictionary => {
  const { shopId } = useContext(PageContext)
  return withOwn(useShopDictionary(shopId, 'price-kinds'), ownPrices)
}

const roundings = [
  ['none', 'Не округлять'],
  ['ruble', 'До рублей'],
  ['ten', 'До десятков'],
  ['hundred', 'До сотен'],
  ['ninety-nine', 'Чтобы кончалась на 99 рублей'],
] as const

export function PricesPart({ settings, change, gaps }: PartProps<'catalog'>) {
  const sources = withOwn(useMoyskladDictionary('price-types'), moyskladOwn)
  const targets = usePriceTargets()
  type Row = CatalogSettings['prices'][number]
  const rows = settings.prices
  return (
    <Card title="Цены">
      <p class="hint">
        Слева цена МоегоСклада, справа — куда она идёт в inSales. Пустая таблица: первый тип цен идёт в «Цену
        продажи».
      </p>
      <MapTable<Row>
        label="Соответствие цен"
        heads={['МойСклад', 'inSales']}
        rows={rows}
        gapOf={(at) => gaps[`prices.${at}`]}
        onChange={(prices) => change({ prices })}
        empty={{ moysklad: '', insales: '' as Row['insales'] }}
        addTitle="Добавить цену"
        cells={(row, set, at) => [
          <Combo
            key="left"
            label={`Цена МоегоСклада, строка ${at + 1}`}
            hideLabel
            dictionary={sources}
            value={row.moysklad}
            onChange={(moysklad) => set({ moysklad })}
            goneText="Этого типа цен в МоемСкладе больше нет: выберите другой."
          />,
          <Combo
            key="right"
            label={`Цена inSales, строка ${at + 1}`}
            hideLabel
            dictionary={targets}
            value={row.insales}
            onChange={(insales) => set({ insales: insales as Row['insales'] })}
            goneText="Этого вида цен в магазине больше нет: выберите другой."
          />,
        ]}
      />
      <Choice
        label="Округление"
        value={settings.rounding}
        options={roundings}
        onChange={(rounding) => change({ rounding })}
      />
    </Card>
  )
}
