import { definitions, otherTypes } from '../entities/index.js'
import * as errors from '../errors.js'
import type { Ctx } from '../model/account.js'
import type { Ref } from '../model/types.js'
import { readRef } from './hrefs.js'

/** Reads a reference and makes sure that what it points to is there and of a fitting type. */
export function resolveRef(ctx: Ctx, field: string, raw: unknown, allowed: readonly string[]): Ref {
  const ref = readRef(ctx, field, raw)
  if (!definitions.has(ref.type) && !otherTypes.has(ref.type)) throw errors.typeUnknown(field)
  if (!allowed.includes(ref.type)) throw errors.wrongRefType(ref.type, allowed.join(', '))
  if (!exists(ctx, ref)) throw errors.notFound(ref.type, ref.id)
  return ref
}

export function exists(ctx: Ctx, ref: Ref): boolean {
  const { account } = ctx
  if (ref.type === 'state') return account.states(ref.path!.split('/')[1]!).has(ref.id)
  if (ref.type === 'pricetype') return account.priceTypes.some(({ id }) => id === ref.id)
  if (ref.type === 'application') return ref.id === account.applicationId
  if (ref.type === 'attributemetadata') return true
  if (ref.path) return childExists(ctx, ref)
  return account.collection(ref.type).get(ref.id) !== undefined
}

function childExists({ account }: Ctx, ref: Ref): boolean {
  const [, type, id, name] = ref.path!.split('/')
  const owner = account.collection(type!).get(id!)
  return owner?.children[name!]?.some((child) => child.id === ref.id) ?? false
}
