import { z } from 'zod'
import { minorFromDecimal, quantityFromDecimal } from '../domain/money.js'
import { momentFromIso } from '../domain/moment.js'

// How the platform writes values (§1.6), read once for all resources.

const decimal = z.union([z.string(), z.number()])

const read = <T>(name: string, parse: (value: string | number) => T | undefined) =>
  decimal.transform((value, context) => {
    const parsed = parse(value)
    if (parsed !== undefined) return parsed
    context.issues.push({ code: 'custom', message: `is not ${name}`, input: value })
    return z.NEVER
  })

/** A string or a float of roubles → kopecks. */
export const money = read('an amount', minorFromDecimal)

/** "7.0" or 7 → 7. */
export const quantity = read('a quantity', quantityFromDecimal)

/** ISO 8601 with offset → RFC 3339 in UTC. */
export const moment = read('a moment', (value) => momentFromIso(String(value)))

/** Numbers on their side, strings on ours. */
export const id = decimal.transform(String).refine((value) => /^\d{1,20}$/.test(value), 'is not an id')

/** A text that may be null or absent → ''. */
export const text = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value == null ? '' : String(value)))

/** Ids go back as numbers, as the platform documents them. */
export const theirId = (value: string): number => Number(value)
