import type { LoadDirection } from './load-types.js'

/** Requests a second that the platform written to allows, steadily: 500 in 5 minutes; 45 in 3 seconds. */
const perSecond: Record<LoadDirection, number> = {
  'moysklad-to-insales': 500 / 300,
  'insales-to-moysklad': 45 / 3,
}

/** Until some are done: creation and its collection; a part of three bulk writes of a thousand. */
const expected: Record<LoadDirection, number> = {
  'moysklad-to-insales': 2,
  'insales-to-moysklad': 0.01,
}

/** Seconds until the rest is done, by what an item took so far and what the platform lets through. */
export function timeLeft(
  direction: LoadDirection,
  { left, ended, requests }: { left: number; ended: number; requests: number },
): number {
  const each = ended > 0 && requests > 0 ? requests / ended : expected[direction]
  return Math.ceil((left * each) / perSecond[direction])
}
