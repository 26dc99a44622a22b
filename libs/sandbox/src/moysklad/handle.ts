import { definitions } from './entities/index.js'
import * as errors from './errors.js'
import { metaOf } from './engine/hrefs.js'
import { removeObject, trashObject } from './engine/remove.js'
import { plainView, toJson } from './engine/render.js'
import { createObject, updateObject } from './engine/save.js'
import { statePath } from './engine/states.js'
import type { Access } from './http/access.js'
import type { Account, Ctx } from './model/account.js'
import type { EntityDefinition } from './model/definition.js'
import type { Values } from './model/types.js'
import { bootstrap } from './seed/bootstrap.js'
import { seedShop, type SeededShop } from './seed/seed-shop.js'
import { noStore } from './stock/ledger.js'

export interface MoyskladAccount {
  readonly id: string
  readonly name: string
  readonly state: Account
  /** Fills the account with a small shop; done once. */
  seed(): SeededShop
  /** A new token of the solution; those before it stay. As at Install and Resume. */
  issueToken(token?: string): string
  /** Without a token: all of the solution's. Requests with it are answered 401, code 1056. */
  revokeToken(token?: string): void
  /** Subscription lapsed: tokens are void, the solution's webhooks are off. */
  suspend(): void
  /** Paid again: a new token, webhooks are on. */
  resume(): string
  /** Switches the solution's webhooks, or takes them away. */
  solutionWebhooks(state: 'enabled' | 'disabled' | 'deleted'): void

  // what a person does on MoySklad's pages: webhooks follow
  create(type: string, body: Values): Values
  edit(type: string, id: string, body: Values): Values
  remove(type: string, id: string): void
  trash(type: string, id: string): void
  createProduct(body: Values): Values
  editProduct(id: string, body: Values): Values
  /** `state` may be the state's name; positions may name goods by `{type, id}`. */
  editOrder(id: string, change: OrderChange): Values
  setStock(assortmentId: string, storeId: string | null, quantity: number): void
  /** While it is being recounted a row is missing from stock reports. */
  setRecalculating(assortmentId: string, storeId: string | null, recalculating: boolean): void
  setInTransit(assortmentId: string, storeId: string | null, quantity: number): void

  get(type: string, id: string): Values | undefined
  list(type: string): Values[]
  /** `{meta}` of an object, for bodies. */
  link(type: string, id: string): Values
  stateLink(type: string, name: string): Values
}

export interface OrderChange extends Values {
  state?: unknown
  positions?: unknown
}

export function createHandle(parts: {
  account: Account
  access: Access
  base(): string
  publish(ctx: Ctx): void
  newToken(): string
}): MoyskladAccount {
  const { account, access } = parts
  const person = (): Ctx => ({
    account,
    base: parts.base(),
    changes: [],
    principal: {
      kind: 'user',
      key: 'person',
      uid: `admin@${account.name}`,
      ...(account.defaults.owner && { employeeId: account.defaults.owner.id }),
    },
  })
  bootstrap(person())
  let seeded: SeededShop | undefined

  return {
    id: account.id,
    name: account.name,
    state: account,
    seed: () => (seeded ??= seedShop(person())),
    ...tokens(account, access, parts.newToken),
    ...edits(person, parts.publish),
    setStock: (id, store, quantity) =>
      account.ledger.setStock(id, store ?? noStore, quantity, account.tick()),
    setRecalculating: (id, store, on) => account.ledger.setRecalculating(id, store ?? noStore, on),
    setInTransit: (id, store, quantity) =>
      account.ledger.setInTransit(id, store ?? noStore, quantity, account.tick()),
    ...reads(person),
  }
}

