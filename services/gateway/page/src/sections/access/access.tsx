import { useContext, useState } from 'preact/hooks'
import { api, take } from '../../api/client.js'
import { useAccount, useChange } from '../../api/queries.js'
import { formatMoment } from '../../domain/format.js'
import { Badge, Button, Card, Confirm, Notice, ProblemNotice, TextField } from '../../ui/basics.js'
import { hostOf } from '../../domain/host-of.js'
import { PageContext } from '../context.js'

/** «Доступы»: new credentials at any time, without losing what is linked. */
export function AccessSection() {
  const { shop, admin } = useContext(PageContext)
  if (!shop) return null
  return (
    <>
      <Card title="Магазин">
        <dl>
          <dt>Адрес</dt>
          <dd>{shop.shopHost}</dd>
          <dt>Название</dt>
          <dd>{shop.shopTitle || '—'}</dd>
          <dt>Доступ</dt>
          <dd>
            {shop.state === 'active' ? (
              <Badge tone="good">есть</Badge>
            ) : (
              <Badge tone="error">нет: связь приостановлена</Badge>
            )}
          </dd>
          <dt>Уведомления магазина</dt>
          <dd>
            {shop.webhooksReady ? (
              <Badge tone="good">приходят</Badge>
            ) : (
              <Badge tone="warning">подключаются</Badge>
            )}
          </dd>
          <dt>Подключён</dt>
          <dd>
            {shop.via === 'app' ? 'установкой из inSales' : 'ключом API'}
            {shop.connectedAt && `, ${formatMoment(shop.connectedAt)}`}
          </dd>
        </dl>
      </Card>
      <MoyskladCard />
      {admin && <NewCredentials />}
      {admin && <Disconnect />}
    </>
  )
}

function MoyskladCard() {
  const { data: account, error } = useAccount()
  return (
    <Card title="МойСклад">
      <ProblemNotice error={error} />
      {account && (
        <dl>
          <dt>Аккаунт</dt>
          <dd>{account.accountName}</dd>
          <dt>Доступ</dt>
          <dd>
            {account.moysklad.state === 'active' ? (
              <Badge tone="good">есть</Badge>
            ) : (
              <Badge tone="error">нет</Badge>
            )}{' '}
            {account.moysklad.failureText} {account.moysklad.advice}
          </dd>
          <dt>Уведомления МоегоСклада</dt>
          <dd>
            {account.moysklad.webhooksReady ? (
              <Badge tone="good">приходят</Badge>
            ) : (
              <Badge tone="warning">подключаются</Badge>
            )}
          </dd>
        </dl>
      )}
      <p class="hint">Доступ к МоемуСкладу даёт сама установка: вводить его не нужно.</p>
    </Card>
  )
}

function NewCredentials() {
  const { shop, shopId } = useContext(PageContext)
  const nothing = { apiKey: '', password: '', phone: '', shopHost: '' }
  const [data, setData] = useState(nothing)
  const set = (name: keyof typeof data) => (value: string) => setData({ ...data, [name]: value })
  const replace = useChange(
    () =>
      take(
        api.PUT('/api/v1/connections/{shopId}/access', {
          params: { path: { shopId } },
          body: { ...data, shopHost: hostOf(data.shopHost) },
        }),
      ),
    'shops',
  )
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        replace.mutate(undefined, { onSuccess: () => setData(nothing) })
      }}
    >
      <Card title="Новые доступы">
        <p class="hint">
          Проверяются сразу. Связи товаров и заказов сохраняются; приостановленная связь продолжится сама.
        </p>
        <TextField
          label="Адрес магазина, если сменился"
          value={data.shopHost}
          onChange={(host) => setData({ ...data, shopHost: host })}
          placeholder={shop!.shopHost}
        />
        <TextField label="Идентификатор ключа API" value={data.apiKey} onChange={set('apiKey')} required />
        <TextField
          label="Пароль ключа API"
          type="password"
          value={data.password}
          onChange={set('password')}
          required
        />
        <TextField
          label="Телефон для связи"
          type="tel"
          value={data.phone}
          onChange={set('phone')}
          autocomplete="tel"
        />
        <ProblemNotice error={replace.error} />
        {replace.isSuccess && <Notice tone="good">Доступы проверены и заменены.</Notice>}
        <div class="actions">
          <Button kind="primary" type="submit" busy={replace.isPending}>
            Проверить и сохранить
          </Button>
        </div>
      </Card>
    </form>
  )
}

function Disconnect() {
  const { shop, shopId } = useContext(PageContext)
  const [asking, setAsking] = useState(false)
  const remove = useChange(
    () => take(api.DELETE('/api/v1/connections/{shopId}', { params: { path: { shopId } } })),
    'shops',
  )
  return (
    <Card title="Отключить магазин">
      <p>
        Уведомления в магазине будут удалены, ключ API — стёрт. Связи остаются: подключённый снова магазин
        продолжит с того же места.
      </p>
      <div class="actions">
        <Button kind="danger" onClick={() => setAsking(true)}>
          Отключить
        </Button>
      </div>
      {asking && (
        <Confirm
          title={`Отключить ${shop!.shopTitle || shop!.shopHost}?`}
          yes="Отключить"
          danger
          busy={remove.isPending}
          onYes={() => remove.mutate(undefined, { onSettled: () => setAsking(false) })}
          onNo={() => setAsking(false)}
        >
          Товары, остатки и заказы перестанут синхронизироваться.
        </Confirm>
      )}
      <ProblemNotice error={remove.error} />
    </Card>
  )
}
