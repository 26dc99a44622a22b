import { isOurWebhook, webhookTopics } from '@skladbridge/contracts'
import { describe, expect, it } from '@jest/globals'
import { decideWebhooks, wantedWebhooks, type FoundHook } from './decide-webhooks.js'

const accountId = '9171a53c-0000-4000-8000-000000000001'
const own = { publicUrl: 'https://bridge.example', accountId, applicationId: 'app' }
const wanted = wantedWebhooks(own.publicUrl, 'key-of-sixteen-chars', accountId)
const standing = (): FoundHook[] =>
  wanted.map((hook, i) => ({ ...hook, id: `hook-${i}`, enabled: true, applicationId: 'app' }))

describe('webhooks of an account', () => {
  it('are one for each entity and action and one for stock, under addresses the gateway takes', () => {
    expect(wanted).toHaveLength((webhookTopics.moysklad.length - 1) * 3 + 1)
    for (const { url, entityType } of wanted) {
      expect(url.length).toBeLessThanOrEqual(255)
      const [hooks, system, subject, topic, hmac] = new URL(url).pathname.split('/').slice(1) as string[]
      expect([hooks, system, subject, topic]).toEqual(['hooks', 'moysklad', accountId, entityType])
      const address = { system: 'moysklad' as const, subject: accountId, topic: entityType }
      expect(isOurWebhook(['key-of-sixteen-chars'], address, hmac!)).toBe(true)
    }
  })

  it('that are all there need nothing', () => {
    expect(decideWebhooks(wanted, standing(), own)).toEqual({ make: [], mend: [], drop: [] })
  })

  it('that are missing are made, and no others', () => {
    const { make, mend, drop } = decideWebhooks(wanted, standing().slice(2), own)
    expect(make).toEqual(wanted.slice(0, 2))
    expect([mend, drop]).toEqual([[], []])
  })

  it('that MoySklad switched off, or that bear an older key’s address, are mended', () => {
    const found = standing()
    found[0]!.enabled = false
    found[1]!.url = 'https://bridge.example/hooks/moysklad/old'
    const { make, mend, drop } = decideWebhooks(wanted, found, own)
    expect(mend.map(({ id }) => id)).toEqual(['hook-0', 'hook-1'])
    expect(mend[1]!.url).toBe(wanted[1]!.url)
    expect([make, drop]).toEqual([[], []])
  })

  it('that are doubled, or for what we watch no more, are dropped', () => {
    const extra = { id: 'twice', entityType: 'product', action: 'CREATE', url: wanted[0]!.url, enabled: true }
    const old = {
      id: 'old',
      entityType: 'demand',
      action: 'UPDATE',
      url: 'https://old.example/x',
      enabled: true,
    }
    const found = [...standing(), { ...extra, applicationId: 'app' }, { ...old, applicationId: 'app' }]
    expect(
      decideWebhooks(wanted, found, own)
        .drop.map(({ id }) => id)
        .sort(),
    ).toEqual(['old', 'twice'])
  })

  it('of others are left alone, also of our own in another account’s name', () => {
    const others: FoundHook[] = [
      {
        id: 'a',
        entityType: 'product',
        action: 'CREATE',
        url: 'https://other.example',
        enabled: true,
        applicationId: undefined,
      },
      {
        id: 'b',
        entityType: 'product',
        action: 'CREATE',
        url: 'https://other.example',
        enabled: true,
        applicationId: 'other',
      },
    ]
    const { make, mend, drop } = decideWebhooks(wanted, others, own)
    expect(make).toEqual(wanted)
    expect([mend, drop]).toEqual([[], []])
  })
})
