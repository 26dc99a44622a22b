import { toAppError } from '@skladbridge/errors'
import { merchantText } from '@skladbridge/errors'
import type { DutyWork } from '@skladbridge/duties'
import type { NotificationSettings } from '@skladbridge/contracts'
import { decideDigest, switchedOn, waitFor, HOUR_MS } from '../domain/decide-digest.js'
import { describeWaiting, type Waiting } from '../domain/waiting.js'
import { noticesSent } from '../metrics.js'
import type { Channels, Message, NoticeDuty, Noticed, Notices } from '../ports.js'

export interface DigestPorts {
  notices: Pick<Notices, 'waiting' | 'attempt' | 'sent' | 'find'>
  settingsOf(accountId: string): Promise<NotificationSettings>
  channels: Channels
  now(): Date
}

/**
 * Tells the merchant what waits, where that is news. The attempt is noted before anything is sent: whoever dies in between has
 * used up this hour, and the merchant never gets two messages in one.
 */
export const sendDigest =
  (ports: DigestPorts): DutyWork<NoticeDuty, Noticed> =>
  async ({ record: { accountId, told, attemptAt } }, { deadline }) => {
    const settings = await ports.settingsOf(accountId)
    const digest = decideDigest(await ports.notices.waiting(accountId), settings, told)
    if (!digest.isNews || !canSend(ports.channels, settings)) {
      // what waits no more is news when it comes again
      await ports.notices.sent(
        accountId,
        only(told, digest.told),
        (await ports.notices.find(accountId)).channels,
      )
      return undefined
    }
    const inMs = waitFor(attemptAt, ports.now())
    if (inMs > 0) return { inMs }
    await ports.notices.attempt(accountId, ports.now())
    const arrived = await send(ports, toMessage(accountId, digest.waiting), settings, deadline, digest.told)
    return arrived ? undefined : { inMs: HOUR_MS }
  }

const canSend = (channels: Channels, settings: NotificationSettings): boolean =>
  switchedOn(settings).some((channel) => channels[channel])

const only = (told: Record<string, number>, waiting: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(told).filter(([key]) => key in waiting))

export function toMessage(accountId: string, waiting: Waiting[]): Message {
  const subject = `SkladBridge: ждёт решения (${waiting.length})`
  return { accountId, subject, lines: waiting.map(describeWaiting), waiting }
}

/** By every channel that is on; true when one arrived. One that fails keeps no other from it. */
export async function send(
  { notices, channels, now }: Pick<DigestPorts, 'notices' | 'channels' | 'now'>,
  message: Message,
  settings: NotificationSettings,
  deadline: Date,
  told?: Record<string, number>,
): Promise<boolean> {
  const states = { ...(await notices.find(message.accountId)).channels }
  let arrived = false
  for (const channel of switchedOn(settings)) {
    const sendBy = channels[channel]
    if (!sendBy) continue
    try {
      await sendBy(message, settings, deadline)
      states[channel] = { sentAt: now(), failureText: '' }
      noticesSent.inc({ channel, outcome: 'sent' })
      arrived = true
    } catch (thrown) {
      const error = toAppError(thrown)
      const failureText = merchantText(error) || 'Не удалось отправить.'
      states[channel] = { sentAt: states[channel]?.sentAt ?? null, failureText }
      noticesSent.inc({ channel, outcome: error.kind })
    }
  }
  await notices.sent(message.accountId, arrived ? told : undefined, states)
  return arrived
}