function tokens(account: Account, access: Access, newToken: () => string) {
  const issueToken = (token = newToken()) => {
    access.addSolutionToken(account, token)
    return token
  }
  const solutionWebhooks = (state: 'enabled' | 'disabled' | 'deleted') => {
    const hooks = ['webhook', 'webhookstock'].flatMap((type) => [...account.collection(type).all()])
    for (const hook of hooks.filter(({ values }) => values.authorApplication)) {
      if (state === 'deleted') account.collection(hook.type).remove(hook)
      else hook.values.enabled = state === 'enabled'
    }
  }
  return {
    issueToken,
    revokeToken: (token?: string) =>
      token ? access.revokeToken(token) : access.revokeSolutionTokens(account),
    solutionWebhooks,
    suspend() {
      access.revokeSolutionTokens(account)
      solutionWebhooks('disabled')
    },
    resume() {
      solutionWebhooks('enabled')
      return issueToken()
    },
  }
}

const definitionOf = (type: string): EntityDefinition => {
  const definition = definitions.get(type)
  if (!definition) throw errors.unknownType(type)
  return definition
}
const storedOf = (ctx: Ctx, type: string, id: string) => {
  const stored = ctx.account.collection(type).get(id)
  if (!stored) throw errors.notFound(type, id)
  return stored
}

function edits(person: () => Ctx, publish: (ctx: Ctx) => void) {
  const acting = <T>(act: (ctx: Ctx) => T): T => {
    const ctx = person()
    const result = act(ctx)
    if (ctx.changes.length > 0) publish(ctx)
    return result
  }
  const create = (type: string, body: Values) =>
    acting((ctx) => toJson(ctx, definitionOf(type), createObject(ctx, definitionOf(type), body), plainView))
  const edit = (type: string, id: string, body: Values) =>
    acting((ctx) =>
      toJson(
        ctx,
        definitionOf(type),
        updateObject(ctx, definitionOf(type), storedOf(ctx, type, id), body),
        plainView,
      ),
    )
  return {
    create,
    edit,
    remove: (type: string, id: string) =>
      acting((ctx) => removeObject(ctx, definitionOf(type), storedOf(ctx, type, id))),
    trash: (type: string, id: string) =>
      acting((ctx) => trashObject(ctx, definitionOf(type), storedOf(ctx, type, id))),
    createProduct: (body: Values) => create('product', body),
    editProduct: (id: string, body: Values) => edit('product', id, body),
    editOrder: (id: string, change: OrderChange) => edit('customerorder', id, orderBody(person(), change)),
  }
}

function orderBody(ctx: Ctx, change: OrderChange): Values {
  const body: Values = { ...change }
  if (typeof change.state === 'string') body.state = stateLink(ctx, 'customerorder', change.state)
  if (Array.isArray(change.positions))
    body.positions = (change.positions as Values[]).map((position) => {
      const good = position.assortment as { type?: string; id?: string; meta?: unknown } | undefined
      return good && !good.meta
        ? { ...position, assortment: { meta: metaOf(ctx, good.type!, good.id!) } }
        : position
    })
  return body
}

function stateLink(ctx: Ctx, type: string, name: string): Values {
  const state = [...ctx.account.states(type).values()].find((one) => one.name === name)
  if (!state) throw errors.notFound('state', name)
  return {
    meta: { href: `${ctx.base}/${statePath(type, state.id)}`, type: 'state', mediaType: 'application/json' },
  }
}

function reads(person: () => Ctx) {
  return {
    get(type: string, id: string) {
      const ctx = person()
      const stored = ctx.account.collection(type).get(id)
      return (
        stored &&
        toJson(ctx, definitionOf(type), stored, { expand: { positions: {}, components: {}, images: {} } })
      )
    },
    list(type: string) {
      const ctx = person()
      return [...ctx.account.collection(type).all()].map((stored) =>
        toJson(ctx, definitionOf(type), stored, plainView),
      )
    },
    link: (type: string, id: string): Values => ({ meta: metaOf(person(), type, id) }),
    stateLink: (type: string, name: string) => stateLink(person(), type, name),
  }
}
