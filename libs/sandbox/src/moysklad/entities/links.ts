import type { Ctx } from '../model/account.js'
import type { Ref, Stored } from '../model/types.js'

/** A document that another one came of; payments say how much of them went there. */
export interface Link {
  ref: Ref
  linkedSum?: number
}

const without = (stored: Stored, field: string, id: string) =>
  ((stored.values[field] as Link[] | undefined) ?? []).filter(({ ref }) => ref.id !== id)

/** Notes on the document `target` that `link` hangs on it; `field` is `demands` or `payments`. */
export function addLink(ctx: Ctx, target: Ref | undefined, field: string, link: Link): void {
  const stored = target && ctx.account.collection(target.type).get(target.id)
  if (!stored) return
  stored.values = { ...stored.values, [field]: [...without(stored, field, link.ref.id), link] }
}

export function removeLink(ctx: Ctx, target: Ref | undefined, field: string, id: string): void {
  const stored = target && ctx.account.collection(target.type).get(target.id)
  if (stored) stored.values = { ...stored.values, [field]: without(stored, field, id) }
}
