import * as errors from '../errors.js'
import { changeChild, parseChild } from '../engine/children.js'
import { childMeta, isUuid, pathOfHref } from '../engine/hrefs.js'
import { checkImageCount } from '../engine/images.js'
import { parsePage } from '../engine/list.js'
import { showChild } from '../engine/render.js'
import { replaceRows } from '../engine/save.js'
import type { Answer, Call, Route } from '../http/server.js'
import type { EntityDefinition } from '../model/definition.js'
import type { Child, ChildDefinition, Stored, Values } from '../model/types.js'
import { definitionOf, listAnswer, redirecting, storedOf, viewOf } from './answers.js'
import { perElement } from './entities.js'

interface Owned {
  definition: EntityDefinition
  child: ChildDefinition
  stored: Stored
  rows: Child[]
}

/** Positions of orders, components of bundles, images, accounts …: collections inside an object. */
export function childRoutes(route: Route): void {
  const at = (act: (call: Call, owned: Owned) => Answer) => (call: Call) =>
    redirecting(call, () => act(call, ownedOf(call)))
  route('GET', '/entity/:type/:id/:children', at(listChildren))
  route('POST', '/entity/:type/:id/:children', at(addChildren))
  route('POST', '/entity/:type/:id/:children/batch', at(addChildren))
  route('POST', '/entity/:type/:id/:children/delete', at(deleteChildren))
  route('GET', '/entity/:type/:id/:children/:childId', at(getChild))
  route('PUT', '/entity/:type/:id/:children/:childId', at(putChild))
  route('DELETE', '/entity/:type/:id/:children/:childId', at(deleteChild))
}

function ownedOf(call: Call): Owned {
  const definition = definitionOf(call)
  const child = definition.children?.find(({ name }) => name === call.params.children)
  if (!child) throw errors.unknownPath(call.path)
  const stored = storedOf(call, definition)
  return { definition, child, stored, rows: stored.children[child.name] ?? [] }
}

function listChildren(call: Call, { child, stored, rows }: Owned): Answer {
  const { ctx, query } = call
  const page = parsePage(query)
  // sub-resources show `fields` whatever the limit, as the samples of images do without one
  const view = { ...viewOf(query, page), fields: query.fields }
  const meta = childMeta(ctx, call.path, child.type, child.metadataOf)
  return listAnswer(call, meta, rows, page, (row) => showChild(ctx, stored, child, row, view))
}

const replace = ({ ctx }: Call, { definition, child, stored }: Owned, rows: Child[]) =>
  replaceRows(ctx, definition, stored, child.name, rows)

function addChildren(call: Call, owned: Owned): Answer {
  const body = call.body()
  if (owned.child.name === 'images') return addImages(call, owned, body)
  const given = Array.isArray(body) ? body : [body]
  const made: Child[] = []
  const answer = perElement(given, (one) => {
    const row = parseChild(call.ctx, owned.child, one, owned.rows)
    made.push(row)
    return row
  })
  replace(call, owned, merged(owned.rows, made))
  const view = viewOf(call.query)
  const show = (row: unknown) =>
    (row as { errors?: unknown }).errors
      ? row
      : showChild(call.ctx, owned.stored, owned.child, row as Child, view)
  return { status: answer.status!, json: (answer.json as unknown[]).map(show) }
}

const merged = (rows: Child[], changed: Child[]): Child[] => [
  ...rows.map((row) => changed.find(({ id }) => id === row.id) ?? row),
  ...changed.filter(({ id }) => !rows.some((row) => row.id === id)),
]

/** One object adds an image; an array is the whole new list. The answer is all images. */
function addImages(call: Call, owned: Owned, body: Values | Values[]): Answer {
  const { ctx } = call
  const given = (Array.isArray(body) ? body : [body]).map((one) =>
    parseChild(ctx, owned.child, one, owned.rows),
  )
  const rows = Array.isArray(body) ? given : merged(owned.rows, given)
  checkImageCount(rows)
  replace(call, owned, rows)
  return { json: rows.map((row) => showChild(ctx, owned.stored, owned.child, row, viewOf(call.query))) }
}

function childOf(call: Call, { child, rows }: Owned): Child {
  const { childId = '' } = call.params
  if (!isUuid(childId)) throw errors.badUuid()
  const found = rows.find(({ id }) => id === childId)
  if (!found) throw errors.notFound(child.type, childId)
  return found
}

const getChild = (call: Call, owned: Owned): Answer => ({
  json: showChild(call.ctx, owned.stored, owned.child, childOf(call, owned), viewOf(call.query)),
})

function putChild(call: Call, owned: Owned): Answer {
  const found = childOf(call, owned)
  const body = call.body()
  if (Array.isArray(body)) throw errors.oneEntityOnly()
  if (owned.child.name === 'images') throw errors.badMethod('PUT')
  const changed = changeChild(call.ctx, owned.child, body, found)
  replace(call, owned, merged(owned.rows, [changed]))
  return { json: showChild(call.ctx, owned.stored, owned.child, changed, viewOf(call.query)) }
}

function deleteChild(call: Call, owned: Owned): Answer {
  const found = childOf(call, owned)
  replace(
    call,
    owned,
    owned.rows.filter((row) => row !== found),
  )
  return {}
}

function deleteChildren(call: Call, owned: Owned): Answer {
  const body = call.body()
  if (!Array.isArray(body)) throw errors.notAnObject()
  const gone = new Set<string>()
  const answer = perElement(body, (one) => {
    const href = (one.meta as { href?: unknown } | undefined)?.href
    if (typeof href !== 'string') throw errors.hrefMissing('meta')
    const id = pathOfHref(call.ctx, href, 'meta').split('/').at(-1)!
    if (!owned.rows.some((row) => row.id === id)) throw errors.notFound(owned.child.type, id)
    gone.add(id)
    return { info: `Сущность '${owned.child.type}' с UUID: ${id} успешно удалена` }
  })
  replace(
    call,
    owned,
    owned.rows.filter(({ id }) => !gone.has(id)),
  )
  return answer
}
