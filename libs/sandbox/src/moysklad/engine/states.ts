import type { Ctx } from '../model/account.js'
import type { Ref, StateMetadata, Values } from '../model/types.js'
import { childMeta } from './hrefs.js'

export const statePath = (type: string, id: string) => `entity/${type}/metadata/states/${id}`

export function showState(ctx: Ctx, type: string, state: StateMetadata): Values {
  return {
    meta: childMeta(ctx, statePath(type, state.id), 'state', type),
    id: state.id,
    accountId: ctx.account.id,
    name: state.name,
    color: state.color,
    stateType: state.stateType,
    entityType: type,
  }
}

export function stateJson(ctx: Ctx, ref: Ref): Values | undefined {
  const type = ref.path!.split('/')[1]!
  const state = ctx.account.states(type).get(ref.id)
  return state && showState(ctx, type, state)
}
