import { webhookPath, webhookPrefix, webhookTopics } from '@skladbridge/contracts'

/** What is watched: `action` is empty for stock, whose webhooks have none. */
export interface WatchedHook {
  entityType: string
  action: string
  url: string
}

export interface FoundHook extends WatchedHook {
  id: string
  enabled: boolean
  /** The solution that made it, where MoySklad says so. */
  applicationId: string | undefined
}

export interface WebhookDecision {
  make: WatchedHook[]
  /** Ours, but switched off or with an older address (rotated key, moved gateway). */
  mend: { id: string; entityType: string; url: string }[]
  /** Ours, but more than one for what they watch, or for what we watch no more. */
  drop: { id: string; entityType: string }[]
}

const actions = ['CREATE', 'UPDATE', 'DELETE'] as const

/** All webhooks an account needs: one for each entity and action (a solution may have no more), one for stock. */
export function wantedWebhooks(publicUrl: string, key: string, accountId: string): WatchedHook[] {
  const base = publicUrl.replace(/\/$/, '')
  return webhookTopics.moysklad.flatMap((topic) => {
    const url = base + webhookPath(key, { system: 'moysklad', subject: accountId, topic })
    return topic === 'stock'
      ? [{ entityType: 'stock', action: '', url }]
      : actions.map((action) => ({ entityType: topic, action, url }))
  })
}

export interface OwnHooks {
  publicUrl: string
  accountId: string
  /** Hooks this solution made are ours wherever they point. */
  applicationId: string | undefined
}

/** Compares what stands in the account with what is wanted. Hooks of others are left alone. */
export function decideWebhooks(wanted: WatchedHook[], found: FoundHook[], own: OwnHooks): WebhookDecision {
  const prefix = `${webhookPrefix(own.publicUrl)}${encodeURIComponent(own.accountId)}/`
  const ours = found.filter(({ url, applicationId }) =>
    applicationId === undefined
      ? url.startsWith(prefix)
      : applicationId === own.applicationId || url.startsWith(prefix),
  )
  const decision: WebhookDecision = { make: [], mend: [], drop: [] }
  const kept = new Set<FoundHook>()
  for (const hook of wanted) {
    const same = ours.filter((one) => one.entityType === hook.entityType && one.action === hook.action)
    const best = same.find(({ url }) => url === hook.url) ?? same[0]
    if (!best) decision.make.push(hook)
    else {
      kept.add(best)
      if (best.url !== hook.url || !best.enabled) {
        decision.mend.push({ id: best.id, entityType: hook.entityType, url: hook.url })
      }
    }
  }
  decision.drop = ours.filter((hook) => !kept.has(hook)).map(({ id, entityType }) => ({ id, entityType }))
  return decision
}
