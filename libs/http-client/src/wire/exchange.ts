import type { Readable } from 'node:stream'
import type { AppError } from '@skladbridge/errors'
import type { Dispatcher } from 'undici'
import { httpErrors, type Effect } from '../errors.js'
import type { OutsideAnswer, OutsideRequest } from '../types.js'
import { PrivateAddressError } from './public-only.js'
import { readBody, TooLargeError, UnreadableError } from './read-body.js'

export interface ExchangeOptions {
  upstream: string
  dispatcher: Dispatcher
  url: URL
  method: OutsideRequest['method']
  headers: Record<string, string>
  body: string | undefined
  maxBytes: number
  /** The request is cut when it takes longer. */
  timeoutMs: number
  signal?: AbortSignal | undefined
  sink?: OutsideRequest['sink']
}

/** One request on the wire and its whole answer; what goes wrong becomes an AppError that tells what it can have done. */
export async function exchange(options: ExchangeOptions): Promise<OutsideAnswer> {
  const { dispatcher, url, method, headers, body } = options
  const life = limitedBy(options)
  const progress: Progress = { sent: false }
  try {
    const answer = await dispatcher.compose(noteProgress(progress)).request({
      origin: url.origin,
      path: url.pathname + url.search,
      method,
      headers,
      body: body ?? null,
      signal: life.signal,
    })
    return await readAnswer(answer, options, life.signal)
  } catch (thrown) {
    const effect: Effect = progress.sent && method !== 'GET' ? 'unknown' : 'none'
    throw translate(thrown, options, effect, life.timedOut())
  } finally {
    life.end()
  }
}

/** One signal for time and caller; by hand, as `AbortSignal.any` and `.timeout` cost ten times as much. */
function limitedBy({ timeoutMs, signal }: ExchangeOptions) {
  const controller = new AbortController()
  let timedOut = false
  const timer = setTimeout(() => {
    timedOut = !controller.signal.aborted
    controller.abort(new Error('timed out'))
  }, timeoutMs)
  const given = () => controller.abort(signal?.reason)
  if (signal?.aborted) given()
  else signal?.addEventListener('abort', given, { once: true })
  return {
    signal: controller.signal,
    timedOut: () => timedOut,
    end() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', given)
    },
  }
}

interface Progress {
  /** The request's first byte may have left this host. */
  sent: boolean
}

/** undici calls `onRequestStart` when it has a connection and is about to write. */
function noteProgress(progress: Progress): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) =>
    dispatch(options, {
      onRequestStart: (controller, context) => {
        progress.sent = true
        handler.onRequestStart?.(controller, context)
      },
      onResponseStart: (...args) => handler.onResponseStart?.(...args),
      onResponseData: (...args) => handler.onResponseData?.(...args),
      onResponseEnd: (...args) => handler.onResponseEnd?.(...args),
      onResponseError: (...args) => handler.onResponseError?.(...args),
    })
}

async function readAnswer(
  answer: Dispatcher.ResponseData,
  { maxBytes, sink }: ExchangeOptions,
  signal: AbortSignal,
): Promise<OutsideAnswer> {
  const headers = Object.fromEntries(
    Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), [value].flat().join(', ')]),
  )
  const ok = answer.statusCode >= 200 && answer.statusCode < 300
  const body = await readBody(answer.body as Readable, {
    maxBytes,
    encoding: headers['content-encoding']?.trim().toLowerCase(),
    signal,
    sink: ok ? sink : undefined,
  })
  return { status: answer.statusCode, headers, body, json: parseJson(body) }
}

function parseJson(body: Buffer): unknown {
  if (body.length === 0) return undefined
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

const connectCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])
const timeoutCodes: Record<string, string> = {
  UND_ERR_CONNECT_TIMEOUT: 'connect',
  UND_ERR_HEADERS_TIMEOUT: 'headers',
  UND_ERR_BODY_TIMEOUT: 'body',
}

function translate(thrown: unknown, options: ExchangeOptions, effect: Effect, timedOut: boolean): AppError {
  const { upstream, maxBytes, signal } = options
  const cause = thrown
  const code = codeOf(thrown)
  if (thrown instanceof TooLargeError) {
    return httpErrors.HTTP_ANSWER_TOO_LARGE({ upstream, maxBytes, effect }, { cause })
  }
  if (thrown instanceof UnreadableError || code.startsWith('Z_') || code.startsWith('ERR_TRAILING_JUNK')) {
    return httpErrors.HTTP_ANSWER_UNREADABLE({ upstream, reason: code || String(thrown), effect }, { cause })
  }
  if (thrown instanceof PrivateAddressError) {
    return httpErrors.HTTP_HOST_REFUSED({ upstream, reason: 'private address', effect: 'none' }, { cause })
  }
  if (signal?.aborted && !timedOut) return httpErrors.HTTP_ABORTED({ upstream, effect }, { cause })
  const stage = timedOut ? 'total' : timeoutCodes[code]
  if (stage) return httpErrors.HTTP_TIMEOUT({ upstream, stage, effect }, { cause })
  const params = { upstream, reason: code || 'unknown', effect }
  return connectCodes.has(code)
    ? httpErrors.HTTP_NO_CONNECTION(params, { cause })
    : httpErrors.HTTP_CUT(params, { cause })
}

/** The innermost code: undici wraps socket errors, Node joins the errors of several addresses. */
function codeOf(thrown: unknown): string {
  const { code, cause, errors } = (thrown ?? {}) as { code?: unknown; cause?: unknown; errors?: unknown[] }
  const inner = errors?.[0] ?? cause
  return (inner ? codeOf(inner) : '') || (typeof code === 'string' ? code : '')
}
