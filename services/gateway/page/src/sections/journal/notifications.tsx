import { api, take } from '../../api/client.js'
import { useChange, useQuery } from '../../api/queries.js'
import type { NotificationState } from '../../api/types.js'
import { notificationGaps } from '../../domain/gaps.js'
import { formatMoment } from '../../domain/format.js'
import { Badge, Button, Card, Checks, Notice, ProblemNotice, Switch, TextField } from '../../ui/basics.js'
import { ListField } from '../../ui/list-field.js'
import { SettingsForm, type PartProps } from '../settings-form.js'

const kinds = [
  ['insales-paused', 'Магазин не пускает'],
  ['moysklad-paused', 'МойСклад не пускает'],
  ['parked', 'Товары и заказы остановлены'],
  ['stock-held', 'Передача остатков ждёт решения'],
  ['trial-ending', 'Пробный период кончается'],
  ['trial-ended', 'Пробный период кончился'],
  ['suspended', 'Подписка приостановлена'],
] as const

const useNotificationState = () =>
  useQuery({
    queryKey: ['notifications-state'],
    queryFn: () => take(api.GET('/api/v1/notifications/state')),
    refetchInterval: 30_000,
  })

/** Where the merchant is told that something waits, at most once an hour. */
export function Notifications() {
  const state = useNotificationState()
  return (
    <>
      <Now state={state.data} error={state.error} />
      <SettingsForm
        kind="notifications"
        gapsOf={notificationGaps}
        consequences={() => ['Сводка приходит не чаще раза в час и только когда что-то ждёт вас.']}
      >
        {(part) => <Channels {...part} state={state.data} />}
      </SettingsForm>
    </>
  )
}

function Now({ state, error }: { state: NotificationState | undefined; error: unknown }) {
  const test = useChange(() => take(api.POST('/api/v1/notifications/test')), 'notifications-state')
  const on = state?.channels.filter((channel) => channel.on) ?? []
  return (
    <Card title="Сейчас ждёт вас">
      <ProblemNotice error={error} />
      {state?.waiting.length === 0 && <p class="hint">Ничего не ждёт.</p>}
      <ul class="rows" aria-label="Что ждёт">
        {state?.waiting.map((each) => (
          <li key={`${each.what} ${each.shopId}`}>
            {each.text} <span class="note">с {formatMoment(each.since)}</span>
          </li>
        ))}
      </ul>
      {on.length > 0 && (
        <Button busy={test.isPending} onClick={() => test.mutate()}>
          Отправить пробное уведомление
        </Button>
      )}
      <ProblemNotice error={test.error} />
      {test.isSuccess && <Notice tone="good">Отправлено: проверьте, что оно пришло.</Notice>}
    </Card>
  )
}

interface ChannelsProps extends PartProps<'notifications'> {
  state: NotificationState | undefined
}

function Channels({ settings, change, gaps, state }: ChannelsProps) {
  const { email, telegram, webhook } = settings
  return (
    <Card title="Куда сообщать">
      <Channel
        name="email"
        label="На почту"
        on={email.on}
        onSwitch={(on) => change({ email: { ...email, on } })}
        state={state}
      >
        <ListField
          label="Адреса почты"
          values={email.addresses}
          split={/[,;\s]+/}
          onChange={(addresses) => change({ email: { ...email, addresses } })}
          hint="Через запятую, не больше пяти."
          gap={gaps['email']}
        />
      </Channel>
      <Channel
        name="telegram"
        label="В Telegram"
        on={telegram.on}
        onSwitch={(on) => change({ telegram: { ...telegram, on } })}
        state={state}
      >
        <TextField
          label="Чат"
          value={telegram.chatId}
          onChange={(chatId) => change({ telegram: { ...telegram, chatId: chatId.trim() } })}
          hint="Номер чата, в котором вы начали разговор с ботом, или @имя канала."
          gap={gaps['telegram']}
        />
      </Channel>
      <Channel
        name="webhook"
        label="На свой адрес (веб-хук)"
        on={webhook.on}
        onSwitch={(on) => change({ webhook: { ...webhook, on } })}
        state={state}
      >
        <TextField
          label="Адрес"
          type="url"
          value={webhook.url}
          onChange={(url) => change({ webhook: { ...webhook, url: url.trim() } })}
          placeholder="https://example.ru/hook"
          gap={gaps['webhook']}
        />
      </Channel>
      <Checks
        label="О чём сообщать"
        values={settings.about}
        options={kinds}
        onChange={(about) => change({ about })}
      />
    </Card>
  )
}

interface ChannelProps {
  name: string
  label: string
  on: boolean
  onSwitch(on: boolean): void
  state: NotificationState | undefined
  children: preact.ComponentChildren
}

function Channel({ name, label, on, onSwitch, state, children }: ChannelProps) {
  const channel = state?.channels.find((each) => each.channel === name)
  if (channel && !channel.available && !on) return null
  return (
    <>
      <Switch label={label} checked={on} onChange={onSwitch} />
      {on && children}
      {on && channel?.sentAt && <p class="hint">Последнее отправлено {formatMoment(channel.sentAt)}.</p>}
      {on && channel?.failureText && (
        <p>
          <Badge tone="error">не отправилось</Badge> {channel.failureText}
        </p>
      )}
    </>
  )
}
