import { useInfiniteQuery } from '@tanstack/preact-query'
import { useContext, useState } from 'preact/hooks'
import { api, take } from '../../api/client.js'
import { useChange } from '../../api/queries.js'
import type { Failed, FailedCount } from '../../api/types.js'
import { subjectTitle } from '../../domain/subject-title.js'
import { formatMoment, formatNumber } from '../../domain/format.js'
import { Badge, Button, Card, Notice, ProblemNotice, Waiting } from '../../ui/basics.js'
import { PageContext } from '../context.js'
import { SilentNotice } from './silent.js'

/** What does not work now: a line for each product or order, grouped by what it is that fails. */
export function FailedList() {
  const { shopId } = useContext(PageContext)
  const [code, setCode] = useState<string>()
  const list = useInfiniteQuery({
    queryKey: ['failed', shopId, code],
    initialPageParam: '',
    refetchInterval: 10_000,
    queryFn: ({ pageParam: cursor }) => {
      const params = { path: { shopId }, query: { cursor, limit: 50, ...(code && { code }) } }
      return take(api.GET('/api/v1/connections/{shopId}/journal/failed', { params }))
    },
    getNextPageParam: ({ cursor }) => cursor || undefined,
  })
  const rows = list.data?.pages.flatMap((page) => page.failed)
  const counts = list.data?.pages[0]?.counts ?? []
  return (
    <Card title="Сейчас не получается">
      <SilentNotice silent={list.data?.pages[0]?.silent ?? []} />
      <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />
      {!rows && !list.error && <Waiting />}
      {rows?.length === 0 && !code && (
        <Notice tone="good">Всё получается: ни один товар и заказ не застрял.</Notice>
      )}
      {counts.length > 0 && <Counts counts={counts} code={code} onCode={setCode} />}
      <ul class="rows" aria-label="Что не получается">
        {rows?.map((row) => (
          <Row key={`${row.source} ${row.kind} ${row.key}`} row={row} />
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

interface RetryInput {
  code?: string
  source?: Failed['source']
  kind?: string
  key?: string
}

function useRetry() {
  const { shopId } = useContext(PageContext)
  return useChange(
    (body: RetryInput) =>
      take(api.POST('/api/v1/connections/{shopId}/journal/retry', { params: { path: { shopId } }, body })),
    'failed',
    'journal',
  )
}

interface CountsProps {
  counts: FailedCount[]
  code: string | undefined
  onCode(code: string | undefined): void
}

/** By reason: how many, and all of them again at once. */
function Counts({ counts, code, onCode }: CountsProps) {
  const { admin } = useContext(PageContext)
  const retry = useRetry()
  return (
    <div class="reasons">
      <h3>По причинам</h3>
      <ul class="rows" aria-label="Причины">
        {counts.map((each) => (
          <li key={each.code}>
            <div class="row-head">
              <Badge tone="error">{formatNumber(each.count)}</Badge>
              <span class="grow">{each.text || each.code}</span>
              <Button
                kind="link"
                aria-pressed={code === each.code}
                onClick={() => onCode(code === each.code ? undefined : each.code)}
              >
                {code === each.code ? 'Показать все' : 'Показать только эти'}
              </Button>
              <Button
                kind="link"
                disabled={!admin}
                busy={retry.isPending}
                onClick={() => retry.mutate({ code: each.code })}
              >
                Повторить все такие
              </Button>
            </div>
          </li>
        ))}
      </ul>
      {retry.isSuccess && <Notice tone="good">Повторяем: {formatNumber(retry.data.retried)}.</Notice>}
      <ProblemNotice error={retry.error} />
    </div>
  )
}

function Row({ row }: { row: Failed }) {
  const { admin } = useContext(PageContext)
  const retry = useRetry()
  const { source, kind, key } = row
  return (
    <li>
      <div class="row-head">
        <Badge tone={row.parked ? 'error' : 'warning'}>{row.parked ? 'остановлено' : 'повторяем сами'}</Badge>
        <strong class="grow">{subjectTitle(row.subject, row.subjectTitle || row.key)}</strong>
        <span class="note">{formatMoment(row.failedAt)}</span>
        <Button
          kind="link"
          disabled={!admin}
          busy={retry.isPending}
          onClick={() => retry.mutate({ source, kind, key })}
        >
          Повторить
        </Button>
      </div>
      <p class="failure">{row.text}</p>
      {row.advice && <p>{row.advice}</p>}
      {!row.parked && row.nextAttemptAt && (
        <p class="hint">Следующая попытка: {formatMoment(row.nextAttemptAt)}</p>
      )}
      {retry.isSuccess && <Notice tone="good">Повторяем.</Notice>}
      <ProblemNotice error={retry.error} />
    </li>
  )
}
