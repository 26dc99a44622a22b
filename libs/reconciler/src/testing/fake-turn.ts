import { connectionId, type ConnectionKey } from '@skladbridge/contracts'
import { createLogger } from '@skladbridge/runtime'
import { reconcilerErrors } from '../errors.js'
import type { LinkFields, Touch, Turn } from '../types.js'

export interface FakeTurn<Own> extends Turn<Own> {
  /** What was remembered in the middle of the work, in order. */
  readonly remembered: readonly { link: string; set: Partial<Own> }[]
  readonly touches: readonly Touch<Own>[]
  /** From now on nothing is remembered and the signal is aborted. */
  loseLease(): void
}

/** A turn for the unit tests of a `reconcile`; its lease lasts ten seconds. */
export function fakeTurn<Own = object>(connection: ConnectionKey): FakeTurn<Own> {
  const lane = connectionId(connection)
  const controller = new AbortController()
  const remembered: { link: string; set: Partial<Own> }[] = []
  const touches: Touch<Own>[] = []
  const lost = () => reconcilerErrors.RECONCILER_LEASE_LOST({ lane })
  return {
    lane,
    connection,
    fence: 1,
    deadline: new Date(Date.now() + 10_000),
    signal: controller.signal,
    log: createLogger('test', 'silent'),
    remembered,
    touches,
    loseLease: () => controller.abort(lost()),
    async remember(link: LinkFields & Own, set: Partial<Own>) {
      if (controller.signal.aborted) throw lost()
      remembered.push({ link: link._id, set })
    },
    async touch(more) {
      touches.push(...more)
    },
  }
}
