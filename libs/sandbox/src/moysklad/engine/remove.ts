import * as errors from '../errors.js'
import type { Ctx } from '../model/account.js'
import type { EntityDefinition } from '../model/definition.js'
import type { Stored } from '../model/types.js'
import { usersOf } from '../model/usage.js'
import { metaOf } from './hrefs.js'

/** DELETE: gone for good. What others use stays (1028). */
export function removeObject(ctx: Ctx, definition: EntityDefinition, stored: Stored): void {
  if (definition.readOnly) throw errors.deletionNotSupported(definition.type)
  if (stored.standard) throw errors.standardObject()
  const users = usersOf(ctx.account, { type: stored.type, id: stored.id })
  if (users.length > 0)
    throw errors.inUse(users.slice(0, 10).map((user) => ({ meta: metaOf(ctx, user.type, user.id) })))
  const variants =
    stored.type === 'product' ? ctx.account.collection('variant').by('productId', stored.id) : []
  for (const variant of variants) {
    const holders = usersOf(ctx.account, { type: 'variant', id: variant.id })
    if (holders.length > 0)
      throw errors.inUse(holders.map((user) => ({ meta: metaOf(ctx, user.type, user.id) })))
  }
  for (const variant of variants) drop(ctx, variant)
  drop(ctx, stored)
  definition.removed?.(ctx, stored)
}

function drop(ctx: Ctx, stored: Stored): void {
  ctx.account.tick()
  ctx.account.collection(stored.type).remove(stored)
  ctx.changes.push({ type: stored.type, id: stored.id, action: 'DELETE', updatedFields: [] })
}

/** POST …/trash: into the bin. Which webhook this fires is not documented; here it is DELETE. */
export function trashObject(ctx: Ctx, definition: EntityDefinition, stored: Stored): void {
  if (!definition.isDocument) throw errors.notADocument()
  definition.removed?.(ctx, stored)
  stored.deleted = stored.updated = ctx.account.tick()
  ctx.account.collection(stored.type).save(stored)
  ctx.changes.push({ type: stored.type, id: stored.id, action: 'DELETE', updatedFields: [] })
}
