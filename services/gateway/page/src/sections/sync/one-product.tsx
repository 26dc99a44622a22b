import { useContext, useState } from 'preact/hooks'
import { api, take } from '../../api/client.js'
import { keepPreviousData, useChange, useQuery } from '../../api/queries.js'
import type { Product } from '../../api/types.js'
import { formatMoment } from '../../domain/format.js'
import { Badge, Button, Card, Choice, ProblemNotice, TextField, Waiting } from '../../ui/basics.js'
import { PageContext } from '../context.js'
import { useLater } from '../use-later.js'

const states = [
  ['', 'Все'],
  ['parked', 'Остановлены'],
  ['waiting', 'Ждут'],
  ['synced', 'Переданы'],
  ['skipped', 'Не передаются'],
] as const
type State = (typeof states)[number][0]

const standing: Record<string, readonly [tone: 'good' | 'warning' | 'error' | 'quiet', title: string]> = {
  synced: ['good', 'передан'],
  waiting: ['quiet', 'ждёт очереди'],
  parked: ['error', 'остановлен'],
  skipped: ['quiet', 'не передаётся'],
}
const skipped: Record<string, string> = {
  archived: 'в архиве МоегоСклада',
  filtered: 'не подходит под условия в «Товарах»',
  service: 'услуги не передаются',
  bundle: 'комплекты не передаются (настройка в «Товарах»)',
  gone: 'удалён в МоемСкладе',
}

/** Finding one product, seeing where it stands, and another look at it. */
export function OneProduct({ isOn }: { isOn: boolean }) {
  const { shopId } = useContext(PageContext)
  const [search, setSearch] = useState('')
  const [state, setState] = useState<State>('')
  const query = { search: useLater(search.trim()), limit: 20, ...(state !== '' && { state }) }
  const { data, error, isFetching } = useQuery({
    queryKey: ['products', shopId, query],
    placeholderData: keepPreviousData,
    queryFn: async () => {
      const params = { path: { shopId }, query }
      return (await take(api.GET('/api/v1/connections/{shopId}/products', { params }))).products
    },
    refetchInterval: 5_000,
  })
  return (
    <Card title="Один товар">
      <div class="filters">
        <TextField
          label="Найти товар"
          type="search"
          value={search}
          onChange={setSearch}
          placeholder="Название, артикул или ID"
        />
        <Choice label="Состояние" value={state} options={states} onChange={setState} />
      </div>
      <ProblemNotice error={error} />
      {!data && isFetching && <Waiting />}
      {data?.length === 0 && <p class="hint">Ничего не найдено.</p>}
      <ul class="rows" aria-label="Товары">
        {data?.map((product) => (
          <Row key={product.assortment?.id ?? product.title} product={product} isOn={isOn} />
        ))}
      </ul>
    </Card>
  )
}

function Row({ product, isOn }: { product: Product; isOn: boolean }) {
  const { shopId, admin } = useContext(PageContext)
  const sync = useChange(() => {
    const body = { assortmentId: product.assortment?.id ?? '' }
    return take(
      api.POST('/api/v1/connections/{shopId}/products/sync', { params: { path: { shopId } }, body }),
    )
  }, 'products')
  const [tone, title] = standing[product.state] ?? ['quiet', product.state]
  return (
    <li>
      <div class="row-head">
        <Badge tone={tone}>{title}</Badge>
        <strong>{product.title || 'Без названия'}</strong>
        {product.sku && <span class="note">арт. {product.sku}</span>}
        <Button kind="link" disabled={!isOn || !admin} busy={sync.isPending} onClick={() => sync.mutate()}>
          Синхронизировать
        </Button>
      </div>
      <p class="hint">
        {product.insalesProductId ? `ID в inSales: ${product.insalesProductId}` : 'В магазине его ещё нет'}
        {product.syncedAt && ` · передан ${formatMoment(product.syncedAt)}`}
        {product.skipped && ` · ${skipped[product.skipped] ?? product.skipped}`}
      </p>
      {product.failureText && <p class="failure">{product.failureText}</p>}
      <ProblemNotice error={sync.error} />
    </li>
  )
}
