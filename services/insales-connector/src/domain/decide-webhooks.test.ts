import { describe, expect, it } from '@jest/globals'
import { isOurWebhook } from '@skladbridge/contracts'
import { decideWebhooks, isOurs, wantedWebhooks, type Hook, type StandingHook } from './decide-webhooks.js'

const connection = { accountId: '11111111-2222-3333-4444-555555555555', shopId: '777' }
const url = 'https://sb.example'
const wanted = wantedWebhooks(url, 'key-1', connection)
const ours = (hook: Hook) => isOurs(hook, url, connection)
const standing = (hooks: Hook[], format_type = 'json'): StandingHook[] =>
  hooks.map((hook, at) => ({ ...hook, id: String(at), format_type }))

describe('wantedWebhooks', () => {
  it('has the five topics, at addresses that the gateway will know again', () => {
    expect(wanted.map((hook) => hook.topic)).toEqual([
      'orders/create',
      'orders/update',
      'orders/destroy',
      'products/create',
      'products/update',
    ])
    for (const hook of wanted) {
      const [, , system, subject, topic, hmac] = new URL(hook.address).pathname.split('/')
      const address = { system: 'insales', subject: decodeURIComponent(subject!), topic: topic! } as const
      expect(system).toBe('insales')
      expect(isOurWebhook(['key-1'], address, hmac!)).toBe(true)
    }
  })
})

describe('a gateway below a path', () => {
  it('keeps its path in the addresses, and knows its own again', () => {
    const below = 'https://example.ru/bridge/'
    const [hook] = wantedWebhooks(below, 'key-1', connection)
    expect(hook!.address).toMatch(/^https:\/\/example\.ru\/bridge\/hooks\/insales\//)
    expect(isOurs(hook!, below, connection)).toBe(true)
  })
})

describe('decideWebhooks', () => {
  it('makes all five in a fresh shop, and nothing the second time', () => {
    expect(decideWebhooks([], wanted, ours)).toEqual({ create: wanted, remove: [] })
    expect(decideWebhooks(standing(wanted), wanted, ours)).toEqual({ create: [], remove: [] })
  })

  it('makes only what is missing', () => {
    const { create, remove } = decideWebhooks(standing(wanted.slice(1)), wanted, ours)
    expect(create).toEqual([wanted[0]])
    expect(remove).toEqual([])
  })

  it('replaces hooks signed with a key that was rotated out', () => {
    const old = standing(wantedWebhooks(url, 'key-0', connection))
    expect(decideWebhooks(old, wanted, ours)).toEqual({ create: wanted, remove: old })
  })

  it('replaces a hook of ours that sends XML', () => {
    const xml = standing(wanted.slice(0, 1), 'xml')
    const { create, remove } = decideWebhooks([...xml, ...standing(wanted.slice(1))], wanted, ours)
    expect(create).toEqual([wanted[0]])
    expect(remove).toEqual(xml)
  })

  it('leaves the hooks of others alone, and those of another account of ours', () => {
    const foreign = standing([
      { address: 'https://other.example/hooks/insales/x/orders/y', topic: 'orders/create' },
      ...wantedWebhooks(url, 'key-1', { ...connection, shopId: '7777' }),
      ...wantedWebhooks('https://staging.sb.example', 'key-1', connection),
    ])
    expect(decideWebhooks(foreign, [], ours)).toEqual({ create: [], remove: [] })
  })
})
