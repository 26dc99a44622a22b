import { useInfiniteQuery } from '@tanstack/preact-query'
import { useContext, useState } from 'preact/hooks'
import { api, download, take } from '../../api/client.js'
import { useChange } from '../../api/queries.js'
import type { Load, LoadItem } from '../../api/types.js'
import { Badge, Button, Card, Choice, ProblemNotice, TextField, Waiting } from '../../ui/basics.js'
import { PageContext } from '../context.js'
import { useLater } from '../use-later.js'
import { Conflict, ConflictRules } from './conflict.js'

const filters = [
  ['', 'Все строки'],
  ['conflict', 'Решить вам'],
  ['create', 'Создать'],
  ['link', 'Связать'],
  ['skip', 'Пропустить'],
  ['failed', 'Не получилось'],
] as const
type Filter = (typeof filters)[number][0]

const asked = (filter: Filter, search: string) => ({
  search,
  ...(filter === 'failed' ? { state: filter } : filter !== '' && { action: filter }),
})

/** The rows of the preview, and later of the load: each with what becomes of it and why. */
export function LoadItems({ load }: { load: Load }) {
  const { shopId, admin } = useContext(PageContext)
  const [filter, setFilter] = useState<Filter>(
    (load.conflict?.products ?? 0) > 0 && load.state === 'ready' ? 'conflict' : '',
  )
  const [search, setSearch] = useState('')
  const query = asked(filter, useLater(search))
  const rows = useInfiniteQuery({
    queryKey: ['load-items', shopId, load.id, load.state, load.done === load.total, query],
    initialPageParam: '',
    queryFn: ({ pageParam: cursor }) => {
      const params = { path: { shopId }, query: { ...query, cursor, limit: 50 } }
      return take(api.GET('/api/v1/connections/{shopId}/loads/last/items', { params }))
    },
    getNextPageParam: ({ cursor }) => cursor || undefined,
  })
  const items = rows.data?.pages.flatMap((page) => page.items)
  return (
    <Card title="Строки загрузки" actions={<Csv shopId={shopId} query={query} />}>
      <div class="filters">
        <Choice label="Показать" value={filter} options={filters} onChange={setFilter} />
        <TextField
          label="Найти"
          type="search"
          value={search}
          onChange={setSearch}
          placeholder="Название или артикул"
        />
      </div>
      {load.state === 'ready' && admin && (load.conflict?.products ?? 0) > 0 && <ConflictRules />}
      {admin && load.failed > 0 && <RetryAll load={load} />}
      <ProblemNotice error={rows.error} onRetry={() => void rows.refetch()} />
      {!items && !rows.error && <Waiting />}
      {items?.length === 0 && <p>Таких строк нет.</p>}
      <ul class="rows">
        {items?.map((item) => (
          <Row key={item.id} item={item} canDecide={admin && load.state === 'ready'} />
        ))}
      </ul>
      {rows.hasNextPage && (
        <Button busy={rows.isFetchingNextPage} onClick={() => void rows.fetchNextPage()}>
          Показать ещё
        </Button>
      )}
    </Card>
  )
}

const actions: Record<string, string> = {
  create: 'создать',
  link: 'связать',
  conflict: 'решить',
  skip: 'пропустить',
}
const done: Record<string, string> = {
  create: 'создано',
  link: 'связано',
  skip: 'пропущено',
  conflict: 'не решено',
}

function Row({ item, canDecide }: { item: LoadItem; canDecide: boolean }) {
  const tone =
    item.state === 'failed'
      ? 'error'
      : item.action === 'conflict'
        ? 'warning'
        : item.state === 'done'
          ? 'good'
          : 'quiet'
  const word =
    item.state === 'failed' ? 'не получилось' : (item.state === 'done' ? done : actions)[item.action]
  return (
    <li>
      <div class="row-head">
        <Badge tone={tone}>{word ?? item.action}</Badge>
        <strong>{item.title}</strong>
        {item.sku && <span class="note">арт. {item.sku}</span>}
        {item.kind === 'group' && <span class="note">группа</span>}
      </div>
      {(item.failureText || item.reasonText) && <p>{item.failureText || item.reasonText}</p>}
      {item.action === 'conflict' && canDecide && <Conflict item={item} />}
    </li>
  )
}

function RetryAll({ load }: { load: Load }) {
  const { shopId } = useContext(PageContext)
  const retry = useChange(
    () => {
      const params = { path: { shopId, loadId: load.id } }
      return take(api.POST('/api/v1/connections/{shopId}/loads/{loadId}/retry', { params, body: {} }))
    },
    'load',
    'load-items',
  )
  return (
    <>
      <ProblemNotice error={retry.error} />
      <Button busy={retry.isPending} onClick={() => retry.mutate()}>
        Повторить всё, что не получилось
      </Button>
    </>
  )
}

function Csv({ shopId, query }: { shopId: string; query: ReturnType<typeof asked> }) {
  const file = useChange(() => {
    const params = { path: { shopId }, query }
    const asking = api.GET('/api/v1/connections/{shopId}/loads/last/items.csv', { params, parseAs: 'blob' })
    return download(asking as never, 'load.csv')
  })
  return (
    <>
      <ProblemNotice error={file.error} />
      <Button busy={file.isPending} onClick={() => file.mutate()}>
        Скачать CSV
      </Button>
    </>
  )
}
