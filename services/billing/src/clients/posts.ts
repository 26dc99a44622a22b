import {
  createLocalBudget,
  createUpstream,
  type OutsideAnswer,
  type Upstream,
} from '@skladbridge/http-client'
import type { Logger } from '@skladbridge/runtime'
import { billingErrors } from '../errors.js'
import type { Message, Send } from '../ports.js'

export interface PostOptions {
  log: Logger
  /** For tests: an address of this machine, instead of public ones under https only. */
  onlyAt?: string | undefined
}

const MAX_ANSWER_BYTES = 64 * 1024

/** To anybody's address: https, public after every look-up of the name, no redirect followed, nothing kept of the answer. */
export function createPosts({ log, onlyAt }: PostOptions): Upstream {
  const only = onlyAt === undefined ? undefined : new URL(onlyAt).origin
  return createUpstream({
    name: 'notifications',
    log,
    budget: createLocalBudget({ name: 'notifications', kind: 'sliding-window', limit: 30, windowMs: 1_000 }),
    userAgent: 'SkladBridge/1.0',
    readThrottle: () => ({}),
    publicOnly: only === undefined,
    allowHost: (url) =>
      only === undefined ? url.protocol === 'https:' && url.port === '' : url.origin === only,
    totalTimeoutMs: 10_000,
    headersTimeoutMs: 10_000,
    maxBytes: MAX_ANSWER_BYTES,
  })
}

const isFine = ({ status }: OutsideAnswer): boolean => status >= 200 && status < 300

/** POST of JSON to the merchant's own address. */
export const createWebhook =
  (posts: Upstream): Send =>
  async (message, { webhook }, deadline) => {
    const answer = await posts.request({
      account: message.accountId,
      method: 'POST',
      url: webhook.url,
      json: toJson(message),
      priority: 'background',
      operation: 'webhook',
      deadline,
    })
    if (!isFine(answer)) throw billingErrors.BILLING_WEBHOOK_REFUSED({ status: answer.status })
  }

const toJson = ({ accountId, subject, lines, waiting }: Message) => ({
  accountId,
  subject,
  waiting: waiting.map(({ what, shopId, count, since }, at) => ({
    ...{ what, shopId, count, since: since.toISOString() },
    text: lines[at] ?? '',
  })),
})

/** By our bot, to a chat that has begun a talk with it. */
export const createTelegram =
  (posts: Upstream, { apiUrl, token }: { apiUrl: string; token: string }): Send =>
  async ({ accountId, subject, lines }, { telegram }, deadline) => {
    const answer = await posts.request({
      account: accountId,
      method: 'POST',
      url: `${apiUrl.replace(/\/+$/, '')}/bot${token}/sendMessage`,
      json: { chat_id: telegram.chatId, text: [subject, '', ...lines].join('\n') },
      priority: 'background',
      operation: 'telegram',
      deadline,
    })
    if (!isFine(answer)) throw billingErrors.BILLING_TELEGRAM_REFUSED({ status: answer.status })
  }
