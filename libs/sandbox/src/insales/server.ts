import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import { applyFaults } from '../core/faults.js'
import type { SandboxKit } from '../core/types.js'
import { Refusal } from './answers.js'
import { createBudgets, type Budget } from './limits.js'
import { errorPage } from './pages.js'
import type { Credential, Shop } from './shop/types.js'

export interface Caller {
  shop: Shop
  credential: Credential
}

declare module 'fastify' {
  interface FastifyRequest {
    caller?: Caller
    budget?: Budget
  }
}

export interface ServerOptions {
  shops(): Iterable<Shop>
  limits: 'real' | 'off'
  /** 503 is how it was before 2026. */
  throttledStatus: 429 | 503
}

const NOT_JSON = '/not-json'

/** The shop's front door: who is it, how much has he asked already, in what form does he ask. */
export function createServer(kit: SandboxKit, options: ServerOptions): FastifyInstance {
  const app = fastify({
    forceCloseConnections: true,
    bodyLimit: 20_000_000,
    rewriteUrl: (request) => withoutSuffix(request.url ?? '/'),
  })
  const budgets = createBudgets(kit, options.limits)
  readBodies(app)
  app.addHook('onRequest', async (request) => identify(request, options.shops(), budgets))
  applyFaults(app, kit, {
    throttledAnswer: (request, reply) => throttled(request, reply, options.throttledStatus),
  })
  app.addHook('onRequest', async (request, reply) => {
    if (!request.budget) return
    if (!request.budget.take()) return throttled(request, reply, options.throttledStatus)
    return admit(request, reply)
  })
  app.addHook('onSend', async (request, reply) => {
    if (request.budget) reply.header('API-Usage-Limit', request.budget.usage())
  })
  app.setErrorHandler<FastifyError>((error, _request, reply) => answerError(kit, error, reply))
  app.setNotFoundHandler((_request, reply) => page(reply, 404, 'Страница не найдена'))
  return app
}

/** Resources are spoken to as `<resource>.json`; any other form of an address doesn't exist here. */
function withoutSuffix(url: string): string {
  const [path = '', query] = url.split('?', 2)
  if (!path.startsWith('/admin/')) return url
  const bare = path.endsWith('.json') ? path.slice(0, -'.json'.length) : `${NOT_JSON}${path}`
  return query === undefined ? bare : `${bare}?${query}`
}

function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') return done(null, {})
    try {
      done(null, JSON.parse(String(body)))
    } catch {
      done(new Refusal(400, { status: 400, error: 'Bad Request' }))
    }
  })
}

function identify(
  request: FastifyRequest,
  shops: Iterable<Shop>,
  budgets: ReturnType<typeof createBudgets>,
): void {
  if (!request.url.startsWith('/admin/') && !request.url.startsWith(NOT_JSON)) return
  const host = request.headers.host?.split(':')[0]
  const [login, password] = basic(request.headers.authorization)
  let addressed: Shop | undefined
  for (const shop of shops) {
    if (shop.host === host) addressed = shop
    const credential = shop.credentials.find((known) => known.login === login && known.password === password)
    // the same pair may be known in two shops: then the Host decides
    if (credential && (!request.caller || shop.host === host)) request.caller = { shop, credential }
  }
  if (addressed && request.caller?.shop !== addressed) delete request.caller
  // requests that fail to say who they are count too
  request.budget = budgets(login, (request.caller?.shop ?? addressed)?.id ?? 0)
}

function basic(header: string | undefined): [login: string, password: string] {
  const pair = /^Basic (.+)$/i.exec(header ?? '')?.[1]
  const decoded = pair ? Buffer.from(pair, 'base64').toString() : ''
  const colon = decoded.indexOf(':')
  return colon < 0 ? [decoded, ''] : [decoded.slice(0, colon), decoded.slice(colon + 1)]
}

function admit(request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
  const { caller } = request
  if (!caller) {
    return reply
      .code(401)
      .header('www-authenticate', 'Basic realm="Application"')
      .type('text/plain')
      .send('HTTP Basic: Access denied.\n')
  }
  if (caller.shop.behaviour.geoBlocked) return page(reply, 403, 'Доступ ограничен')
  const resource = request.url.split(/[/?]/)[2] ?? ''
  if (caller.credential.denied?.includes(resource)) {
    return reply.code(403).send({ status: 'error', message: 'Недостаточно прав для выполнения действия' })
  }
  const writes = request.method === 'POST' || request.method === 'PUT' || request.method === 'PATCH'
  if (writes && !/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    return reply.code(422).send({ message: 'incorrect Content-Type, should be application/json' })
  }
  return undefined
}

function throttled(request: FastifyRequest, reply: FastifyReply, status: 429 | 503): FastifyReply {
  return reply
    .code(status)
    .header('Retry-After', String(request.budget?.retryAfterSeconds() ?? 1))
    .send('')
}

function page(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').send(errorPage(status, text))
}

function answerError(kit: SandboxKit, error: FastifyError | Refusal, reply: FastifyReply): FastifyReply {
  if (error instanceof Refusal) {
    if (typeof error.body !== 'string') return reply.code(error.status).send(error.body)
    return reply.code(error.status).type('text/html; charset=utf-8').send(error.body)
  }
  const status = error.statusCode ?? 500
  if (status >= 500) kit.log(`inSales: ${error.stack ?? error.message}`)
  return page(reply, status, status === 413 ? 'Request Entity Too Large' : 'Ошибка сервера')
}
