/** Two clocks of this process, in milliseconds. The wall's may be wrong and may jump; the other may stand still in a paused VM. */
export interface Clocks {
  wall(): number
  monotonic(): number
}

export interface Moment {
  wall: number
  monotonic: number
}

export const momentOf = (clocks: Clocks): Moment => ({ wall: clocks.wall(), monotonic: clocks.monotonic() })

export const passedSince = (moment: Moment, clocks: Clocks): number =>
  Math.max(clocks.wall() - moment.wall, clocks.monotonic() - moment.monotonic)

export interface LeaseTimes {
  leaseMs: number
  /** We count ourselves out this much before the lease ends. */
  marginMs: number
  renewEveryMs: number
  /** Not renewed after this: a `reconcile` that hangs must not keep a lane for ever. */
  maxTurnMs: number
}

/** A lease while a turn runs under it. It is renewed; once lost, it stays lost. */
export interface Lease {
  /** End of the lease by the database's clock. */
  until(): Date
  /** Aborted when the lease is lost or has to be given up. */
  readonly signal: AbortSignal
  /** By the process's wall clock, like a gRPC deadline. */
  deadline(): Date
  isHeld(): boolean
  giveUp(reason: unknown): void
  /** No more renewing. */
  stop(): void
}

interface Holding {
  /** End of the lease as the database said when it was taken. */
  until: Date
  /** Just before the lease was asked for: it cannot have begun earlier, so it does not end before this + leaseMs. */
  askedAt: Moment
  times: LeaseTimes
  clocks: Clocks
  /** The new end; undefined when it is not ours any more; the old end when it has run out. */
  renew(): Promise<Date | undefined>
  lost(): unknown
}

/**
 * Counts on the clock that has gone further, from before the request: a process that was paused, whose clock was set, or
 * whose answer was late, counts itself out too early, never too late.
 */
export function holdLease(holding: Holding): Lease {
  const { times, clocks } = holding
  const controller = new AbortController()
  const began = holding.askedAt
  let { until, askedAt } = holding
  const leftMs = () => times.leaseMs - times.marginMs - passedSince(askedAt, clocks)
  const giveUp = (reason: unknown) => {
    if (!controller.signal.aborted) controller.abort(reason)
  }
  const isHeld = () => {
    if (leftMs() <= 0) giveUp(holding.lost())
    return !controller.signal.aborted
  }

  async function renew(): Promise<void> {
    if (!isHeld() || passedSince(began, clocks) > times.maxTurnMs) return
    const asked = momentOf(clocks)
    // the database away: another try at the next tick, until the lease runs out
    const renewed = await holding.renew().catch(() => 'away' as const)
    if (renewed === 'away' || controller.signal.aborted) return
    // not later than before: it had run out already when the request arrived
    if (renewed === undefined || renewed <= until) return giveUp(holding.lost())
    until = renewed
    askedAt = asked
  }

  const renewing = setInterval(() => void renew(), times.renewEveryMs)
  const watching = setInterval(isHeld, Math.min(250, times.renewEveryMs))
  return {
    until: () => until,
    signal: controller.signal,
    deadline: () => new Date(clocks.wall() + Math.max(0, leftMs())),
    isHeld,
    giveUp,
    stop() {
      clearInterval(renewing)
      clearInterval(watching)
    },
  }
}
