import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyReply } from 'fastify'
import type { App } from '../app.js'

export interface PagePorts {
  /** Folder of the built page: index.html and its assets. */
  dir: string
  /** Who may show the page in a frame, as CSP writes it: `https://online.moysklad.ru`. */
  frameAncestors: string[]
}

/** Nothing but our own files, no inline script, in no frame but MoySklad's. */
const policyOf = (frameAncestors: string[]): string =>
  [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self'`,
    `img-src 'self'`,
    `connect-src 'self'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors ${frameAncestors.join(' ')}`,
  ].join('; ')

/**
 * The merchant's page at `/app`. The page itself is asked for anew each time; its assets carry their content's hash in
 * their names and never change.
 */
export async function registerPage(app: App, { dir, frameAncestors }: PagePorts): Promise<void> {
  const policy = policyOf(frameAncestors)
  await app.register(async (scope) => {
    scope.addHook('onSend', async (_request, reply) => {
      void reply.headers({
        'content-security-policy': policy,
        'x-content-type-options': 'nosniff',
        // the address carries the key that opens a session
        'referrer-policy': 'no-referrer',
        'permissions-policy': 'camera=(), geolocation=(), microphone=()',
      })
    })
    await scope.register(fastifyStatic, {
      root: join(dir, 'assets'),
      prefix: '/app/assets/',
      maxAge: '365d',
      immutable: true,
    })
    const page = async (_request: unknown, reply: FastifyReply) =>
      reply.header('cache-control', 'no-store').sendFile('index.html', dir, { cacheControl: false })
    scope.get('/app', page)
    scope.get('/app/', page)
  })
}
