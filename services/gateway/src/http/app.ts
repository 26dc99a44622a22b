import type { Logger } from '@skladbridge/runtime'
import { withContext } from '@skladbridge/runtime'
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { isTooDeep } from '../domain/is-too-deep.js'
import { gatewayErrors } from '../errors.js'
import { answerProblem } from './problem.js'

/** No body of either platform or of the page nests deeper. */
const MAX_DEPTH = 20
/** Ten whole products with long descriptions fit; a megabyte of anything else does not come. */
const MAX_BODY_BYTES = 8 * 1024 * 1024
/** A request must be here whole by then: a slow sender holds a connection no longer. */
const REQUEST_TIMEOUT_MS = 10_000

export type App = FastifyInstance

/** A fastify with our limits and error answers, and no routes yet. */
export function createApp(log: Logger): App {
  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    disableRequestLogging: true,
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: 30_000,
    keepAliveTimeout: 65_000,
    routerOptions: { maxParamLength: 200 },
    // asked only for what the router itself refuses
    frameworkErrors: answerProblem,
  }) as unknown as App
  app.setErrorHandler(answerProblem)
  app.setNotFoundHandler((_request, reply) =>
    reply
      .code(404)
      .type('application/problem+json')
      .send({
        type: 'about:blank',
        title: 'not found',
        status: 404,
        detail: 'Такой страницы нет.',
        code: 'NOT_FOUND',
      }),
  )
  app.addHook('onRequest', (request, _reply, next) => {
    const traceparent = request.headers['traceparent']
    withContext(typeof traceparent === 'string' ? { traceparent } : {}, next)
  })
  app.addHook('preValidation', (request, _reply, next) => {
    next(
      isTooDeep(request.body, MAX_DEPTH) ? gatewayErrors.GATEWAY_TOO_DEEP({ depth: MAX_DEPTH }) : undefined,
    )
  })
  return app
}
