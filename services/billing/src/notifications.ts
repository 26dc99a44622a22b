import { accountWide, notificationSettingsSchema } from '@skladbridge/contracts'
import { startDuties } from '@skladbridge/duties'
import { ensureIndexes, type Logger, type Scope } from '@skladbridge/runtime'
import { createSettingsStore } from '@skladbridge/settings'
import type { Connection } from 'mongoose'
import { createEmail } from './clients/email.js'
import { createPosts, createTelegram, createWebhook } from './clients/posts.js'
import { notificationsService } from './grpc/notifications.js'
import { sendDigest } from './jobs/send-digest.js'
import type { Channels } from './ports.js'
import { createNoticeStore } from './stores/notices.js'

export interface NotificationConfig {
  SMTP_URL?: string | undefined
  SMTP_FROM: string
  TELEGRAM_BOT_TOKEN?: string | undefined
  TELEGRAM_API_URL: string
  DUTIES_INTERVAL_MS: number
}

const minute = 60_000

/** The parts of «Уведомления», joined: digests are sent from now on, the service waits to be served. */
export async function startNotifications(
  scope: Pick<Scope, 'use'>,
  mongo: Connection,
  { config, log, now }: { config: NotificationConfig; log: Logger; now: () => Date },
) {
  const channels = await openChannels(scope, config, log)
  const { models, notices } = createNoticeStore(mongo, now)
  await ensureIndexes(models)
  const settings = createSettingsStore(mongo, notificationSettingsSchema)
  const settingsOf = async (accountId: string) => (await settings.get(accountWide(accountId))).settings
  const duties = startDuties({
    store: notices,
    work: { digest: sendDigest({ notices, settingsOf, channels, now }) },
    stepsMs: { digest: [minute, 5 * minute, 15 * minute] },
    contextOf: ({ accountId }) => ({ accountId }),
    everyMs: config.DUTIES_INTERVAL_MS,
    log,
  })
  await scope.use(duties, 'digests')
  return { notices, service: notificationsService({ notices, settings, channels, now }) }
}

async function openChannels(
  scope: Pick<Scope, 'use'>,
  config: NotificationConfig,
  log: Logger,
): Promise<Channels> {
  const posts = await scope.use(createPosts({ log }), 'posts')
  const email = config.SMTP_URL
    ? await scope.use(createEmail({ url: config.SMTP_URL, from: config.SMTP_FROM }), 'mail')
    : undefined
  const token = config.TELEGRAM_BOT_TOKEN
  return {
    ...(email ? { email: email.send } : {}),
    ...(token ? { telegram: createTelegram(posts, { apiUrl: config.TELEGRAM_API_URL, token }) } : {}),
    webhook: createWebhook(posts),
  }
}
