import type { OutsideAnswer, OutsideRequest, RequestPriority, Upstream } from '@skladbridge/http-client'
import { AppError } from '@skladbridge/errors'
import type { z } from 'zod'
import { insalesErrors } from '../errors.js'
import { refusalToError } from './refusals.js'

/** Who we are in a shop: where it answers and what it knows us by. */
export interface ShopAccess {
  /** Whose budget and breaker: the connection's id. */
  account: string
  host: string
  apiKey: string
  password: string
}

/** What the caller of one operation allows. */
export interface Allowance {
  priority: RequestPriority
  deadline?: Date | undefined
  signal?: AbortSignal | undefined
}

export interface ShopCall {
  /** For metrics, from a closed set: `products.list`. */
  operation: string
  /** Russian, for the merchant, with the name of the thing: «товар 123». */
  about: string
  /** Below `/admin`. */
  path: string
}

/** The admin API of one shop, for one operation. Throws AppError: `refusalToError` says which. */
export interface Shop {
  read<S extends z.ZodType>(call: ShopCall & { query?: Query }, answer: S): Promise<z.output<S>>
  write<S extends z.ZodType>(call: ShopCall & Write, answer: S): Promise<z.output<S>>
}

export interface ShopDeps {
  upstream: Upstream
  /** Where all shops are, instead of at their own hosts: the sandbox. The shop's host then goes in the headers. */
  baseUrl?: string | undefined
  /** Told of each refusal that means the connection has lost its access. */
  onDenied?: (error: AppError, path: string) => Promise<void>
  onRefused?: (operation: string, error: AppError) => void
}

type Query = Record<string, string | number>
type Write = { method: 'POST' | 'PUT' | 'DELETE'; body?: unknown }

export function createShop(access: ShopAccess, allowance: Allowance, deps: ShopDeps): Shop {
  const send = async <S extends z.ZodType>(call: ShopCall, parts: Parts, answer: S) => {
    const request = toRequest(access, allowance, deps.baseUrl, call, parts)
    try {
      return readAnswer(await deps.upstream.request(request), call, parts.method, answer)
    } catch (error) {
      if (error instanceof AppError) {
        deps.onRefused?.(call.operation, error)
        if (error.kind === 'denied') await deps.onDenied?.(error, call.path)
      }
      throw error
    }
  }
  return {
    read: (call, answer) =>
      send(call, { method: 'GET', query: queryOf(call.query), body: undefined }, answer),
    write: (call, answer) => send(call, { method: call.method, query: '', body: call.body }, answer),
  }
}

interface Parts {
  method: OutsideRequest['method']
  query: string
  body: unknown
}

function toRequest(
  access: ShopAccess,
  { priority, deadline, signal }: Allowance,
  baseUrl: string | undefined,
  { operation, path }: ShopCall,
  { method, query, body }: Parts,
): OutsideRequest {
  const credentials = Buffer.from(`${access.apiKey}:${access.password}`).toString('base64')
  return {
    account: access.account,
    operation,
    method,
    url: `${baseUrl ?? `https://${access.host}`}/admin${path}${query}`,
    headers: {
      authorization: `Basic ${credentials}`,
      accept: 'application/json',
      // refused without it, even where the body is empty (§1.1)
      ...(method === 'POST' || method === 'PUT' ? { 'content-type': 'application/json' } : {}),
      ...(baseUrl ? { host: access.host, 'x-shop-host': access.host } : {}),
    },
    ...(body === undefined ? {} : { json: body }),
    priority,
    ...(deadline ? { deadline } : {}),
    ...(signal ? { signal } : {}),
  }
}

function queryOf(query: Query = {}): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) parameters.set(name, String(value))
  return parameters.size === 0 ? '' : `?${parameters.toString()}`
}

function readAnswer<S extends z.ZodType>(
  { status, headers, json }: OutsideAnswer,
  { operation, about }: ShopCall,
  method: string,
  schema: S,
): z.output<S> {
  // always the status first: what is not a success may be a page (§1.3)
  if (status < 200 || status >= 300) {
    throw refusalToError({ status, headers, json, operation, about, isWrite: method !== 'GET' })
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  if (json === undefined) throw insalesErrors.INSALES_ANSWER_NOT_JSON({ what: about })
  // paths and messages only: values may be a person's
  const problem = parsed.error.issues.slice(0, 3).map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw insalesErrors.INSALES_ANSWER_UNEXPECTED({ operation, problem: problem.join('; ') })
}
