import { useContext, useState } from 'preact/hooks'
import { api, take } from '../../api/client.js'
import { useChange } from '../../api/queries.js'
import { Button, Card, Choice, ProblemNotice, Switch } from '../../ui/basics.js'
import { PageContext } from '../context.js'
import { MatchOrder, type MatchKey } from '../match-order.js'
import type { Direction } from './connect-form.js'

const directions = [
  ['moysklad-to-insales', 'Из МоегоСклада в inSales'],
  ['insales-to-moysklad', 'Из inSales в МойСклад'],
] as const

/** Both sides are read and compared; nothing changes yet. */
export function PrepareForm({
  initialDirection,
  again = false,
}: {
  initialDirection: Direction
  again?: boolean
}) {
  const { shopId, admin } = useContext(PageContext)
  const [wanted, setWanted] = useState({
    direction: initialDirection as Direction,
    matchBy: ['insales-id', 'sku', 'barcode', 'external-code'] as MatchKey[],
    bundles: false,
    properties: false,
    images: true,
  })
  const set = (part: Partial<typeof wanted>) => setWanted({ ...wanted, ...part })
  const prepare = useChange(
    () =>
      take(api.POST('/api/v1/connections/{shopId}/loads', { params: { path: { shopId } }, body: wanted })),
    'load',
    'load-items',
  )
  const fromShop = wanted.direction === 'insales-to-moysklad'
  return (
    <Card title={again ? 'Ещё одна загрузка' : 'Первая загрузка'}>
      <fieldset class="all" disabled={!admin || prepare.isPending}>
        <Choice
          label="Откуда и куда"
          value={wanted.direction}
          options={directions}
          onChange={(direction) => set({ direction })}
        />
        <MatchOrder value={wanted.matchBy} onChange={(matchBy) => set({ matchBy })} />
        <Switch
          label="Загружать комплекты"
          checked={wanted.bundles}
          onChange={(bundles) => set({ bundles })}
        />
        {fromShop && (
          <>
            <Switch
              label="Загружать изображения"
              checked={wanted.images}
              onChange={(images) => set({ images })}
            />
            <Switch
              label="Параметры товаров сделать дополнительными полями"
              checked={wanted.properties}
              onChange={(properties) => set({ properties })}
            />
          </>
        )}
        <ProblemNotice error={prepare.error} />
        <div class="actions">
          <Button kind="primary" busy={prepare.isPending} onClick={() => prepare.mutate()}>
            Посмотреть, что будет
          </Button>
        </div>
        <p class="hint">
          Прочитаем обе стороны и покажем, что будет создано, связано и пропущено. Ничего не изменится.
        </p>
      </fieldset>
    </Card>
  )
}
