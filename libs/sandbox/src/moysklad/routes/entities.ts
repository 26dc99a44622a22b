import * as errors from '../errors.js'
import { pathOfHref, readRef } from '../engine/hrefs.js'
import { removeObject, trashObject } from '../engine/remove.js'
import { toJson } from '../engine/render.js'
import { createObject, updateObject } from '../engine/save.js'
import type { Answer, Call, Route } from '../http/server.js'
import type { EntityDefinition } from '../model/definition.js'
import type { Stored, Values } from '../model/types.js'
import { definitionOf, entityList, redirecting, storedOf, viewOf } from './answers.js'

/** Lists, single objects, bulk writes, the bin: alike for all types. */
export function entityRoutes(route: Route): void {
  route('GET', '/entity/:type', (call) => entityList(call, definitionOf(call)))
  route('POST', '/entity/:type', (call) => createOrUpdate(call, definitionOf(call)))
  route('POST', '/entity/:type/batch', (call) => createOrUpdate(call, definitionOf(call)))
  route('POST', '/entity/:type/delete', deleteMany)
  route('GET', '/entity/:type/:id', (call) => redirecting(call, () => getOne(call)))
  route('PUT', '/entity/:type/:id', (call) => redirecting(call, () => putOne(call)))
  route('DELETE', '/entity/:type/:id', (call) => redirecting(call, () => deleteOne(call)))
  route('POST', '/entity/:type/:id/trash', (call) => redirecting(call, () => trashOne(call)))
  route('GET', '/entity/:type/syncid/:syncId', getBySyncId)
  route('DELETE', '/entity/:type/syncid/:syncId', deleteBySyncId)
}

const shown = (call: Call, definition: EntityDefinition, stored: Stored) =>
  toJson(call.ctx, definition, stored, viewOf(call.query))

function getOne(call: Call): Answer {
  const definition = definitionOf(call)
  return { json: shown(call, definition, storedOf(call, definition)) }
}

function putOne(call: Call): Answer {
  const definition = definitionOf(call)
  const stored = storedOf(call, definition)
  const body = call.body()
  if (Array.isArray(body)) throw errors.oneEntityOnly()
  return { json: shown(call, definition, updateObject(call.ctx, definition, stored, body)) }
}

function deleteOne(call: Call): Answer {
  const definition = definitionOf(call)
  removeObject(call.ctx, definition, storedOf(call, definition))
  return {}
}

function trashOne(call: Call): Answer {
  const definition = definitionOf(call)
  trashObject(call.ctx, definition, storedOf(call, definition))
  return {}
}

function storedBySyncId(call: Call, definition: EntityDefinition): Stored {
  const { syncId = '' } = call.params
  if (!definition.fields.syncId) throw errors.noSyncId()
  const stored = call.ctx.account.collection(definition.type).bySyncId(syncId.toLowerCase())
  if (!stored) throw errors.notFound(definition.type, syncId)
  return stored
}

/** Not documented by MoySklad (only DELETE is); kept because clients of other people use it. */
function getBySyncId(call: Call): Answer {
  const definition = definitionOf(call)
  return { json: shown(call, definition, storedBySyncId(call, definition)) }
}

function deleteBySyncId(call: Call): Answer {
  const definition = definitionOf(call)
  removeObject(call.ctx, definition, storedBySyncId(call, definition))
  return {}
}

/** An object makes one; an array makes those without `meta` and changes those with it. */
function createOrUpdate(call: Call, definition: EntityDefinition): Answer {
  const body = call.body()
  if (!Array.isArray(body)) return { json: shown(call, definition, upsert(call, definition, body)) }
  return perElement(body, (one) => shown(call, definition, upsert(call, definition, one)))
}

function upsert(call: Call, definition: EntityDefinition, body: Values): Stored {
  const { ctx } = call
  if (body === null || typeof body !== 'object') throw errors.notAnObject()
  if (body.meta === undefined) return createObject(ctx, definition, body)
  const { id } = readRef(ctx, 'meta', { meta: { type: definition.type, ...(body.meta as Values) } })
  const stored = ctx.account.collection(definition.type).get(id)
  if (!stored) throw errors.notFound(definition.type, id)
  return updateObject(ctx, definition, stored, body)
}

/** Each element succeeds or fails by itself; one failure makes the whole answer 400, still an array. */
export function perElement(body: Values[], act: (one: Values) => unknown): Answer {
  let failed = false
  const json = body.map((one) => {
    try {
      return act(one)
    } catch (error) {
      if (!(error instanceof errors.MsError)) throw error
      failed = true
      return error.body()
    }
  })
  return { status: failed ? 400 : 200, json }
}

function deleteMany(call: Call): Answer {
  const definition = definitionOf(call)
  const body = call.body()
  if (!Array.isArray(body)) throw errors.notAnObject()
  return perElement(body, (one) => {
    const href = (one.meta as { href?: unknown } | undefined)?.href
    if (typeof href !== 'string') throw errors.hrefMissing('meta')
    const id = pathOfHref(call.ctx, href, 'meta').split('/').at(-1)!
    const stored = call.ctx.account.collection(definition.type).get(id)
    if (!stored) throw errors.notFound(definition.type, id)
    removeObject(call.ctx, definition, stored)
    return { info: `Сущность '${definition.type}' с UUID: ${id} успешно удалена` }
  })
}
