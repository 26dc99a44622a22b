import { useSubscription } from '../../api/queries.js'
import type { Subscription } from '../../api/types.js'
import { formatCount, formatDay, formatMoney, nouns } from '../../domain/format.js'
import { Badge, Card, ProblemNotice, Waiting } from '../../ui/basics.js'

type Tone = 'good' | 'warning' | 'error'

/** So many days before the end it is time to think of paying. */
const SOON_DAYS = 2

function standingOf({ allowed, reason, daysLeft }: Subscription): readonly [tone: Tone, title: string] {
  if (reason === 'trial') {
    const left = daysLeft < 0 ? '' : `: ${formatCount(daysLeft, nouns.day)}`
    return [daysLeft >= 0 && daysLeft <= SOON_DAYS ? 'warning' : 'good', `Пробный период${left}`]
  }
  if (allowed) return ['good', 'Подписка оплачена']
  return ['error', reason === 'trial-ended' ? 'Пробный период закончился' : 'Подписка приостановлена']
}

/** In the head of the page: how long it goes on. */
export function SubscriptionBadge() {
  const { data } = useSubscription()
  if (!data) return null
  const [tone, title] = standingOf(data)
  return <Badge tone={tone}>{title}</Badge>
}

export function SubscriptionSection() {
  const { data, error, refetch } = useSubscription()
  if (!data) return error ? <ProblemNotice error={error} onRetry={() => void refetch()} /> : <Waiting />
  const [tone, title] = standingOf(data)
  return (
    <>
      <Card title="Состояние">
        <dl>
          <dt>Подписка</dt>
          <dd>
            <Badge tone={tone}>{title}</Badge>
          </dd>
          {data.until && (
            <>
              <dt>{data.allowed ? 'Действует до' : 'Закончилась'}</dt>
              <dd>{formatDay(data.until)}</dd>
            </>
          )}
          <dt>Цена</dt>
          <dd>{formatMoney(data.priceMinor)} в месяц</dd>
          {data.tariffName && (
            <>
              <dt>Тариф</dt>
              <dd>{data.tariffName}</dd>
            </>
          )}
        </dl>
        <p>{data.text}</p>
        {data.advice && <p>{data.advice}</p>}
      </Card>
      <Card title="Как оплатить">
        <ol>
          <li>В МоемСкладе откройте «Настройки» → «Подписка» и пополните счёт.</li>
          <li>Откройте «Приложения» → «Интеграция с inSales» и оплатите решение.</li>
          <li>
            Больше ничего делать не нужно: синхронизация продолжится с того же места и догонит пропущенное.
          </li>
        </ol>
        <p class="hint">Настройки и связи хранятся и без оплаты; после удаления решения — ещё 30 дней.</p>
      </Card>
    </>
  )
}
