import fc from 'fast-check'

/** Choices of one run, the same for the same seed. */
export interface Dice {
  /** 0 ≤ x < 1 */
  share(): number
  pick<T>(from: readonly T[]): T
  between(least: number, most: number): number
}

/** One stream of choices; `name` gives each actor its own, so that one more throw of one does not change the others'. */
export function diceOf(seed: number, name: string): Dice {
  const own = [...name].reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), seed)
  const shares = fc.sample(fc.integer({ min: 0, max: 2 ** 30 - 1 }), { seed: own, numRuns: 4_096 })
  let at = 0
  const share = () => shares[at++ % shares.length]! / 2 ** 30
  const between = (least: number, most: number) => least + Math.floor(share() * (most - least + 1))
  return { share, between, pick: (from) => from[between(0, from.length - 1)]! }
}
