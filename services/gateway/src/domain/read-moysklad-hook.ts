import { z } from 'zod'

/** A MoySklad webhook's body (api/moysklad.md §4.2): only what we use; entity data never comes with it. */
const hookBody = z.object({
  events: z
    .array(
      z.object({
        meta: z.object({ type: z.string().max(64), href: z.string().max(512) }),
        accountId: z.string().max(64),
      }),
    )
    .max(1000),
})

/** A stock webhook's body (api/moysklad.md §3): says that something changed, `reportUrl` says since when. */
const stockHookBody = z.object({ accountId: z.string().max(64), reportUrl: z.string().max(1024).optional() })

const assortmentKinds = ['product', 'variant', 'bundle', 'service'] as const

export type MoyskladHint =
  | { entity: 'product'; assortmentId: string; kind: (typeof assortmentKinds)[number] }
  | { entity: 'order'; orderId: string }
  | { entity: 'stock' }

export type HookReading = { hints: MoyskladHint[] } | { problem: 'not-a-hook' | 'other-account' }

/** The last path word: hosts differ (old hooks carry the old one), ids do not. */
const idOf = (href: string): string | undefined => /\/([0-9a-f-]{36})(?:[/?]|$)/.exec(href)?.[1]

/** What a webhook tells us to look at again. One id named several times is one hint. */
export function readMoyskladHook(topic: string, accountId: string, body: unknown): HookReading {
  if (topic === 'stock') return readStockHook(accountId, body)
  const parsed = hookBody.safeParse(body)
  if (!parsed.success) return { problem: 'not-a-hook' }
  if (parsed.data.events.some((event) => event.accountId !== accountId)) return { problem: 'other-account' }
  const hints = new Map<string, MoyskladHint>()
  for (const { meta } of parsed.data.events) {
    const id = idOf(meta.href)
    const hint = id && hintOf(meta.type, id)
    if (hint) hints.set(id, hint)
  }
  return { hints: [...hints.values()] }
}

function readStockHook(accountId: string, body: unknown): HookReading {
  const parsed = stockHookBody.safeParse(body)
  if (!parsed.success) return { problem: 'not-a-hook' }
  return parsed.data.accountId === accountId ? { hints: [{ entity: 'stock' }] } : { problem: 'other-account' }
}

function hintOf(type: string, id: string): MoyskladHint | undefined {
  if (type === 'customerorder') return { entity: 'order', orderId: id }
  const kind = assortmentKinds.find((candidate) => candidate === type)
  return kind && { entity: 'product', assortmentId: id, kind }
}
