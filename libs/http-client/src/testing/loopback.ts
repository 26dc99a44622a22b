import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { createLogger } from '@skladbridge/runtime'
import { createLocalBudget } from '../budget/stores.js'
import type { OutsideRequest } from '../types.js'
import { createUpstream, type UpstreamOptions } from '../upstream.js'

export type Answer = (request: IncomingMessage & { text: string }, response: ServerResponse) => void

/** A server on loopback that answers as the test says. */
export async function startLoopback(answer: Answer) {
  const seen: { method: string; path: string; headers: IncomingMessage['headers']; text: string }[] = []
  const sockets = new Set<Socket>()
  let connections = 0
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const text = Buffer.concat(pieces).toString()
      seen.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, text })
      answer(Object.assign(request, { text }), response)
    })
  })
  server.on('connection', (socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    connections: () => connections,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export type Loopback = Awaited<ReturnType<typeof startLoopback>>

export const anUpstream = (options: Partial<UpstreamOptions> = {}) =>
  createUpstream({
    name: 'test',
    log: createLogger('test', 'silent'),
    budget: createLocalBudget({ name: 'test', limit: 1000, windowMs: 60_000, kind: 'fixed-window' }),
    userAgent: 'SkladBridge/test',
    allowHost: () => true,
    readThrottle: () => ({}),
    publicOnly: false,
    ...options,
  })

export const aRequest = (url: string, request: Partial<OutsideRequest> = {}): OutsideRequest => ({
  account: 'a',
  method: 'GET',
  url,
  priority: 'orders',
  operation: 'test.get',
  ...request,
})

/** What was thrown, as plain fields. */
export async function failureOf(work: Promise<unknown>) {
  try {
    await work
  } catch (thrown) {
    const { kind, code, details, retryAfterMs } = thrown as Record<string, never>
    return { kind, code, effect: (details as Record<string, string> | undefined)?.['effect'], retryAfterMs }
  }
  throw new Error('did not fail')
}
