import type { FastifyRequest } from 'fastify'
import * as errors from '../errors.js'

const maxHeaderBytes = 8 * 1024

export const notFoundPage = page('404 Not Found')

function page(title: string): string {
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`
}

/** What the front proxy refuses by itself, before the API sees the request: status and body. */
export function refusedByProxy(request: FastifyRequest): { status: number; html: string } | undefined {
  const { rawHeaders, url = '' } = request.raw
  if (url.length > maxHeaderBytes) return { status: 414, html: page('414 Request-URI Too Large') }
  const size = url.length + rawHeaders.reduce((total, part) => total + part.length + 2, 0)
  return size > maxHeaderBytes
    ? { status: 400, html: page('400 Request Header Or Cookie Too Large') }
    : undefined
}

export const acceptsGzip = (request: FastifyRequest) =>
  /(^|[\s,])gzip(\s*(;|,|$))/i.test(String(request.headers['accept-encoding'] ?? ''))

const accepted = /^(\*\/\*|application\/\*|application\/json)(\s*;\s*charset=utf-8)?$/i

/** Documented: `application/json;charset=utf-8`. The OpenAPI and the demo apps get by with less. */
export function checkAccept(request: FastifyRequest): void {
  const accept = request.headers.accept
  if (accept === undefined) return
  const any = accept.split(',').some((one) => accepted.test(one.replace(/;\s*q=[\d.]+/i, '').trim()))
  if (!any) throw errors.badAccept()
}

export function checkContentType(request: FastifyRequest): void {
  const type = request.headers['content-type'] ?? ''
  if (!/^application\/json(\s*;.*)?$/i.test(type.trim())) throw errors.badContentType()
}

const muteHeader = 'x-lognex-webhook-disablebyprefix'

/** Prefixes of webhook addresses that must not hear of this request. One a header, with scheme and domain. */
export function mutedPrefixes(request: FastifyRequest): string[] {
  const { rawHeaders } = request.raw
  const prefixes: string[] = []
  for (let i = 0; i < rawHeaders.length; i += 2)
    if (rawHeaders[i]!.toLowerCase() === muteHeader) prefixes.push(rawHeaders[i + 1]!)
  for (const prefix of prefixes) {
    if (!/^https?:\/\/([^/\s,]+\.[^/\s,]+|localhost|\[[0-9a-f:]+\])(:\d+)?(\/[^\s,]*)?$/i.test(prefix))
      throw errors.badHeader(
        'X-Lognex-WebHook-DisableByPrefix',
        'префикс должен содержать протокол и доменное имя целиком',
      )
  }
  return prefixes
}
