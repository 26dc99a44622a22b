import { toAppError, type AppError } from '@skladbridge/errors'
import type { moysklad } from '@skladbridge/proto'

/** How one element of a request for many ended. */
export type Saved<T> = { saved: T } | { refusal: AppError }

export const mapSaved = <T, R>(one: Saved<T>, map: (saved: T) => R): Saved<R> =>
  'saved' in one ? { saved: map(one.saved) } : one

/** As it goes over gRPC inside an outcome. */
export const toRefusalMessage = (error: AppError): moysklad.Refusal => {
  const { kind, code, message, text, advice, gist, details } = error
  return { kind, code, message, text, advice, gist, details: { ...details } }
}

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
    } catch (thrown) {
      outcomes.set(item, { refusal: toAppError(thrown) })
    }
  }
  const good = items.filter((item) => !outcomes.has(item))
  const saved = good.length === 0 ? [] : await work(good)
  good.forEach((item, at) => outcomes.set(item, saved[at]!))
  return items.map((item) => outcomes.get(item)!)
}
