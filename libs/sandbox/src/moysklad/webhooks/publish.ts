import type { SandboxKit } from '../../core/types.js'
import type { Ctx } from '../model/account.js'
import type { Change, Stored, Values } from '../model/types.js'
import { formatMoment } from '../moment.js'

/** 200 or 204 within 1.5 s, else three more attempts without pauses, then the message is gone. */
export const webhookDelivery = {
  deadlineMs: 1500,
  attempts: 4,
  headers: { 'User-Agent': 'MoySklad webhook touch agent 2.0 (/https://www.moysklad.ru)' },
}

/** The same `requestId` over all attempts tells a repeated message from a new one. */
export function withRequestId(url: string, requestId: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}requestId=${requestId}`
}

/** Tells the account's webhooks what one request changed: one message for each, with all its events. */
export function publishChanges(kit: SandboxKit, ctx: Ctx, mutedPrefixes: string[]): void {
  for (const hook of ctx.account.collection('webhook').all()) {
    const url = String(hook.values.url)
    if (hook.values.enabled !== true || mutedPrefixes.some((prefix) => url.startsWith(prefix))) continue
    const events = ctx.changes.filter(
      ({ type, action }) => type === hook.values.entityType && action === hook.values.action,
    )
    if (events.length === 0) continue
    kit.webhooks.send({
      url: withRequestId(url, kit.uuid()),
      body: messageOf(kit, ctx, hook, events),
      ...webhookDelivery,
    })
  }
}

function messageOf(kit: SandboxKit, ctx: Ctx, hook: Stored, events: Change[]): Values {
  return {
    auditContext: {
      meta: { type: 'audit', href: `${ctx.base}/audit/${kit.uuid()}` },
      moment: formatMoment(ctx.account.now()).slice(0, 19),
      uid: ctx.principal.uid,
    },
    events: events.map(({ type, id, action, updatedFields }) => ({
      meta: { type, href: `${ctx.base}/entity/${type}/${id}` },
      ...(hook.values.diffType === 'FIELDS' && { updatedFields }),
      action,
      accountId: ctx.account.id,
    })),
  }
}
