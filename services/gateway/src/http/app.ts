import type { Logger } from '@skladbridge/runtime'
import { withContext } from '@skladbridge/runtime'
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { isTooDeep } from '../domain/is-too-deep.js'
import { gatewayErrors } from '../errors.js'
import { answerClientError } from './client-error.js'
import { answerProblem } from './problem.js'

/** No body of either platform or of the page nests deeper. */
const MAX_DEPTH = 20
/** Ten whole products with long descriptions fit; a megabyte of anything else does not come. */
const MAX_BODY_BYTES = 8 * 1024 * 1024

/** Times that nobody needs to set but tests. */
export interface Limits {
  /** A request must be here whole by then: a slow sender holds a connection no longer. */
  requestTimeoutMs: number
  /** How often that is looked at. Node's own 30 s would let a slow sender stay for 40. */
  checkTimeoutsEveryMs: number
  /** At closing: whoever has not got an answer by then is cut off. A service has 15 s in all. */
  closeMs: number
}
export const defaultLimits: Limits = { requestTimeoutMs: 10_000, checkTimeoutsEveryMs: 1_000, closeMs: 8_000 }

export type App = FastifyInstance

/** A fastify with our limits and error answers, and no routes yet. */
export function createApp(log: Logger, limits: Partial<Limits> = {}): App {
  const { requestTimeoutMs, checkTimeoutsEveryMs } = { ...defaultLimits, ...limits }
  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    // two lines a request would be most of our log; the histogram counts them
    logController: new LogController({ disableRequestLogging: true }),
    // each line carries its request's correlation anyway (runtime's context), a logger of its own costs more than it tells
    childLoggerFactory: (logger) => logger,
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: requestTimeoutMs,
    // Node takes the longer of the two limits for the body: with its own 60 s for the headers ours would not hold
    http: { headersTimeout: requestTimeoutMs, connectionsCheckingInterval: checkTimeoutsEveryMs },
    connectionTimeout: 30_000,
    keepAliveTimeout: 65_000,
    routerOptions: { maxParamLength: 200 },
    // asked only for what the router itself refuses
    frameworkErrors: answerProblem,
    clientErrorHandler: answerClientError,
  }) as unknown as App
  app.setErrorHandler(answerProblem)
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).type('application/problem+json').send({
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
