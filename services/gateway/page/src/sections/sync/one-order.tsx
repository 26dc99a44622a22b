import { useContext, useState } from 'preact/hooks'
import { api, take } from '../../api/client.js'
import { useChange, useQuery } from '../../api/queries.js'
import type { OrderState } from '../../api/types.js'
import { formatMoment } from '../../domain/format.js'
import { Badge, Button, Card, Notice, ProblemNotice, TextField } from '../../ui/basics.js'
import { PageContext } from '../context.js'

/** One order by either number, and all that have not gone over. */
export function OneOrder() {
  const { shopId } = useContext(PageContext)
  const [number, setNumber] = useState('')
  const find = useChange(() => {
    const params = { path: { shopId, number: number.trim() } }
    return take(api.GET('/api/v1/connections/{shopId}/orders/by-number/{number}', { params }))
  })
  const waiting = useQuery({
    queryKey: ['orders-waiting', shopId],
    queryFn: async () => {
      const params = { path: { shopId }, query: {} }
      return (await take(api.GET('/api/v1/connections/{shopId}/orders/waiting', { params }))).orders
    },
    refetchInterval: 10_000,
  })
  return (
    <Card title="Один заказ">
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault()
          find.mutate()
        }}
      >
        <TextField
          label="Номер заказа"
          value={number}
          onChange={setNumber}
          hint="В магазине или в МоемСкладе."
          required
        />
        <Button type="submit" busy={find.isPending}>
          Найти
        </Button>
      </form>
      <ProblemNotice error={find.error} />
      {find.data && (
        <ul class="rows" aria-label="Найденный заказ">
          <Row order={find.data} onChanged={() => find.mutate()} />
        </ul>
      )}
      <h3>Не переданы</h3>
      <ProblemNotice error={waiting.error} />
      {waiting.data?.length === 0 && <p class="hint">Все заказы переданы.</p>}
      <ul class="rows" aria-label="Не переданные заказы">
        {waiting.data?.map((order) => (
          <Row key={order.insalesOrderId} order={order} onChanged={() => void waiting.refetch()} />
        ))}
      </ul>
    </Card>
  )
}

const standing: Record<string, readonly [tone: 'good' | 'warning' | 'error' | 'quiet', title: string]> = {
  synced: ['good', 'передан'],
  waiting: ['quiet', 'ждёт'],
  parked: ['error', 'остановлен'],
  left: ['quiet', 'не передаётся'],
}

function Row({ order, onChanged }: { order: OrderState; onChanged(): void }) {
  const { shopId, admin } = useContext(PageContext)
  const again = useChange((what: 'retry' | 'resend') => {
    const params = { path: { shopId, orderId: order.insalesOrderId } }
    return take(api.POST(`/api/v1/connections/{shopId}/orders/{orderId}/${what}`, { params }))
  }, 'orders-waiting')
  const say = (what: 'retry' | 'resend') => again.mutate(what, { onSuccess: onChanged })
  const [tone, title] = standing[order.state] ?? ['quiet', order.state]
  return (
    <li>
      <div class="row-head">
        <Badge tone={tone}>{title}</Badge>
        <strong>Заказ № {order.insalesNumber || order.insalesOrderId}</strong>
        {order.moyskladName && <span class="note">в МоемСкладе {order.moyskladName}</span>}
        <Button kind="link" disabled={!admin} busy={again.isPending} onClick={() => say('retry')}>
          Повторить
        </Button>
        {order.left === 'deleted' && (
          <Button kind="link" disabled={!admin} busy={again.isPending} onClick={() => say('resend')}>
            Отправить заново
          </Button>
        )}
      </div>
      {order.failureText && <p class="failure">{order.failureText}</p>}
      {order.advice && <p>{order.advice}</p>}
      {order.nextAttemptAt && <p class="hint">Следующая попытка: {formatMoment(order.nextAttemptAt)}</p>}
      {again.isSuccess && <Notice tone="good">Поставлен в очередь.</Notice>}
      <ProblemNotice error={again.error} />
    </li>
  )
}
