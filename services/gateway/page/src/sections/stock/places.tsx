import type { StockSettings } from '@skladbridge/contracts'
import { useContext } from 'preact/hooks'
import { useMoyskladDictionary, useShopDictionary } from '../../api/queries.js'
import { Card, Notice } from '../../ui/basics.js'
import { Combo, MultiCombo } from '../../ui/combo.js'
import { MapTable } from '../../ui/map-table.js'
import { PageContext } from '../context.js'
import type { PartProps } from '../settings-form.js'

type Row = StockSettings['warehouseMap'][number]

/** From which warehouses, and to which. */
export function Places({ settings, change, gaps }: PartProps<'stock'>) {
  const { shopId } = useContext(PageContext)
  const stores = useMoyskladDictionary('stores')
  const warehouses = useShopDictionary(shopId, 'warehouses')
  const isMapped = settings.warehouseMap.length > 0
  const clash = isMapped && settings.storeIds.length > 0
  return (
    <Card title="Склады">
      <MultiCombo
        label="Считать только эти склады"
        dictionary={stores}
        values={settings.storeIds}
        onChange={(storeIds) => change({ storeIds })}
        emptyText={isMapped ? 'Считаются склады из таблицы ниже.' : 'Сумма по всем складам.'}
        goneText="Склад удалён в МоемСкладе"
      />
      {clash && (
        <Notice tone="warning">
          Пока в таблице ниже есть строки, этот список не действует: считаются только склады из таблицы.
        </Notice>
      )}
      <p class="hint">Если в магазине несколько складов, укажите, какой склад МоегоСклада какой пополняет.</p>
      <MapTable<Row>
        label="Соответствие складов"
        heads={['Склад МоегоСклада', 'Склад inSales']}
        rows={settings.warehouseMap}
        gapOf={(at) => gaps[`warehouseMap.${at}`]}
        onChange={(warehouseMap) => change({ warehouseMap })}
        // no warehouse has a negative index: nothing is chosen yet
        empty={{ storeId: '', warehouseIndex: -1 }}
        addTitle="Добавить склад"
        cells={(row, set, at) => [
          <Combo
            key="left"
            label={`Склад МоегоСклада, строка ${at + 1}`}
            hideLabel
            dictionary={stores}
            value={row.storeId}
            onChange={(storeId) => set({ storeId })}
            goneText="Склад удалён в МоемСкладе: выберите другой."
          />,
          <Combo
            key="right"
            label={`Склад inSales, строка ${at + 1}`}
            hideLabel
            dictionary={warehouses}
            value={row.warehouseIndex < 0 ? '' : String(row.warehouseIndex)}
            onChange={(id) => set({ warehouseIndex: Number(id) })}
            goneText="Склада в магазине больше нет: выберите другой."
          />,
        ]}
      />
    </Card>
  )
}
