import fastifySwagger from '@fastify/swagger'
import fastifySwaggerUi, { type FastifySwaggerUiOptions } from '@fastify/swagger-ui'
import { jsonSchemaTransform, serializerCompiler } from 'fastify-type-provider-zod'
import type { App } from '../app.js'
import { protect } from '../protect.js'
import { keepSession, zodApp, type ApiApp, type ApiPorts } from './api-app.js'
import { registerAccount } from './account.js'
import { registerChanges } from './changes.js'
import { registerConnections } from './connections.js'
import { registerProducts } from './products.js'
import { registerLoads } from './loads.js'
import { registerJournal } from './journal.js'
import { registerNotifications } from './notifications.js'
import { openSession, problems, sessionReply } from './schemas.js'
import { registerSettings } from './settings.js'
import { tellStatus } from './tell-status.js'
import { validatorCompiler } from './validator.js'
import { registerWork } from './work.js'

/** `/api/v1/docs`: the description for reading, its files from here and from nowhere else. */
const docs: FastifySwaggerUiOptions = {
  routePrefix: '/docs',
  uiConfig: { docExpansion: 'list', tryItOutEnabled: false },
  staticCSP: true,
  transformStaticCSP: (csp) => `${csp}; frame-ancestors 'none'`,
}

/** The settings API, `/api/v1`: all that the page can do, described by itself at `/api/v1/openapi.json`. */
export async function registerApi(app: App, ports: ApiPorts): Promise<void> {
  await app.register(
    async (scope) => {
      scope.setValidatorCompiler(validatorCompiler)
      scope.setSerializerCompiler(serializerCompiler)
      scope.addHook('onSend', protect)
      await scope.register(fastifySwagger, {
        openapi: {
          openapi: '3.1.0',
          info: { title: 'SkladBridge: настройки', version: '1' },
          components: { securitySchemes: { session: { type: 'http', scheme: 'bearer' } } },
        },
        transform: jsonSchemaTransform,
      })
      const api = zodApp(scope as App)
      registerOpen(api, ports)
      await scope.register(fastifySwaggerUi, docs)
      await scope.register((closed, _options, done) => {
        closed.addHook('onRequest', async (request) => {
          keepSession(request, await ports.sessions.read(request.headers.authorization))
        })
        const closedApi = zodApp(closed as App)
        registerAccount(closedApi, ports)
        registerConnections(closedApi, ports)
        registerSettings(closedApi, ports)
        registerWork(closedApi, ports)
        registerProducts(closedApi, ports)
        registerLoads(closedApi, ports)
        registerJournal(closedApi, ports)
        registerChanges(closedApi, ports)
        registerNotifications(closedApi, ports)
        done()
      })
    },
    { prefix: '/api/v1' },
  )
}

/** Without a session: getting one, and the description. */
function registerOpen(api: ApiApp, { services, sessions }: ApiPorts): void {
  api.post(
    '/session',
    {
      schema: {
        summary: 'Сеанс страницы по contextKey, который МойСклад передаёт во фрейм. Ключ действует 5 минут.',
        body: openSession,
        response: { 200: sessionReply, ...problems },
      },
    },
    async ({ body, log }) => {
      const { accountId, userId, name, admin } = await services.moyskladAccounts.readContext(body)
      // the page does not wait for it
      tellStatus(services, accountId).catch((err: unknown) =>
        log.info({ err, accountId }, 'MoySklad was not told how far set-up is'),
      )
      return { ...(await sessions.open({ accountId, userId, name, admin })), admin }
    },
  )
  // browsers read it at /api/v1/docs
  api.get('/openapi.json', { schema: { hide: true } }, () => api.swagger())
}
