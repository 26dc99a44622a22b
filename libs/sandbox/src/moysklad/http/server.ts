import { gzip, gzipSync } from 'node:zlib'
import { promisify } from 'node:util'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { applyFaults } from '../../core/faults.js'
import type { SandboxKit } from '../../core/types.js'
import * as errors from '../errors.js'
import type { Ctx } from '../model/account.js'
import { apiPath } from '../engine/hrefs.js'
import type { Query } from '../engine/list.js'
import type { Values } from '../model/types.js'
import { weightOf, type Access, type Identity } from './access.js'
import { maxBodyBytes, parseBody } from './body.js'
import {
  acceptsGzip,
  checkAccept,
  checkContentType,
  mutedPrefixes,
  notFoundPage,
  refusedByProxy,
} from './guard.js'
import { throttledHeaders, type Limits } from './limits.js'

export interface Call {
  ctx: Ctx
  identity: Identity
  params: Record<string, string>
  query: Query
  headers: FastifyRequest['headers']
  /** The path inside the API: `entity/product/<id>`. */
  path: string
  body(): Values | Values[]
}
export interface Answer {
  status?: number
  json?: unknown
  headers?: Record<string, string>
}
export type Handler = (call: Call) => Answer

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
export type Route = (method: Method, path: string, handler: Handler, weight?: number) => void

export interface ServerParts {
  kit: SandboxKit
  access: Access
  limits: Limits
  /** The API's address as this asker knows it. */
  baseOf(request: FastifyRequest): string
  /** What a request changed goes out as webhooks. */
  publish(ctx: Ctx, mutedPrefixes: string[]): void
}

const jsonType = 'application/json;charset=utf-8'
const compress = promisify(gzip)
const uuids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi
const inside = new WeakMap<
  FastifyRequest,
  { identity: Identity; headers: Record<string, string>; leave(): void }
>()
const isApi = (request: FastifyRequest) => request.url.startsWith(`${apiPath}/`)

/** The HTTP side: what the proxy checks, who is asking, limits, JSON in and gzip out. */
export function createServer(parts: ServerParts): { app: FastifyInstance; route: Route } {
  const app = Fastify({
    bodyLimit: maxBodyBytes,
    routerOptions: { maxParamLength: 500, ignoreTrailingSlash: true },
    http: { maxHeaderSize: 64 * 1024 },
    forceCloseConnections: true,
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  // admitted first, so that answers made slow count as running at once
  app.addHook('onRequest', async (request, reply) => admit(parts, request, reply))
  applyFaults(app, parts.kit, { kind: kindOf, throttledAnswer: (_request, reply) => sendThrottled(reply) })
  app.addHook('onSend', async (request, reply, payload) => compressed(request, reply, payload))
  app.setErrorHandler((error, request, reply) => sendError(parts.kit, error, request, reply))
  app.setNotFoundHandler((request, reply) => {
    if (!isApi(request)) return reply.code(404).type('text/html').send(notFoundPage)
    throw errors.unknownPath(pathOf(request))
  })
  const weights = new Map<string, number>()
  routeWeights.set(app, weights)
  const route: Route = (method, path, handler, weight) => {
    if (weight) weights.set(`${method} ${apiPath}${path}`, weight)
    app.route({
      method,
      url: `${apiPath}${path}`,
      exposeHeadRoute: false,
      handler: (request, reply) => run(parts, handler, request, reply),
    })
  }
  return { app, route }
}

const routeWeights = new WeakMap<FastifyInstance, Map<string, number>>()

async function admit(parts: ServerParts, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const refused = refusedByProxy(request)
  if (refused) return reply.code(refused.status).type('text/html').send(refused.html)
  if (!isApi(request)) return undefined
  // 415 has no body at all
  if (!acceptsGzip(request)) return reply.code(415).send('')
  checkAccept(request)
  const identity = parts.access.identify(request.headers.authorization)
  const now = parts.kit.clock.now()
  const own = routeWeights.get(request.server)?.get(`${request.method} ${request.routeOptions.url}`)
  const { headers, leave } = parts.limits.enter({
    key: identity.principal.key,
    accountId: identity.account.id,
    weight: own ?? weightOf(identity, now),
  })
  inside.set(request, { identity, headers, leave })
  reply.headers(headers)
  reply.raw.once('close', leave)
  return undefined
}

function run(
  parts: ServerParts,
  handler: Handler,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { identity } = inside.get(request)!
  const muted = mutedPrefixes(request)
  const ctx: Ctx = { ...identity, base: parts.baseOf(request), changes: [] }
  const path = pathOf(request)
  const call: Call = {
    ctx,
    identity,
    params: request.params as Record<string, string>,
    query: queryOf(request),
    headers: request.headers,
    path,
    body() {
      checkContentType(request)
      return parseBody(request.body as Buffer | undefined)
    },
  }
  const { status = 200, json, headers = {} } = handler(call)
  if (ctx.changes.length > 0) parts.publish(ctx, muted)
  reply.code(status).headers(headers)
  if (json === undefined) return reply.send()
  return reply.type(jsonType).send(serialize(request, json))
}

/** A parameter sent twice counts as one list of conditions. */
function queryOf(request: FastifyRequest): Query {
  const entries = Object.entries(request.query as Record<string, string | string[]>)
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(';') : value]),
  )
}

const serialize = (request: FastifyRequest, json: unknown) =>
  request.headers['lognex-pretty-print-json'] === 'true'
    ? JSON.stringify(json, null, 2)
    : JSON.stringify(json)

async function compressed(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  if (typeof payload !== 'string' || payload === '' || !isApi(request) || !acceptsGzip(request))
    return payload
  // small answers are zipped at once: the thread pool would take longer to hand them back
  const small = payload.length < 16_384
  const bytes = small ? gzipSync(payload, { level: 1 }) : await compress(payload, { level: 1 })
  reply.header('Content-Encoding', 'gzip').header('Content-Length', bytes.length)
  return bytes
}

function sendError(
  kit: SandboxKit,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const known = asMsError(error)
  if (known.status === 500)
    kit.log(`moysklad: ${request.method} ${request.url}: ${(error as Error).stack ?? ''}`)
  return reply.code(known.status).headers(known.headers).type(jsonType).send(serialize(request, known.body()))
}

function asMsError(error: unknown): errors.MsError {
  if (error instanceof errors.MsError) return error
  const code = (error as { code?: string }).code
  return code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? errors.bodyTooBig() : errors.unknownError()
}

function sendThrottled(reply: FastifyReply): FastifyReply {
  const error = errors.rateLimited(throttledHeaders)
  return reply.code(429).headers(error.headers).type(jsonType).send(JSON.stringify(error.body()))
}

const pathOf = (request: FastifyRequest) =>
  request.url
    .split('?')[0]!
    .slice(apiPath.length + 1)
    .replace(/\/$/, '')

/** `GET /entity/product/:id`: what a request is counted under. */
const kindOf = (request: FastifyRequest) =>
  isApi(request) ? `${request.method} /${pathOf(request).replace(uuids, ':id')}` : `${request.method} (files)`
