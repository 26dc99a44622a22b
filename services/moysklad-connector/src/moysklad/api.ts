import { AppError } from '@skladbridge/errors'
import type { OutsideAnswer, OutsideRequest, RequestPriority, Upstream } from '@skladbridge/http-client'
import type { z } from 'zod'
import { moyskladErrors, side } from '../errors.js'
import { toRefusal } from './refusals.js'

/** What a call may cost: until when, and before whom. */
export interface Allowance {
  priority: RequestPriority
  deadline: Date
  signal?: AbortSignal
}

export interface Ask {
  /** For metrics: a closed set such as `orders.get`. */
  operation: string
  method?: OutsideRequest['method']
  /** Below the API's address: `entity/customerorder`. */
  path: string
  query?: Record<string, string | number | undefined>
  json?: unknown
  headers?: Record<string, string>
  sink?: OutsideRequest['sink']
  /** Many entities at once: an array is an answer whatever its status, each element has its own outcome. */
  bulk?: boolean
}

export interface ApiOptions {
  upstream: Upstream
  baseUrl: string
  /** `X-Lognex-WebHook-DisableByPrefix`: what we write does not come back as a webhook of ours. */
  mutePrefix: string
  accountId: string
  token: string
  allowance: Allowance
  /** Told of every whole answer that is no refusal, and of every refusal. */
  onSuccess?(): Promise<void>
  onRefusal?(error: AppError, operation: string): Promise<void>
}

/** One account's JSON API for the length of one call. */
export class MoyskladApi {
  constructor(readonly options: ApiOptions) {}

  get baseUrl(): string {
    return this.options.baseUrl
  }

  /** Asks and reads the answer by its schema. Throws AppError: what MoySklad refused, what went wrong on the way. */
  async ask<S extends z.ZodType>(schema: S, ask: Ask): Promise<z.output<S>> {
    return this.read(schema, await this.send(ask), ask)
  }

  /** As `ask`, for answers that are not JSON or go to a sink. */
  async send(ask: Ask): Promise<OutsideAnswer> {
    const answer = await this.options.upstream.request(this.#request(ask))
    const done = answer.status >= 200 && answer.status < 300
    if (done || (ask.bulk && answer.status === 400 && Array.isArray(answer.json))) {
      await this.options.onSuccess?.()
      return answer
    }
    const refusal = toRefusal(answer, { operation: ask.operation, isWrite: isWrite(ask) })
    await this.options.onRefusal?.(refusal, ask.operation)
    throw refusal
  }

  /** Throws `bug` MOYSKLAD_ANSWER_UNEXPECTED; names the place, never the value. */
  read<S extends z.ZodType>(schema: S, { json }: Pick<OutsideAnswer, 'json'>, ask: Ask): z.output<S> {
    const parsed = schema.safeParse(json)
    if (parsed.success) return parsed.data
    const [issue] = parsed.error.issues
    const reason = json === undefined ? 'not JSON' : `${issue?.path.join('.') ?? ''}: ${issue?.code ?? ''}`
    const { operation } = ask
    const effect = isWrite(ask) ? 'unknown' : 'none'
    throw moyskladErrors.MOYSKLAD_ANSWER_UNEXPECTED(
      { side, operation, reason, effect },
      { cause: parsed.error },
    )
  }

  #request(ask: Ask): OutsideRequest {
    const { accountId, token, allowance, baseUrl, mutePrefix } = this.options
    return {
      account: accountId,
      method: ask.method ?? 'GET',
      url: `${baseUrl}/${ask.path}${toQuery(ask.query)}`,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json;charset=utf-8',
        'x-lognex-format-millisecond': 'true',
        ...(isWrite(ask) ? { 'x-lognex-webhook-disablebyprefix': mutePrefix } : {}),
        ...ask.headers,
      },
      json: ask.json,
      operation: ask.operation,
      sink: ask.sink,
      ...allowance,
    }
  }
}

const isWrite = ({ method = 'GET' }: Ask): boolean => method !== 'GET'

function toQuery(query: Ask['query']): string {
  const parts = Object.entries(query ?? {})
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
  return parts.length === 0 ? '' : `?${parts.join('&')}`
}

export type Condition = [field: string, operator: string, value: string]

/** `a=1;b>2` of MoySklad's `filter`; a semicolon inside a value is escaped. */
export const toFilter = (conditions: Condition[]): string =>
  conditions.map(([field, operator, value]) => `${field}${operator}${value.replaceAll(';', '\\;')}`).join(';')

/** Several `=` on one field are «or». */
export const anyOf = (field: string, values: string[]): Condition[] =>
  values.map((value): Condition => [field, '=', value])

export const isMoyskladError = (
  thrown: unknown,
  ...codes: (keyof typeof moyskladErrors.definitions)[]
): boolean => thrown instanceof AppError && (codes as string[]).includes(thrown.code)
