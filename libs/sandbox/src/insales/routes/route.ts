import type { FastifyInstance, HTTPMethods } from 'fastify'
import { id, record, type Input } from '../input.js'
import type { Actor, Shop } from '../shop/types.js'

export interface Call {
  shop: Shop
  actor: Actor
  /** The application's. */
  login: string
  /** A number of the path: `:id`, `:productId`; NaN when it isn't one. */
  number(name: string): number
  query: Input
  body: unknown
}

export type Handler = (call: Call) => unknown
export type Route = (method: HTTPMethods, path: string, handler: Handler, status?: number) => void

/** Paths are written without `/admin` and `.json`. */
export function routesOf(app: FastifyInstance): Route {
  return (method, path, handler, status = 200) => {
    app.route({
      method,
      url: `/admin${path}`,
      handler: async (request, reply) => {
        const { caller } = request
        if (!caller) throw new Error('unreachable: nobody gets here unnamed')
        const params = record(request.params)
        const call: Call = {
          shop: caller.shop,
          actor: { name: caller.credential.appName },
          login: caller.credential.login,
          number: (name) => id(params[name]),
          query: record(request.query),
          body: request.body,
        }
        const answer = await handler(call)
        return reply.code(status).type('application/json; charset=utf-8').send(JSON.stringify(answer))
      },
    })
  }
}

export const done = { status: 'ok' }
