import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { ConnectionError } from 'fastify'
import { problemOf, refusalTexts } from './problem.js'

const statusOf = ({ code }: ConnectionError): number =>
  code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : code === 'HPE_HEADER_OVERFLOW' ? 431 : 400

/** What Node gives up before fastify sees a request: too slow, not HTTP. Answered on the bare socket, as a problem too. */
export function answerClientError(error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const status = statusOf(error)
  const title = STATUS_CODES[status] ?? ''
  const body = JSON.stringify(
    problemOf(status, error.code ?? 'HTTP_CLIENT_ERROR', title, refusalTexts(status)),
  )
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Content-Type: application/problem+json',
    'Connection: close',
  ]
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
  socket.destroySoon()
}
