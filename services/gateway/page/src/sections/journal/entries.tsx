import { useInfiniteQuery } from '@tanstack/preact-query'
import { useContext, useState } from 'preact/hooks'
import { api, download, take } from '../../api/client.js'
import { useChange } from '../../api/queries.js'
import type { JournalEntry } from '../../api/types.js'
import { subjectTitle } from '../../domain/subject-title.js'
import { formatMoment } from '../../domain/format.js'
import { Badge, Button, Card, Choice, ProblemNotice, TextField, Waiting } from '../../ui/basics.js'
import { PageContext } from '../context.js'
import { useLater } from '../use-later.js'
import { SilentNotice } from './silent.js'

const outcomes = [
  ['', 'Всё'],
  ['failed', 'Не получилось'],
  ['conflict', 'Спорное'],
  ['done', 'Сделано'],
  ['note', 'К сведению'],
] as const
const subjects = [
  ['', 'Обо всём'],
  ['product', 'Товары'],
  ['order', 'Заказы'],
  ['stock', 'Остатки'],
  ['load', 'Загрузки'],
  ['connection', 'Подключение'],
] as const
const shown: Record<string, readonly [tone: 'good' | 'warning' | 'error' | 'quiet', title: string]> = {
  done: ['good', 'сделано'],
  failed: ['error', 'не получилось'],
  conflict: ['warning', 'спорное'],
  note: ['quiet', 'к сведению'],
}

export function Entries() {
  const { shopId } = useContext(PageContext)
  const [search, setSearch] = useState('')
  const [outcome, setOutcome] = useState<(typeof outcomes)[number][0]>('')
  const [subject, setSubject] = useState<(typeof subjects)[number][0]>('')
  const filter = { search: useLater(search.trim()), ...(outcome && { outcome }), ...(subject && { subject }) }
  const list = useInfiniteQuery({
    queryKey: ['journal', shopId, filter],
    initialPageParam: '',
    refetchInterval: 10_000,
    queryFn: ({ pageParam: cursor }) => {
      const params = { path: { shopId }, query: { ...filter, cursor, limit: 50 } }
      return take(api.GET('/api/v1/connections/{shopId}/journal', { params }))
    },
    getNextPageParam: ({ cursor }) => cursor || undefined,
  })
  const file = useChange(() => {
    const params = { path: { shopId }, query: filter }
    return download(
      api.GET('/api/v1/connections/{shopId}/journal.csv', { params, parseAs: 'blob' }) as never,
      'journal.csv',
    )
  })
  const entries = list.data?.pages.flatMap((page) => page.entries)
  const csv = (
    <Button busy={file.isPending} onClick={() => file.mutate()}>
      Скачать CSV
    </Button>
  )
  return (
    <Card title="Все события" actions={csv}>
      <div class="filters">
        <TextField
          label="Найти"
          type="search"
          value={search}
          onChange={setSearch}
          placeholder="Товар, артикул или номер заказа"
        />
        <Choice label="Итог" value={outcome} options={outcomes} onChange={setOutcome} />
        <Choice label="О чём" value={subject} options={subjects} onChange={setSubject} />
      </div>
      <SilentNotice silent={list.data?.pages[0]?.silent ?? []} />
      <ProblemNotice error={file.error ?? list.error} onRetry={() => void list.refetch()} />
      {!entries && !list.error && <Waiting />}
      {entries?.length === 0 && <p class="hint">Ничего не найдено.</p>}
      <ul class="rows" aria-label="События">
        {entries?.map((entry) => (
          <Row key={`${entry.source} ${entry.id}`} entry={entry} />
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

function Row({ entry }: { entry: JournalEntry }) {
  const [tone, title] = shown[entry.outcome] ?? ['quiet', entry.outcome]
  return (
    <li>
      <div class="row-head">
        <Badge tone={tone}>{title}</Badge>
        <strong class="grow">{subjectTitle(entry.subject, entry.subjectTitle || entry.subjectId)}</strong>
        <span class="note">{formatMoment(entry.at)}</span>
      </div>
      <p>{entry.text}</p>
      {entry.advice && <p>{entry.advice}</p>}
    </li>
  )
}
