import { isErrorKind, type AppError, type ErrorKind } from '@skladbridge/errors'
import type { moysklad } from '@skladbridge/proto'
import { z } from 'zod'
import type { Ask, MoyskladApi } from './api.js'
import { readRefusal, toRefusal } from './refusals.js'

/** How one element of a bulk write ended. */
export type Saved<T> = { saved: T } | { refusal: AppError }

interface Bulk<S extends z.ZodType> extends Pick<Ask, 'operation' | 'path' | 'query'> {
  row: S
  bodies: unknown[]
}

/** How often one call may send parts of an array again: a fault that every element has must not become a flood. */
const mostSplits = 12

/**
 * POST of an array: each element has its own outcome, and the answer's order is the request's (api/moysklad.md §1.6). Where
 * the whole is refused for its size, or for something that may be one element's fault, it is sent again in halves; so
 * bodies must be repeatable: creations by `syncId`, changes by `meta`.
 */
export async function saveMany<S extends z.ZodType>(
  api: MoyskladApi,
  bulk: Bulk<S>,
): Promise<Saved<z.output<S>>[]> {
  let splits = 0
  const send = async (bodies: unknown[]): Promise<Saved<z.output<S>>[]> => {
    if (bodies.length === 0) return []
    try {
      return await sendAll(api, { ...bulk, bodies })
    } catch (error) {
      if (!maySplit(error)) throw error
      if (bodies.length === 1) return [{ refusal: error }]
      if ((splits += 1) > mostSplits) return bodies.map(() => ({ refusal: error }))
      const half = Math.ceil(bodies.length / 2)
      return [...(await send(bodies.slice(0, half))), ...(await send(bodies.slice(half)))]
    }
  }
  return send(bulk.bodies)
}

async function sendAll<S extends z.ZodType>(
  api: MoyskladApi,
  { operation, path, query, row, bodies }: Bulk<S>,
): Promise<Saved<z.output<S>>[]> {
  const ask: Ask = { operation, method: 'POST', path, json: bodies, bulk: true, ...(query ? { query } : {}) }
  const answers = api.read(z.array(z.unknown()).length(bodies.length), await api.send(ask), ask)
  const outcomes: Saved<z.output<S>>[] = []
  for (const json of answers) outcomes.push(await readOne(api, row, json, ask))
  return outcomes
}

async function readOne<S extends z.ZodType>(
  api: MoyskladApi,
  row: S,
  json: unknown,
  ask: Ask,
): Promise<Saved<z.output<S>>> {
  if (!readRefusal(json)) return { saved: api.read(row, { json }, ask) }
  const refusal = toRefusal({ status: 400, json }, { operation: ask.operation, isWrite: true })
  await api.options.onRefusal?.(refusal, ask.operation)
  return { refusal }
}

/** Of error 1088 the time is meant that the whole array would take. */
const tooLong = '1088'
const perhapsOneElement = new Set<ErrorKind>(['invalid', 'missing', 'bug'])

function maySplit(error: unknown): error is AppError {
  const { kind, details } = error as Partial<AppError>
  if (!isErrorKind(kind)) return false
  // an answer that cannot be read tells nothing about what was done: not a question of size
  if (details?.['effect'] === 'unknown') return details['number'] === tooLong
  return perhapsOneElement.has(kind)
}

/** As it goes over gRPC inside an outcome. */
export const toRefusalMessage = ({ kind, code, message, text, details }: AppError): moysklad.Refusal => ({
  kind,
  code,
  message,
  text,
  details: { ...details },
})

/** Does `work` on those that pass `check` only; what `check` throws is that element's outcome. */
export async function eachChecked<T, R>(
  items: readonly T[],
  check: (item: T) => void,
  work: (good: T[]) => Promise<Saved<R>[]>,
): Promise<Saved<R>[]> {
  const outcomes = new Map<T, Saved<R>>()
  for (const item of items) {
    try {
      check(item)
    } catch (error) {
      outcomes.set(item, { refusal: error as AppError })
    }
  }
  const good = items.filter((item) => !outcomes.has(item))
  const saved = good.length === 0 ? [] : await work(good)
  good.forEach((item, at) => outcomes.set(item, saved[at]!))
  return items.map((item) => outcomes.get(item)!)
}
