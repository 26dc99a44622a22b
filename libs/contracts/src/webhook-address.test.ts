import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { isOurWebhook, webhookPath, webhookPrefix, webhookTopics, type WebhookAddress } from './index.js'

const key = 'k'.repeat(32)
const address: WebhookAddress = { system: 'insales', subject: 'acc.shop', topic: 'orders' }
const hmacOf = (path: string) => path.split('/').at(-1)!

const anyAddress = fc.record({
  system: fc.constantFrom('moysklad' as const, 'insales' as const),
  subject: fc.string({ minLength: 1, maxLength: 64 }),
  topic: fc.constantFrom(...webhookTopics.moysklad, ...webhookTopics.insales),
})

describe('webhook addresses', () => {
  it('are known again, and only with their own system, subject and topic', () => {
    fc.assert(
      fc.property(anyAddress, anyAddress, (one, other) => {
        const hmac = hmacOf(webhookPath(key, one))
        expect(isOurWebhook([key], one, hmac)).toBe(true)
        fc.pre(one.system !== other.system || one.subject !== other.subject || one.topic !== other.topic)
        expect(isOurWebhook([key], other, hmac)).toBe(false)
      }),
    )
  })

  it('have the parts that a router needs, whatever the subject', () => {
    expect(webhookPath(key, address)).toMatch(/^\/hooks\/insales\/acc\.shop\/orders\/[0-9a-f]{32}$/)
    expect(webhookPath(key, { ...address, subject: 'a/b' }).split('/')).toHaveLength(6)
  })

  it('outlive a change of the key as long as the old one is kept', () => {
    const hmac = hmacOf(webhookPath(key, address))
    expect(isOurWebhook(['new'.repeat(11), key], address, hmac)).toBe(true)
    expect(isOurWebhook(['new'.repeat(11)], address, hmac)).toBe(false)
    expect(isOurWebhook([], address, hmac)).toBe(false)
  })

  it.each(['', 'x', '0'.repeat(32), 'я'.repeat(16), 'x'.repeat(100_000)])('%.20j is no signature', (hmac) => {
    expect(isOurWebhook([key], address, hmac)).toBe(false)
  })

  it('fit into what MoySklad takes: 255 characters', () => {
    const longest = Math.max(
      ...webhookTopics.moysklad.map(
        (topic) => webhookPath(key, { system: 'moysklad', subject: 'x'.repeat(36), topic }).length,
      ),
    )
    expect(longest).toBeLessThanOrEqual(255 - 'https://'.length - 100)
  })

  it('of MoySklad begin with the prefix that keeps our own writes silent', () => {
    for (const url of ['https://bridge.example', 'https://bridge.example/']) {
      const hook = `https://bridge.example${webhookPath(key, { system: 'moysklad', subject: 'acc', topic: 'product' })}`
      expect(hook.startsWith(webhookPrefix(url))).toBe(true)
    }
    const other = `https://bridge.example${webhookPath(key, address)}`
    expect(other.startsWith(webhookPrefix('https://bridge.example'))).toBe(false)
  })
})
