import { definitions } from '../entities/index.js'
import * as errors from '../errors.js'
import type { Ctx } from '../model/account.js'
import type { Ref, Values } from '../model/types.js'

export const apiPath = '/api/remap/1.2'
export const realHost = 'api.moysklad.ru'
const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
export const isUuid = (text: string) => uuidShape.test(text)

const mediaType = 'application/json'
const withoutMetadata = new Set(['webhook', 'webhookstock', 'currency', 'group', 'uom', 'country', 'region'])

/** `meta` of an object that lies at `entity/<type>/<id>`. */
export function metaOf(ctx: Ctx, type: string, id: string): Values {
  const definition = definitions.get(type)
  const metadata = definition?.metadataOf ?? type
  return {
    href: `${ctx.base}/entity/${type}/${id}`,
    metadataHref: `${ctx.base}/entity/${metadata}/metadata`,
    type,
    mediaType,
    ...(definition?.page && { uuidHref: uuidHref(ctx, type, id, definition.page) }),
  }
}

function uuidHref(ctx: Ctx, type: string, id: string, page: string): string {
  const stored = ctx.account.collection(type).get(id)
  return `https://online.moysklad.ru/app/#${page}/edit?id=${stored?.uiId ?? id}`
}

/** `meta` of what a reference points to. */
export function metaOfRef(ctx: Ctx, ref: Ref): Values {
  if (!ref.path) return metaOf(ctx, ref.type, ref.id)
  const owner = ref.path.split('/')[1]
  return {
    href: `${ctx.base}/${ref.path}`,
    ...(ref.type === 'state' && { metadataHref: `${ctx.base}/entity/${owner}/metadata` }),
    type: ref.type,
    mediaType,
  }
}

export const plainMeta = (ctx: Ctx, path: string, type?: string): Values => ({
  href: `${ctx.base}/${path}`,
  ...(type && { type }),
  mediaType,
})

export const childMeta = (ctx: Ctx, path: string, type: string, metadataOf?: string): Values => ({
  href: `${ctx.base}/${path}`,
  ...(metadataOf && { metadataHref: `${ctx.base}/entity/${metadataOf}/metadata` }),
  type,
  mediaType,
})

export const hasMetadata = (type: string) => definitions.has(type) && !withoutMetadata.has(type)

/** The path inside the API that an href of ours points to: `entity/product/<id>`. */
export function pathOfHref(ctx: Ctx, href: string, field: string): string {
  let url: URL
  try {
    url = new URL(href)
  } catch {
    throw errors.badHref(field)
  }
  if (!isOurs(ctx, url.hostname)) throw errors.wrongServer(href)
  if (!url.pathname.startsWith(`${apiPath}/`)) throw errors.badHref(field)
  return url.pathname.slice(apiPath.length + 1).replace(/\/$/, '')
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])
/** The sandbox may be known by several names at once (inside and outside of a container network). */
const isOurs = (ctx: Ctx, hostname: string) =>
  hostname === realHost || loopback.has(hostname) || hostname === new URL(ctx.base).hostname

/** Reads `{meta: {href, type}}` into a reference, without looking whether the object is there. */
export function readRef(ctx: Ctx, field: string, raw: unknown): Ref {
  const meta = (raw as { meta?: { href?: unknown; type?: unknown } } | null)?.meta
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    throw errors.wrongValueType(field, 'объект')
  if (typeof meta !== 'object' || meta === null) throw errors.metaMissing(field)
  if (typeof meta.href !== 'string' || meta.href === '') throw errors.hrefMissing(field)
  const ref = refOfPath(pathOfHref(ctx, meta.href, field), field)
  if (meta.type === undefined || meta.type === null) throw errors.typeMissing(field)
  if (typeof meta.type !== 'string') throw errors.typeUnknown(field)
  if (meta.type !== ref.type && !sameFamily(meta.type, ref.type))
    throw errors.wrongRefType(meta.type, ref.type)
  return ref
}

/** MoySklad's own samples name an account both ways. */
const sameFamily = (a: string, b: string) => a === 'agentaccount' && b === 'account'

const nested: Record<string, string> = {
  states: 'state',
  attributes: 'attributemetadata',
  characteristics: 'attributemetadata',
}

export function refOfPath(path: string, field: string): Ref {
  const parts = path.split('/')
  const id = parts.at(-1) ?? ''
  if (!isUuid(id)) throw errors.badHref(field)
  if (parts[0] === 'context' && parts[2] === 'pricetype') return { type: 'pricetype', id, path }
  if (parts[0] !== 'entity') throw errors.badHref(field)
  if (parts.length === 3) return { type: parts[1]!, id }
  if (parts[2] === 'metadata' && nested[parts[3]!]) return { type: nested[parts[3]!]!, id, path }
  if (parts.length === 5) return { type: childType(parts[1]!, parts[3]!, field), id, path }
  throw errors.badHref(field)
}

function childType(type: string, name: string, field: string): string {
  const child = definitions.get(type)?.children?.find((one) => one.name === name)
  if (!child) throw errors.badHref(field)
  return child.type
}
