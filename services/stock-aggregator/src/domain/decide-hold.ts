import type { Change } from './types.js'

/** Fewer than this many at once are sold out in earnest, whatever share they are. */
const FEWEST = 20

export type HoldState = 'held' | 'confirmed' | 'rejected'

/** A report that was not believed, and what the merchant said to it. */
export interface Hold {
  /** The run that met it first. */
  runId: string
  state: HoldState
  /** How many variants would have none left … */
  vanishing: number
  /** … of how many that have some now. */
  inStock: number
  rowsRead: number
  heldAt: Date
  decidedAt?: Date
}

/** Variants that had some and would have none. `none`: what stands for none. */
export function countVanishing(changes: Iterable<Change>, none: number): number {
  let count = 0
  for (const { level, before } of changes)
    if (level.quantity <= none && (before?.quantity ?? 0) > none) count += 1
  return count
}

/** Is a report too bad to be believed at once? */
export const isSuspicious = (vanishing: number, inStock: number, holdThreshold: number): boolean =>
  vanishing >= FEWEST && vanishing >= inStock * holdThreshold

/** A word once given covers what was shown, and a little more; a report that got much worse is asked about anew. */
export const isConfirmed = (hold: Hold | undefined, vanishing: number): boolean =>
  hold?.state === 'confirmed' && vanishing < hold.vanishing + FEWEST
