import { toAppError, type AppError } from '@skladbridge/errors'
import {
  isLeaseLost,
  reconcilerErrors,
  type KindOptions,
  type LinkFields,
  type Outcome,
  type Turn,
} from '@skladbridge/reconciler'
import { decideEntries, ofWholeConnection, type Ended } from './decide-entries.js'
import type { Journal } from './journal.js'
import { lostTotal } from './metrics.js'
import type { Described } from './types.js'

export interface WithJournal<Own> {
  journal: Pick<Journal, 'write'>
  /** What a link is about, from what it holds after the work; undefined = the connection's own work, such as a sweep. */
  describe(link: LinkFields & Own): Described | undefined
}

type Kinds<Own> = Record<string, KindOptions<Own>>
type Reconcile<Own> = KindOptions<Own>['reconcile']

/**
 * The same kinds; what newly fails and what is well again is told to the journal. The entry is written before the
 * reconciler remembers the outcome: should the process die in between, the next attempt tells the same and it is there once.
 */
export const withJournal = <Own>(kinds: Kinds<Own>, options: WithJournal<Own>): Kinds<Own> =>
  Object.fromEntries(
    Object.entries(kinds).map(([name, kind]) => [
      name,
      { ...kind, reconcile: telling(kind.reconcile, options) },
    ]),
  )

const telling =
  <Own>(reconcile: Reconcile<Own>, options: WithJournal<Own>): Reconcile<Own> =>
  async (links, turn) => {
    try {
      const outcomes = await reconcile(links, turn)
      await tell(options, turn, links, (link) => outcomes.get(link._id) ?? unanswered(link))
      return outcomes
    } catch (thrown) {
      // nothing of this attempt will be remembered
      if (isLeaseLost(thrown) || turn.signal.aborted) throw thrown
      const error = toAppError(thrown)
      const wide = error.kind === 'unavailable' ? ofWholeConnection(error) : error
      if (isTheLinks(wide, links.length))
        await tell(options, turn, links, () => ({ kind: 'failed', error: wide }))
      throw wide
    }
  }

/** One bad link makes the reconciler try each alone: then it is told which one it is. */
const isTheLinks = ({ kind }: AppError, links: number): boolean =>
  links === 1 || kind === 'unavailable' || kind === 'denied'

const unanswered = ({ kind }: LinkFields): Outcome<never> => ({
  kind: 'failed',
  error: reconcilerErrors.RECONCILER_UNANSWERED({ kind }),
})

async function tell<Own>(
  { journal, describe }: WithJournal<Own>,
  turn: Turn<Own>,
  links: (LinkFields & Own)[],
  outcomeOf: (link: LinkFields & Own) => Outcome<Own>,
): Promise<void> {
  if (turn.signal.aborted) return
  try {
    const ended = links.map((link): Ended => {
      const outcome = outcomeOf(link)
      return { link, outcome: outcome as Outcome, about: describe({ ...link, ...outcome.remember }) }
    })
    await journal.write(decideEntries(ended, turn.connection, new Date()))
  } catch (err) {
    // a describe that trips over a link is a bug, and no reason to fail the work
    lostTotal.inc()
    turn.log.error({ err }, 'journal could not be told')
  }
}
