import fastify, { type FastifyInstance, type FastifyReply } from 'fastify'

export interface Received {
  method: string
  url: string
  headers: Record<string, unknown>
  body: unknown
  raw: string
}

export interface Receiver {
  app: FastifyInstance
  url: string
  received: Received[]
  /** How to answer; by default 200. */
  answer: (received: Received, reply: FastifyReply) => unknown
  close(): Promise<void>
}

/** Somebody on the other end: takes webhooks and vendor calls, and remembers them. */
export async function startReceiver(): Promise<Receiver> {
  const app = fastify({ forceCloseConnections: true })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  const receiver: Receiver = { app, url: '', received: [], answer: () => ({}), close: () => app.close() }
  app.all('/*', async (request, reply) => {
    const raw = typeof request.body === 'string' ? request.body : ''
    const { method, url, headers } = request
    const received = { method, url, headers, raw, body: parsed(raw) }
    receiver.received.push(received)
    return receiver.answer(received, reply)
  })
  receiver.url = await app.listen({ host: '127.0.0.1', port: 0 })
  return receiver
}

function parsed(raw: string): unknown {
  try {
    return JSON.parse(raw)
  } catch {
    return undefined
  }
}
