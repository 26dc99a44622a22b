import { AppError, toAppError } from '@skladbridge/errors'
import type { OutsideAnswer } from '@skladbridge/http-client'
import { z } from 'zod'
import { moyskladErrors, side } from '../errors.js'
import { isMoyskladError, type Ask, type MoyskladApi } from './api.js'
import { readRefusal, toRefusal } from './refusals.js'

export interface BulkElement {
  /** With `meta` it is an update, without a creation. */
  body: Record<string, unknown>
  /** Russian, for the merchant: «Товар «Чай»». */
  about: string
}

/** What became of one element: MoySklad's row, or why not. `began` is when the request began, by MoySklad's clock. */
export type BulkResult<T> = { row: T; began: number } | { refusal: AppError }

export interface BulkAsk<S> {
  operation: string
  path: string
  row: S
  query?: Ask['query']
}

/** api/moysklad.md §1.3; the refusal's own text speaks of 10 MB, so a larger part may come back and is then halved. */
const mostElements = 1_000
const mostBytes = 18_000_000
/** Beyond what one bad element in a thousand needs; more than that is no matter of single elements. */
const mostSplits = 24

/**
 * Writes many objects in as few requests as they fit in. A part that MoySklad refuses as a whole is halved until the
 * element at fault stands alone, so one bad element never stops the others. What concerns the account or the way to it
 * (throttled, unavailable, denied) is thrown when nothing is written yet; else the elements not written carry it.
 */
export async function saveMany<S extends z.ZodType>(
  api: MoyskladApi,
  ask: BulkAsk<S>,
  elements: BulkElement[],
): Promise<BulkResult<z.output<S>>[]> {
  const results = new Map<BulkElement, BulkResult<z.output<S>>>()
  const parts = partsOf(elements)
  for (let splits = 0, part = parts.shift(); part; part = parts.shift()) {
    try {
      const answers = await sendPart(api, ask, part)
      part.forEach((element, at) => results.set(element, answers[at]!))
    } catch (thrown) {
      const error = toAppError(thrown)
      const [one] = part
      if (isAboutElements(error) && part.length > 1 && splits < mostSplits) {
        splits += 1
        parts.unshift(...halves(part))
      } else if (isAboutElements(error) && part.length === 1 && one) {
        results.set(one, { refusal: named(error, one) })
      } else if (results.size === 0) throw error
      else {
        for (const element of [...part, ...parts.splice(0).flat()]) results.set(element, { refusal: error })
      }
    }
  }
  return elements.map((element) => results.get(element)!)
}

function partsOf(elements: BulkElement[]): BulkElement[][] {
  const parts: BulkElement[][] = []
  let bytes = Infinity
  for (const element of elements) {
    const size = Buffer.byteLength(JSON.stringify(element.body))
    const last = parts.at(-1)
    if (last && last.length < mostElements && bytes + size <= mostBytes) {
      last.push(element)
      bytes += size
    } else {
      parts.push([element])
      bytes = size
    }
  }
  return parts
}

const halves = <T>(items: T[]): T[][] => {
  const middle = Math.ceil(items.length / 2)
  return [items.slice(0, middle), items.slice(middle)]
}

/** 1088: too long for one request; which elements were written is not told, and all of them may be written again. */
const tooSlow = 1088

const isAboutElements = (error: AppError): boolean =>
  ['invalid', 'missing', 'conflict'].includes(error.kind) ||
  isMoyskladError(error, 'MOYSKLAD_REQUEST_WRONG') ||
  error.details['number'] === String(tooSlow)

async function sendPart<S extends z.ZodType>(
  api: MoyskladApi,
  { operation, path, row, query }: BulkAsk<S>,
  part: BulkElement[],
): Promise<BulkResult<z.output<S>>[]> {
  const json = part.map(({ body }) => body)
  const ask = { operation, method: 'POST', path, json, bulk: true, ...(query ? { query } : {}) } as const
  const sentAt = Date.now()
  const answer = await api.send(ask)
  const began = beganAt(answer, sentAt)
  const rows = api.read(z.array(z.unknown()), answer, ask)
  if (rows.length !== part.length) {
    const reason = `${rows.length} rows for ${part.length} elements`
    throw moyskladErrors.MOYSKLAD_ANSWER_UNEXPECTED({ side, operation, reason, effect: 'unknown' })
  }
  return rows.map((json, at) => {
    if (!readRefusal(json)) return { row: api.read(row, { json }, ask), began }
    // the status is the whole answer's: of an element only its number speaks
    const status = answer.status < 400 ? 400 : answer.status
    return { refusal: named(toRefusal({ status, json }, { operation, isWrite: true }), part[at]!) }
  })
}

function beganAt({ headers }: OutsideAnswer, sentAt: number): number {
  const now = Date.parse(headers['date'] ?? '')
  // the header knows whole seconds
  return Number.isNaN(now) ? -Infinity : now - (Date.now() - sentAt) - 1_000
}

/** The same refusal, saying whose it is. */
function named(error: AppError, { about }: BulkElement): AppError {
  const { kind, code, message, text, details, retryAfterMs } = error
  return new AppError(
    {
      kind,
      code,
      message,
      text: `${about}. ${text}`,
      details: { ...details, about },
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    },
    { cause: error },
  )
}

/** Was the object there before this request, made by an earlier one under the same key? */
export const wasThere = (updated: number | undefined, began: number): boolean =>
  updated !== undefined && updated < began
