import { connectionId, webhookPath, type ConnectionKey } from '@skladbridge/contracts'

export interface Hook {
  address: string
  topic: string
}

export interface StandingHook extends Hook {
  id: string
  /** Without `format_type` the platform sends XML (§2.11). */
  format_type: string
}

export interface WebhookDecision {
  create: Hook[]
  /** Ours, of this connection, but not wanted any more: signed with a key that was rotated out, or sent as XML. */
  remove: StandingHook[]
}

const topics = {
  orders: ['orders/create', 'orders/update', 'orders/destroy'],
  products: ['products/create', 'products/update'],
} as const

/** The gateway may stand below a path. */
const base = (publicUrl: string): string => publicUrl.replace(/\/+$/, '')

/** The five hooks of a connection; `key` signs their addresses. */
export function wantedWebhooks(publicUrl: string, key: string, connection: ConnectionKey): Hook[] {
  return Object.entries(topics).flatMap(([word, names]) => {
    const path = webhookPath(key, { system: 'insales', subject: connectionId(connection), topic: word })
    return names.map((topic) => ({ address: `${base(publicUrl)}${path}`, topic }))
  })
}

/** Everything that another install, or another application, could have made is left alone. */
export function isOurs(hook: Hook, publicUrl: string, connection: ConnectionKey): boolean {
  const subject = encodeURIComponent(connectionId(connection))
  return hook.address.startsWith(`${base(publicUrl)}/hooks/insales/${subject}/`)
}

/** What is missing and what is stale. A hook is unique by address and topic, so none is made twice (§2.11). */
export function decideWebhooks(
  standing: StandingHook[],
  wanted: Hook[],
  ours: (hook: Hook) => boolean,
): WebhookDecision {
  const same = (a: Hook, b: Hook): boolean => a.address === b.address && a.topic === b.topic
  const good = (hook: StandingHook): boolean =>
    hook.format_type === 'json' && wanted.some((w) => same(w, hook))
  return {
    create: wanted.filter((hook) => !standing.some((there) => good(there) && same(there, hook))),
    remove: standing.filter((hook) => ours(hook) && !good(hook)),
  }
}
