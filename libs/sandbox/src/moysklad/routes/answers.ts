import { definitions } from '../entities/index.js'
import * as errors from '../errors.js'
import { childMeta, isUuid } from '../engine/hrefs.js'
import { pageMeta, parsePage, select, type Page, type Query } from '../engine/list.js'
import { parseExpand } from '../engine/expand.js'
import { toJson, type View } from '../engine/render.js'
import type { Answer, Call } from '../http/server.js'
import type { Ctx } from '../model/account.js'
import type { EntityDefinition } from '../model/definition.js'
import type { Stored, Values } from '../model/types.js'

export function definitionOf(call: Call): EntityDefinition {
  const definition = definitions.get(call.params.type ?? '')
  if (!definition) throw errors.unknownType(call.params.type ?? '')
  return definition
}

/** Sent when the id in the address is the one MoySklad's pages use. */
class MovedTo extends Error {
  constructor(readonly id: string) {
    super(id)
  }
}

export function storedOf(call: Call, definition: EntityDefinition): Stored {
  const { id = '' } = call.params
  if (!isUuid(id)) throw errors.badUuid()
  const collection = call.ctx.account.collection(definition.type)
  const stored = collection.get(id.toLowerCase())
  if (stored) return stored
  const moved = collection.byUiId(id.toLowerCase())
  if (moved) throw new MovedTo(moved.id)
  throw errors.notFound(definition.type, id)
}

/** Runs `answer`; an id of the UI is answered 308 with the API's address. */
export function redirecting(call: Call, answer: () => Answer): Answer {
  try {
    return answer()
  } catch (error) {
    if (!(error instanceof MovedTo)) throw error
    const query = new URLSearchParams(call.query as Record<string, string>).toString()
    const path = call.path.replace(call.params.id!, error.id)
    return { status: 308, headers: { Location: `${call.ctx.base}/${path}${query && `?${query}`}` } }
  }
}

const knownFields = ['minimumStock', 'downloadPermanentHref', 'stock', 'declaration']

/** `expand` works with a limit of at most 100, otherwise it is silently ignored. */
export function viewOf(query: Query, page?: Page): View {
  const { fields } = query
  if (fields !== undefined && !knownFields.includes(fields)) throw errors.badFields(fields)
  const mayExpand = page === undefined || page.limit <= 100
  return mayExpand ? { expand: parseExpand(query.expand), fields } : { expand: {} }
}

export const employeeContext = (ctx: Ctx): Values => ({
  employee: { meta: childMeta(ctx, 'context/employee', 'employee', 'employee') },
})

/** A page of `rows` in MoySklad's envelope. */
export function listAnswer<T>(
  call: Call,
  meta: Values,
  rows: T[],
  page: Page,
  show: (row: T) => unknown,
): Answer {
  const { ctx, path, query } = call
  return {
    json: {
      context: employeeContext(ctx),
      meta: { ...meta, ...pageMeta(ctx.base, path, rows.length, page, query) },
      rows: rows.slice(page.offset, page.offset + page.limit).map(show),
    },
  }
}

export function entityList(call: Call, definition: EntityDefinition): Answer {
  const { ctx, query } = call
  const page = parsePage(query)
  const view = viewOf(query, page)
  const found = select(ctx, definition, query)
  const meta = childMeta(
    ctx,
    `entity/${definition.type}`,
    definition.type,
    definition.metadataOf ?? definition.type,
  )
  return listAnswer(call, meta, found, page, (stored) => toJson(ctx, definition, stored, view))
}
