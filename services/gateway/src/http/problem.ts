import { AppError, merchantText, toAppError, type ErrorKind } from '@skladbridge/errors'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'

const statusOf: Record<ErrorKind, number> = {
  invalid: 400,
  missing: 404,
  conflict: 409,
  denied: 403,
  throttled: 429,
  unavailable: 503,
  bug: 500,
}

/** RFC 9457 problem details; `detail` is Russian where a merchant may read it. */
export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  code: string
}

/** The only place where an HTTP failure becomes an answer. Our own bugs are logged and not told. */
export function answerProblem(
  thrown: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const problem = toProblem(thrown)
  if (problem.status === 500) request.log.error({ err: thrown }, 'a request hit a bug of ours')
  if (thrown instanceof AppError && thrown.retryAfterMs !== undefined) {
    void reply.header('retry-after', String(Math.ceil(thrown.retryAfterMs / 1000)))
  }
  return reply.code(problem.status).type('application/problem+json').send(problem)
}

function toProblem(thrown: FastifyError): Problem {
  const status = thrown.statusCode
  // fastify's own refusals: bad JSON, too large, wrong type, a body that breaks the route's schema
  if (!(thrown instanceof AppError) && status !== undefined && status >= 400 && status < 500) {
    return problemOf(status, thrown.code, thrown.message, `Запрос заполнен неверно: ${thrown.message}`)
  }
  const error = toAppError(thrown)
  const title = error.kind === 'bug' ? 'internal error' : error.message
  return problemOf(statusOf[error.kind], error.code, title, merchantText(error) || title)
}

const problemOf = (status: number, code: string, title: string, detail: string): Problem => ({
  type: 'about:blank',
  title,
  status,
  detail,
  code,
})
