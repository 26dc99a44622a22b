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

type AnswerProblem = (thrown: FastifyError, request: FastifyRequest, reply: FastifyReply) => FastifyReply

/** The only place where an HTTP failure becomes an answer. Our own bugs are logged and not told. */
const answerWith =
  (statuses: Record<ErrorKind, number>): AnswerProblem =>
  (thrown, request, reply) => {
    const problem = toProblem(thrown, statuses)
    if (problem.status === 500) request.log.error({ err: thrown }, 'a request hit a bug of ours')
    if (thrown instanceof AppError && thrown.retryAfterMs !== undefined) {
      void reply.header('retry-after', String(Math.ceil(thrown.retryAfterMs / 1000)))
    }
    return reply.code(problem.status).type('application/problem+json').send(problem)
  }

export const answerProblem = answerWith(statusOf)

/** For an asker who repeats after a 5xx and takes every 4xx for our last word: what time heals is a 503. */
export const answerRepeatable = answerWith({ ...statusOf, conflict: 503, throttled: 503 })

/** fastify's own refusals; its message stays in the title. */
const refusals: Record<number, string> = {
  408: 'Запрос не пришёл целиком за отведённое время.',
  413: 'Запрос слишком велик.',
  415: 'Запрос должен быть в формате JSON.',
  431: 'Заголовки запроса слишком велики.',
}

export const refusalTexts = (status: number): string => refusals[status] ?? 'Запрос составлен неверно.'

function toProblem(thrown: FastifyError, statuses: Record<ErrorKind, number>): Problem {
  const status = thrown.statusCode
  // bad JSON, too large, wrong type
  if (!(thrown instanceof AppError) && status !== undefined && status >= 400 && status < 500) {
    return problemOf(status, thrown.code, thrown.message, refusalTexts(status))
  }
  const error = toAppError(thrown)
  const title = error.kind === 'bug' ? 'internal error' : error.message
  return problemOf(statuses[error.kind], error.code, title, merchantText(error) || title)
}

export const problemOf = (status: number, code: string, title: string, detail: string): Problem => ({
  type: 'about:blank',
  title,
  status,
  detail,
  code,
})
