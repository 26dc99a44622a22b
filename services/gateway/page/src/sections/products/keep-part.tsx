import type { CatalogSettings } from '@skladbridge/contracts'
import { Card, Checks } from '../../ui/basics.js'
import { usePriceTargets } from './prices-part.js'
import type { PartProps } from '../settings-form.js'

type Kept = CatalogSettings['keep'][number]

const fields: readonly (readonly [Kept, string])[] = [
  ['title', 'Название'],
  ['description', 'Описание'],
  ['sku', 'Артикул'],
  ['barcode', 'Штрихкод'],
  ['weight', 'Вес'],
  ['properties', 'Параметры'],
  ['collections', 'Коллекции'],
  ['images', 'Изображения'],
]

/** «Не перезаписывать»: written when a product is made, the shop's own afterwards. */
export function KeepPart({ settings, change }: PartProps<'catalog'>) {
  const prices = (usePriceTargets().data ?? []).map(({ id, name }) => [id as Kept, name] as const)
  return (
    <Card title="Не перезаписывать">
      <Checks
        label="Эти поля заполняются при создании товара, потом ими управляет магазин"
        values={settings.keep}
        options={[...fields, ...prices]}
        onChange={(keep) => change({ keep })}
      />
    </Card>
  )
}
