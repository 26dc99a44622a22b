import { useContext, useState } from 'preact/hooks'
import { api, take } from '../../api/client.js'
import { useChange } from '../../api/queries.js'
import { hostOf } from '../../domain/host-of.js'
import { Button, Card, ProblemNotice, TextField } from '../../ui/basics.js'
import { PageContext } from '../context.js'

export type Direction = 'moysklad-to-insales' | 'insales-to-moysklad'

interface ConnectFormProps {
  direction: Direction
  onDirection(direction: Direction): void
  onConnected(shopId: string): void
  onCancel?: (() => void) | undefined
}

export function ConnectForm({ direction, onDirection, onConnected, onCancel }: ConnectFormProps) {
  const { admin } = useContext(PageContext)
  const [data, setData] = useState({ shopHost: '', apiKey: '', password: '', phone: '' })
  const set = (name: keyof typeof data) => (value: string) => setData({ ...data, [name]: value })
  const connect = useChange(async () => {
    const body = { ...data, shopHost: hostOf(data.shopHost) }
    return (await take(api.POST('/api/v1/connections', { body }))).shopId
  }, 'shops')
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        connect.mutate(undefined, { onSuccess: onConnected })
      }}
    >
      <fieldset class="all" disabled={!admin || connect.isPending}>
        <SourceChoice direction={direction} onDirection={onDirection} />
        <Card title="2. Доступ к магазину inSales">
          <TextField
            label="Адрес магазина"
            value={data.shopHost}
            onChange={set('shopHost')}
            placeholder="shop.myinsales.ru"
            hint="Как в адресной строке панели управления магазином."
            required
          />
          <TextField
            label="Идентификатор ключа API"
            value={data.apiKey}
            onChange={set('apiKey')}
            hint="В панели inSales: «Расширения» → «Разработчикам» → «Ключи доступа»."
            required
          />
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
            placeholder="+7 912 345-67-89"
            hint="Позвоним, только если синхронизация встанет и понадобитесь вы."
            autocomplete="tel"
          />
        </Card>
        <ProblemNotice error={connect.error} />
        <div class="actions">
          <Button kind="primary" type="submit" busy={connect.isPending}>
            {connect.isPending ? 'Проверяем доступ…' : 'Подключить'}
          </Button>
          {onCancel && <Button onClick={onCancel}>Отмена</Button>}
        </div>
        <ByCode onConnected={onConnected} />
        <p class="hint">
          Подключение ничего не меняет ни в магазине, ни в МоемСкладе: сначала вы увидите, что будет сделано.
        </p>
      </fieldset>
    </form>
  )
}

function SourceChoice({ direction, onDirection }: Pick<ConnectFormProps, 'direction' | 'onDirection'>) {
  const options = [
    [
      'moysklad-to-insales',
      'Из МоегоСклада в inSales',
      'Группы станут коллекциями, товары — карточками с названием и описанием. Цены, изображения и остатки пойдут следом, по настройкам.',
    ],
    [
      'insales-to-moysklad',
      'Из inSales в МойСклад',
      'Коллекции станут группами; товары придут с названием, описанием, ценами, изображениями и модификациями.',
    ],
  ] as const
  return (
    <Card title="1. Откуда взять товары в первый раз">
      <div role="radiogroup" aria-label="Откуда взять товары в первый раз" class="radios">
        {options.map(([value, title, what]) => (
          <label key={value} class="radio">
            <input
              type="radio"
              name="direction"
              checked={direction === value}
              onChange={() => onDirection(value)}
            />
            <span>
              <strong>{title}</strong>
              <span class="hint">{what}</span>
            </span>
          </label>
        ))}
      </div>
      <p class="hint">
        Товары, которые уже есть с обеих сторон, будут найдены по артикулу и штрихкоду и связаны, а не созданы
        второй раз. После первой загрузки главный — МойСклад.
      </p>
    </Card>
  )
}

/** The shop has installed the solution from inSales and shows a code: no key has to be made by hand. */
function ByCode({ onConnected }: Pick<ConnectFormProps, 'onConnected'>) {
  const [code, setCode] = useState('')
  const connect = useChange(
    async () => (await take(api.POST('/api/v1/connections/by-code', { body: { code, phone: '' } }))).shopId,
    'shops',
  )
  return (
    <details>
      <summary>Приложение уже установлено из inSales, и магазин показал код</summary>
      <TextField label="Код из магазина" value={code} onChange={setCode} hint="Действует полчаса." />
      <ProblemNotice error={connect.error} />
      <Button
        disabled={code.trim().length < 6}
        busy={connect.isPending}
        onClick={() => connect.mutate(undefined, { onSuccess: onConnected })}
      >
        Подключить по коду
      </Button>
    </details>
  )
}
