import { accountWide, notificationSettingsSchema, type NotificationSettings } from '@skladbridge/contracts'
import { billing } from '@skladbridge/proto'
import { grpcService } from '@skladbridge/runtime'
import { settingsHandlers, type SettingsStore } from '@skladbridge/settings'
import { channels as allChannels } from '../domain/decide-digest.js'
import { describeWaiting } from '../domain/waiting.js'
import { billingErrors } from '../errors.js'
import { send, type DigestPorts } from '../jobs/send-digest.js'
import type { Notices } from '../ports.js'

export interface NotificationPorts extends Omit<DigestPorts, 'settingsOf' | 'notices'> {
  notices: Notices
  settings: SettingsStore<NotificationSettings>
}

const TEST_PAUSE_MS = 60_000
const SEND_WITHIN_MS = 20_000

/** «Уведомления»: where to, what waits, and a message to try it. */
export function notificationsService(ports: NotificationPorts) {
  const { settings: store, notices } = ports
  const keeping = settingsHandlers({
    store,
    schema: notificationSettingsSchema,
    // a channel that was just switched on tells what waits already
    onChanged: ({ accountId }) => notices.ask(accountId),
  })
  return grpcService(billing.NotificationsService, {
    ...keeping,
    getState: ({ accountId }) => stateOf(ports, accountId),
    async sendTest({ accountId }) {
      if (!(await notices.claimTest(accountId, TEST_PAUSE_MS))) {
        throw billingErrors.BILLING_TEST_TOO_SOON({}, { retryAfterMs: TEST_PAUSE_MS })
      }
      const { settings } = await store.get(accountWide(accountId))
      const message = {
        ...{ accountId, subject: 'SkladBridge: пробное уведомление', waiting: [] },
        lines: ['Так будут выглядеть уведомления о том, что ждёт вашего решения.'],
      }
      await send(ports, message, settings, new Date(ports.now().getTime() + SEND_WITHIN_MS))
      return stateOf(ports, accountId)
    },
  })
}

async function stateOf(
  { notices, settings: store, channels }: NotificationPorts,
  accountId: string,
): Promise<billing.NotificationState> {
  const { settings } = await store.get(accountWide(accountId))
  const { channels: states } = await notices.find(accountId)
  return {
    channels: allChannels.map((channel) => ({
      channel,
      available: channels[channel] !== undefined,
      on: settings[channel].on,
      sentAt: states[channel]?.sentAt?.toISOString() ?? '',
      failureText: states[channel]?.failureText ?? '',
    })),
    waiting: (await notices.waiting(accountId)).map(({ source, since, ...one }) => ({
      ...one,
      since: since.toISOString(),
      text: describeWaiting({ source, ...one }),
    })),
  }
}
