/** What the loop that takes lanes needs. */
export interface LineDeps<Claimed extends { _id: string }> {
  /** The first lane in line, leased; undefined when none is due. */
  claim(): Promise<Claimed | undefined>
  /** Runs its turn to the end; says when the lane is due again, by `now`. Never rejects. */
  run(claimed: Claimed): Promise<Date | undefined>
  concurrency: number
  /** How often to look without being told, with jitter. */
  pollMs: number
  /** The clock that due moments are told by. */
  now(): number
  random: () => number
  onAway(error: unknown): void
  onBack(): void
}

export interface Line {
  /** These lanes became due: look at once. */
  expect(lanes: Iterable<string>): void
  nudge(): void
  /** False while the database does not answer. */
  isReady(): boolean
  /** Takes no more. Resolves when no claim is under way. */
  stop(): Promise<void>
  running(): Promise<unknown>[]
}

const awayStepsMs = [100, 250, 500, 1_000, 2_000]
const slowClaimMs = 3_000

/**
 * Takes lanes one after the other while there are free places. After a touch it looks exactly as often as lanes became due
 * here; once a `pollMs` it drains the line, for what became due by time or in another process.
 */
export function startLine<Claimed extends { _id: string }>(deps: LineDeps<Claimed>): Line {
  const expected = new Set<string>()
  const running = new Map<string, Promise<unknown>>()
  let draining = true
  let news = 0
  let stopped = false
  let failures = 0
  let claimingSince: number | undefined
  let wake = () => {}

  const rouse = () => {
    news += 1
    wake()
  }
  const expect = (lanes: Iterable<string>) => {
    // a lane that runs here is told by its own release
    for (const lane of lanes) if (!running.has(lane)) expected.add(lane)
    rouse()
  }
  const idle = (ms: number): Promise<'told' | 'timeout'> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => resolve('timeout'), ms)
      wake = () => {
        clearTimeout(timer)
        resolve('told')
      }
    })

  function start(claimed: Claimed): void {
    expected.delete(claimed._id)
    const turn = deps.run(claimed).then((dueAt) => {
      if (running.get(claimed._id) === turn) running.delete(claimed._id)
      if (dueAt) expectAt(claimed._id, dueAt.getTime() - deps.now())
      wake()
    })
    running.set(claimed._id, turn)
  }

  /** Sooner than the next poll would find it. */
  function expectAt(lane: string, inMs: number): void {
    if (inMs <= 0) expect([lane])
    else if (inMs < deps.pollMs) setTimeout(() => expect([lane]), inMs).unref()
  }

  async function look(): Promise<void> {
    const newsBefore = news
    claimingSince = performance.now()
    try {
      const claimed = await deps.claim()
      if (failures > 0) deps.onBack()
      failures = 0
      if (claimed) return start(claimed)
      draining = false
      // what was expected is not to be had: held, paused or throttled
      if (news === newsBefore) expected.clear()
    } catch (error) {
      if (failures === 0) deps.onAway(error)
      failures += 1
      draining = true
      const step = awayStepsMs[Math.min(failures, awayStepsMs.length) - 1]!
      await idleUntouched(step * (0.8 + 0.4 * deps.random()))
    } finally {
      claimingSince = undefined
    }
  }

  /** Touches do not shorten the wait while the database is away. */
  async function idleUntouched(ms: number): Promise<void> {
    const until = performance.now() + ms
    for (let left = ms; left > 0 && !stopped; left = until - performance.now()) await idle(left)
  }

  async function loop(): Promise<void> {
    while (!stopped) {
      const wanted = draining || expected.size > 0
      if (wanted && running.size < deps.concurrency) await look()
      else if ((await idle(deps.pollMs * (0.8 + 0.4 * deps.random()))) === 'timeout') draining = true
    }
  }

  const looping = loop()
  return {
    expect,
    nudge() {
      draining = true
      rouse()
    },
    isReady: () =>
      failures === 0 && (claimingSince === undefined || performance.now() - claimingSince < slowClaimMs),
    async stop() {
      stopped = true
      wake()
      await looping
    },
    running: () => [...running.values()],
  }
}
