import type { CatalogSettings } from '@skladbridge/contracts'
import { useContext } from 'preact/hooks'
import { useMoyskladDictionary, useShopDictionary } from '../../api/queries.js'
import type { Entry } from '../../api/types.js'
import { Card } from '../../ui/basics.js'
import { Combo, type Dictionary } from '../../ui/combo.js'
import { MapTable } from '../../ui/map-table.js'
import { PageContext } from '../context.js'
import type { PartProps } from '../settings-form.js'

type Row = CatalogSettings['properties'][number]

/** Both kinds of fields are chosen from one list; what kind it is, the id tells. */
const FIELD = 'field:'
const CHARACTERISTIC = 'characteristic:'

const sourceOf = ({ attributeId, characteristic }: Row): string =>
  attributeId ? FIELD + attributeId : characteristic ? CHARACTERISTIC + characteristic : ''

const fromSource = (id: string): Partial<Row> =>
  id.startsWith(FIELD)
    ? { attributeId: id.slice(FIELD.length) }
    : { characteristic: id.slice(CHARACTERISTIC.length) }

function useSources(): Dictionary {
  const attributes = useMoyskladDictionary('product-attributes')
  const characteristics = useMoyskladDictionary('characteristics')
  if (!attributes.data || !characteristics.data) {
    return { data: undefined, error: attributes.error ?? characteristics.error }
  }
  const all: Entry[] = [
    ...attributes.data.map((entry) => ({ ...entry, id: FIELD + entry.id, note: 'доп. поле' })),
    ...characteristics.data.map((entry) => ({
      ...entry,
      id: CHARACTERISTIC + entry.name,
      note: 'характеристика',
    })),
  ]
  return { data: all, error: undefined }
}

export function PropertiesPart({ settings, change, gaps }: PartProps<'catalog'>) {
  const { shopId } = useContext(PageContext)
  const sources = useSources()
  const { data, error } = useShopDictionary(shopId, 'properties')
  // the settings keep a property by its name: one that is not there yet is made by the first product that has it
  const named = data?.map((entry) => ({ ...entry, id: entry.name, note: '' }))
  const known = new Set(named?.map(({ id }) => id))
  const fresh = settings.properties
    .map(({ property }) => property)
    .filter((name) => name !== '' && !known.has(name))
    .map((name) => ({ id: name, name, note: 'будет создан', isDefault: false }))
  const targets = { data: named && [...named, ...fresh], error }
  return (
    <Card title="Дополнительные поля → параметры">
      <MapTable<Row>
        label="Соответствие полей и параметров"
        heads={['Поле МоегоСклада', 'Параметр inSales']}
        rows={settings.properties}
        gapOf={(at) => gaps[`properties.${at}`]}
        onChange={(properties) => change({ properties })}
        empty={{ property: '' }}
        addTitle="Добавить поле"
        cells={(row, set, at) => [
          <Combo
            key="left"
            label={`Поле МоегоСклада, строка ${at + 1}`}
            hideLabel
            dictionary={sources}
            value={sourceOf(row)}
            onChange={(id) =>
              set({ attributeId: undefined, characteristic: undefined, ...fromSource(id) } as Row)
            }
            goneText="Этого поля в МоемСкладе больше нет: выберите другое."
          />,
          <Combo
            key="right"
            label={`Параметр inSales, строка ${at + 1}`}
            hideLabel
            dictionary={targets}
            value={row.property}
            onChange={(property) => set({ property })}
          />,
        ]}
      />
    </Card>
  )
}
