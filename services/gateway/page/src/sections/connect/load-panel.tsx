import { useContext } from 'preact/hooks'
import { api, take } from '../../api/client.js'
import { useChange, useLoad } from '../../api/queries.js'
import type { Load } from '../../api/types.js'
import { formatMoment, formatNumber, formatSeconds } from '../../domain/format.js'
import { Button, Card, Notice, ProblemNotice, Waiting } from '../../ui/basics.js'
import { PageContext } from '../context.js'
import type { Direction } from './connect-form.js'
import { LoadCounts } from './load-counts.js'
import { LoadItems } from './load-items.js'
import { PrepareForm } from './prepare-form.js'

const directions: Record<string, string> = {
  'moysklad-to-insales': 'из МоегоСклада в inSales',
  'insales-to-moysklad': 'из inSales в МойСклад',
}

/** The first load and later ones: preview, start, progress, what failed. */
export function LoadPanel({ initialDirection }: { initialDirection: Direction }) {
  const { shopId } = useContext(PageContext)
  const { data: load, error, refetch } = useLoad(shopId)
  if (load === undefined) {
    return error ? <ProblemNotice error={error} onRetry={() => void refetch()} /> : <Waiting />
  }
  if (load === null) return <PrepareForm initialDirection={initialDirection} />
  const isOver = ['done', 'cancelled', 'failed'].includes(load.state)
  return (
    <>
      <Card title={`Загрузка ${directions[load.direction] ?? ''}`}>
        <Progress load={load} />
        {load.state !== 'preparing' && <LoadCounts load={load} />}
        <LoadActions load={load} />
      </Card>
      {load.state !== 'preparing' && <LoadItems load={load} />}
      {isOver && <PrepareForm initialDirection={load.direction as Direction} again />}
    </>
  )
}

function Progress({ load }: { load: Load }) {
  switch (load.state) {
    case 'preparing':
      return (
        <>
          <p role="status">Читаем обе стороны и сравниваем товары. Пока ничего не меняется.</p>
          <progress aria-label="Подготовка" />
          <p class="hint">Запросов сделано: {formatNumber(load.requests)}</p>
        </>
      )
    case 'ready':
      return (
        <Notice tone="info" title="Вот что будет сделано">
          Проверьте и нажмите «Начать загрузку». До этого ничего не изменится.
        </Notice>
      )
    case 'running':
    case 'paused':
      return <Running load={load} />
    case 'done':
      return (
        <Notice
          tone={load.failed > 0 ? 'warning' : 'good'}
          title={`Загрузка закончена ${formatMoment(load.finishedAt)}`}
        >
          Сделано {formatNumber(load.done)} из {formatNumber(load.total)}
          {load.failed > 0 && `, не получилось ${formatNumber(load.failed)}: они ниже, с причиной`}.
        </Notice>
      )
    case 'cancelled':
      return (
        <Notice tone="info" title="Загрузка отменена">
          Сделанное осталось: {formatNumber(load.done)} из {formatNumber(load.total)}.
        </Notice>
      )
    default:
      return (
        <Notice tone="error" title="Загрузка остановилась">
          {load.failureText}
        </Notice>
      )
  }
}

function Running({ load }: { load: Load }) {
  const { done, failed, total, secondsLeft, requests, state } = load
  return (
    <>
      <label class="progress">
        <span>
          {state === 'paused' ? 'Приостановлено' : 'Загружаем'}: {formatNumber(done + failed)} из{' '}
          {formatNumber(total)}
          {failed > 0 && `, не получилось ${formatNumber(failed)}`}
        </span>
        <progress max={Math.max(total, 1)} value={done + failed} />
      </label>
      <p class="hint">
        {state === 'running' && `Осталось: ${formatSeconds(secondsLeft)}. `}
        Запросов сделано: {formatNumber(requests)}. Страницу можно закрыть: загрузка продолжится.
      </p>
    </>
  )
}

type Change = 'start' | 'pause' | 'continue' | 'cancel'

function LoadActions({ load }: { load: Load }) {
  const { shopId, admin } = useContext(PageContext)
  const change = useChange(
    (what: Change) =>
      take(
        api.POST(`/api/v1/connections/{shopId}/loads/{loadId}/${what}`, {
          params: { path: { shopId, loadId: load.id } },
        }),
      ),
    'load',
    'load-items',
  )
  const buttons: [Change, string][] =
    {
      preparing: [['cancel', 'Отменить']] as [Change, string][],
      ready: [
        ['start', 'Начать загрузку'],
        ['cancel', 'Отменить'],
      ] as [Change, string][],
      running: [
        ['pause', 'Приостановить'],
        ['cancel', 'Отменить'],
      ] as [Change, string][],
      paused: [
        ['continue', 'Продолжить'],
        ['cancel', 'Отменить'],
      ] as [Change, string][],
    }[load.state as 'ready'] ?? []
  if (!admin || buttons.length === 0) return null
  return (
    <>
      <ProblemNotice error={change.error} />
      <div class="actions">
        {buttons.map(([what, title]) => (
          <Button
            key={what}
            kind={what === 'start' || what === 'continue' ? 'primary' : 'plain'}
            busy={change.isPending}
            onClick={() => change.mutate(what)}
          >
            {title}
          </Button>
        ))}
      </div>
    </>
  )
}
