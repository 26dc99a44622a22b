import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * For every answer of the API that does not say otherwise itself: nobody frames it, nothing in it is guessed to be a script, no
 * cache keeps it, and its address goes nowhere. Sessions come in a header and never as a cookie, so that a foreign page has
 * nothing to ride on.
 */
export function protect(
  _request: FastifyRequest,
  reply: FastifyReply,
  _payload: unknown,
  next: () => void,
): void {
  const defaults = {
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  }
  for (const [name, value] of Object.entries(defaults)) {
    if (!reply.hasHeader(name)) void reply.header(name, value)
  }
  next()
}
