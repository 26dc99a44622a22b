import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { applyFaults } from '../core/faults.js'
import type { SandboxKit } from '../core/types.js'
import { createTokenCheck } from './jwt.js'
import type { Installation, Solution, Status } from './types.js'

const compress = promisify(gzip)

/** Where the developer's call may move an installation. */
const transitions: Partial<Record<Status, Status[]>> = {
  Activating: ['SettingsRequired', 'Activated'],
  SettingsRequired: ['Activated'],
}

/** MoySklad's side of Vendor API 1.0: `/api/vendor/1.0/…`. */
export function createVendorServer(
  kit: SandboxKit,
  solution: Solution,
  state: { installations: Map<string, Installation>; context(key: string): object | undefined },
): FastifyInstance {
  const app = fastify({ forceCloseConnections: true })
  applyFaults(app, kit, {
    throttledAnswer: (_request, reply) => refuse(reply, 429, 1049, 'Превышено ограничение'),
  })
  app.addHook('onSend', async (request, reply, payload) => compressed(request, reply, payload))
  readBodies(app)
  checkCallers(app, solution)
  statusRoutes(app, solution, state.installations)
  app.post<{ Params: { key: string } }>('/api/vendor/1.0/context/:key', (request, reply) => {
    const employee = state.context(request.params.key)
    return employee
      ? json(reply, 200, employee)
      : refuse(reply, 404, 1021, 'Ключ контекста не найден или устарел')
  })
  app.post('/api/vendor/1.0/apps/:appId/button/complete', (_request, reply) => reply.code(204).send())
  app.setNotFoundHandler((_request, reply) => refuse(reply, 404, 1002, 'Ресурс не найден'))
  return app
}

function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body === '' ? {} : JSON.parse(String(body)))
    } catch {
      done(null, undefined)
    }
  })
}

function checkCallers(app: FastifyInstance, solution: Solution): void {
  const check = createTokenCheck(solution)
  app.addHook('onRequest', async (request, reply) => {
    if (!acceptsGzip(request)) return reply.code(415).send('')
    const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
    const wrong = token ? await check(token) : 'Не указан токен'
    if (!wrong) return undefined
    reply.headers({ 'X-Lognex-Auth': '401000', 'X-Lognex-Auth-Message': encodeURIComponent(wrong) })
    return refuse(reply, 401, 1056, `Ошибка аутентификации: ${wrong}`)
  })
}

function statusRoutes(
  app: FastifyInstance,
  solution: Solution,
  installations: Map<string, Installation>,
): void {
  const url = '/api/vendor/1.0/apps/:appId/:accountId/status'
  type Params = { Params: { appId: string; accountId: string } }
  const find = ({ appId, accountId }: Params['Params']) =>
    appId === solution.appId ? installations.get(accountId) : undefined
  const notInstalled = (reply: FastifyReply) => refuse(reply, 404, 2004, 'Решение не установлено на аккаунте')

  app.get<Params>(url, (request, reply) => {
    const installation = find(request.params)
    if (!installation) return notInstalled(reply)
    const { status, cause, subscription, access } = installation
    return json(reply, 200, { status, ...(cause && { cause }), subscription, access })
  })
  app.put<Params>(url, (request, reply) => {
    const installation = find(request.params)
    if (!installation) return notInstalled(reply)
    const wanted = (request.body as { status?: unknown } | undefined)?.status
    if (wanted !== 'Activating' && wanted !== 'SettingsRequired' && wanted !== 'Activated') {
      return refuse(reply, 400, 3005, 'Недопустимое значение поля status')
    }
    const isThere = installation.status === wanted
    if (!isThere && !transitions[installation.status]?.includes(wanted)) {
      return refuse(reply, 409, 2003, `Нет перехода из ${installation.status} в ${wanted}`)
    }
    if (!isThere) Object.assign(installation, { status: wanted, cause: undefined })
    return reply.code(200).send('')
  })
}

const acceptsGzip = (request: FastifyRequest) =>
  /\bgzip\b/i.test(String(request.headers['accept-encoding'] ?? ''))

async function compressed(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  if (typeof payload !== 'string' || payload === '' || !acceptsGzip(request)) return payload
  const bytes = await compress(payload)
  reply.header('content-encoding', 'gzip').header('content-length', bytes.length)
  return bytes
}

function json(reply: FastifyReply, status: number, body: object): FastifyReply {
  return reply.code(status).type('application/json;charset=utf-8').send(JSON.stringify(body))
}

/** Errors have the form of JSON API 1.2. */
function refuse(reply: FastifyReply, status: number, code: number, error: string): FastifyReply {
  return json(reply, status, { errors: [{ error, code }] })
}
