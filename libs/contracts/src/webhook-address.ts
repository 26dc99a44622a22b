import { createHmac, timingSafeEqual } from 'node:crypto'

export type WebhookSystem = 'moysklad' | 'insales'

/** Which topics each system has; the last path word before the HMAC. */
export const webhookTopics = {
  moysklad: ['product', 'variant', 'bundle', 'service', 'productfolder', 'customerorder', 'stock'],
  insales: ['orders', 'products'],
} as const satisfies Record<WebhookSystem, readonly string[]>

export type WebhookTopic<S extends WebhookSystem> = (typeof webhookTopics)[S][number]

export interface WebhookAddress {
  system: WebhookSystem
  /** MoySklad: the accountId (its webhooks are the account's). inSales: `connectionId`. */
  subject: string
  topic: string
}

/** 128 bits of HMAC-SHA256, hex: neither platform signs its calls, so the address itself is the secret. */
function sign(key: string, { system, subject, topic }: WebhookAddress): string {
  return createHmac('sha256', key).update(`${system}\n${subject}\n${topic}`).digest('hex').slice(0, 32)
}

/** `/hooks/<system>/<subject>/<topic>/<hmac>`; MoySklad takes at most 255 characters in all (error 30010). */
export function webhookPath(key: string, address: WebhookAddress): string {
  return `/hooks/${address.system}/${encodeURIComponent(address.subject)}/${address.topic}/${sign(key, address)}`
}

/** What `X-Lognex-WebHook-DisableByPrefix` names: all our hooks, whatever the account (api/moysklad.md §4.5). */
export const webhookPrefix = (publicUrl: string): string => `${publicUrl.replace(/\/$/, '')}/hooks/moysklad/`

/** Compares in constant time. Any key of `keys` will do, so that the key can be rotated. */
export function isOurWebhook(keys: readonly string[], address: WebhookAddress, hmac: string): boolean {
  const given = Buffer.from(hmac)
  return keys.some((key) => {
    const wanted = Buffer.from(sign(key, address))
    return wanted.length === given.length && timingSafeEqual(wanted, given)
  })
}
