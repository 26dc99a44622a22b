import { useInfiniteQuery } from '@tanstack/preact-query'
import { useContext } from 'preact/hooks'
import { api, take } from '../../api/client.js'
import type { Change } from '../../api/types.js'
import { fieldTitle, isLong, shownValue } from '../../domain/change-words.js'
import { formatMoment } from '../../domain/format.js'
import { Badge, Button, Card, ProblemNotice, Waiting } from '../../ui/basics.js'
import { PageContext } from '../context.js'

const sections: Record<Change['section'], string> = {
  catalog: 'Товары',
  orders: 'Заказы',
  stock: 'Остатки',
  connection: 'Доступы',
  notifications: 'Уведомления',
}

/** Who changed what, when, from what and to what. */
export function Changes() {
  const { shopId } = useContext(PageContext)
  const list = useInfiniteQuery({
    queryKey: ['changes', shopId],
    initialPageParam: '',
    queryFn: ({ pageParam: cursor }) => {
      const params = { path: { shopId }, query: { cursor, limit: 50 } }
      return take(api.GET('/api/v1/connections/{shopId}/changes', { params }))
    },
    getNextPageParam: ({ cursor }) => cursor || undefined,
  })
  const changes = list.data?.pages.flatMap((page) => page.changes)
  return (
    <Card title="Изменения настроек">
      <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />
      {!changes && !list.error && <Waiting />}
      {changes?.length === 0 && <p class="hint">Настройки ещё не меняли.</p>}
      <ul class="rows" aria-label="Изменения">
        {changes?.map((change) => (
          <Row key={`${change.section} ${change.id}`} change={change} />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          Показать ещё
        </Button>
      )}
    </Card>
  )
}

function Row({ change }: { change: Change }) {
  return (
    <li>
      <div class="row-head">
        <Badge tone="quiet">{sections[change.section]}</Badge>
        <strong class="grow">{change.userName || 'Само приложение'}</strong>
        <span class="note">{formatMoment(change.at)}</span>
      </div>
      {change.fields.map(({ field, from, to }) => (
        <div key={field}>
          {fieldTitle(field)}: {shownValue(from)} → {shownValue(to)}
          {(isLong(from) || isLong(to)) && (
            <details>
              <summary>Подробно</summary>
              <code>
                {JSON.stringify(from) ?? 'пусто'} → {JSON.stringify(to) ?? 'пусто'}
              </code>
            </details>
          )}
        </div>
      ))}
    </li>
  )
}
