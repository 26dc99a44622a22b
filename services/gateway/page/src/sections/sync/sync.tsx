import { useContext } from 'preact/hooks'
import { api, take } from '../../api/client.js'
import { getSettings, useChange, useQuery } from '../../api/queries.js'
import { formatCount, formatMoment, formatNumber, nouns } from '../../domain/format.js'
import { Badge, Button, Card, Notice, ProblemNotice, Waiting } from '../../ui/basics.js'
import { GoTo } from '../../ui/go-to.js'
import { PageContext } from '../context.js'
import { useLinkedCount } from '../products/products.js'
import { OneOrder } from './one-order.js'
import { OneProduct } from './one-product.js'

/** «Синхронизация»: by hand. All products, one product, stock, one order. */
export function SyncSection() {
  const { shopId } = useContext(PageContext)
  const { data: catalog } = useQuery({
    queryKey: ['settings', shopId, 'catalog'],
    queryFn: () => getSettings(shopId, 'catalog'),
  })
  const isOn = catalog?.settings.syncProducts ?? false
  return (
    <>
      {catalog && !isOn && (
        <Notice
          title="Синхронизация товаров выключена"
          actions={<GoTo path="/products" title="Включить в «Товарах»" />}
        >
          Пока она выключена, товары нельзя синхронизировать и вручную.
        </Notice>
      )}
      <AllProducts isOn={isOn} />
      <OneProduct isOn={isOn} />
      <StockRuns />
      <OneOrder />
    </>
  )
}

function AllProducts({ isOn }: { isOn: boolean }) {
  const { shopId, admin } = useContext(PageContext)
  const linked = useLinkedCount()
  const sync = useChange(
    () =>
      take(
        api.POST('/api/v1/connections/{shopId}/products/sync', { params: { path: { shopId } }, body: {} }),
      ),
    'products',
  )
  return (
    <Card title="Все товары">
      <p>
        Каждый связанный товар будет прочитан с обеих сторон; отличия будут записаны в магазин.
        {linked !== undefined && ` Сейчас это ${formatCount(linked, nouns.linkedProduct)}.`}
      </p>
      <ProblemNotice error={sync.error} />
      {sync.isSuccess && (
        <Notice tone="good">
          Начали: {formatCount(sync.data.products, nouns.product)}. Что вышло, покажет журнал.
        </Notice>
      )}
      <div class="actions">
        <Button kind="primary" disabled={!isOn || !admin} busy={sync.isPending} onClick={() => sync.mutate()}>
          Синхронизировать все товары
        </Button>
      </div>
    </Card>
  )
}

const runKinds: Record<string, string> = { full: 'полная сверка', changed: 'изменения' }
const runStates: Record<string, readonly [tone: 'good' | 'warning' | 'error' | 'quiet', title: string]> = {
  running: ['quiet', 'идёт'],
  done: ['good', 'закончена'],
  failed: ['error', 'не получилась'],
  held: ['warning', 'ждёт решения'],
}

function StockRuns() {
  const { shopId, admin } = useContext(PageContext)
  const params = { path: { shopId } }
  const { data, error } = useQuery({
    queryKey: ['runs', shopId],
    queryFn: async () => (await take(api.GET('/api/v1/connections/{shopId}/stock/runs', { params }))).runs,
    refetchInterval: 10_000,
  })
  const run = useChange(
    () => take(api.POST('/api/v1/connections/{shopId}/stock/runs', { params }) as never),
    'runs',
  )
  return (
    <Card title="Остатки">
      <ProblemNotice error={run.error ?? error} />
      {run.isSuccess && <Notice tone="good">Передача остатков поставлена в очередь.</Notice>}
      <div class="actions">
        <Button disabled={!admin} busy={run.isPending} onClick={() => run.mutate()}>
          Передать остатки сейчас
        </Button>
      </div>
      {!data && !error && <Waiting />}
      {data?.length === 0 && <p class="hint">Остатки ещё не передавались.</p>}
      <ul class="rows">
        {data?.slice(0, 5).map((each) => {
          const [tone, title] = runStates[each.state] ?? ['quiet', each.state]
          return (
            <li key={each.id}>
              <div class="row-head">
                <Badge tone={tone}>{title}</Badge>
                <strong>{formatMoment(each.startedAt)}</strong>
                <span class="note">{runKinds[each.kind] ?? each.kind}</span>
              </div>
              <p>
                Изменилось {formatNumber(each.changed)}, записано {formatNumber(each.written)}
                {each.failed > 0 && `, не получилось ${formatNumber(each.failed)}`}. {each.failureText}
              </p>
            </li>
          )
        })}
      </ul>
    </Card>
  )
}
