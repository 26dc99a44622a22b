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
  /** Anything may be due: look until nothing is. */
  nudge(): void
  /** False while the database does not answer. */
  isReady(): boolean
  /** Takes no more. Resolves when no claim is under way. */
  stop(): Promise<void>
  running(): Promise<void>[]
}

interface State {
  /** Known to be due, not yet taken. */
  expected: Set<string>
  running: Map<string, Promise<void>>
  /** The line may hold more than is expected: look until nothing is found. */
  draining: boolean
  /** Counts what was told, to see whether something came in during a look. */
  news: number
  stopped: boolean
  /** Looks in a row that failed. */
  failures: number
  lookingSince: number | undefined
  /** When the line is drained again whatever is told, by `performance.now()`. */
  pollAt: number
  /** Ends the current wait, if there is one. */
  wake: () => void
}

const awayStepsMs = [100, 250, 500, 1_000, 2_000]
const slowLookMs = 3_000

/**
 * Takes lanes one after the other while there are free places. After a touch it looks exactly as often as lanes became due
 * here; once a `pollMs` it drains the line, for what became due by time or in another process.
 */
export function startLine<Claimed extends { _id: string }>(deps: LineDeps<Claimed>): Line {
  const state: State = {
    expected: new Set(),
    running: new Map(),
    draining: true,
    news: 0,
    stopped: false,
    failures: 0,
    lookingSince: undefined,
    pollAt: 0,
    wake: () => {},
  }
  const looping = loop(state, deps)
  return {
    expect: (lanes) => expect(state, lanes),
    nudge() {
      state.draining = true
      expect(state, [])
    },
    isReady: () =>
      state.failures === 0 &&
      (state.lookingSince === undefined || performance.now() - state.lookingSince < slowLookMs),
    async stop() {
      state.stopped = true
      state.wake()
      await looping
    },
    running: () => [...state.running.values()],
  }
}

async function loop<Claimed extends { _id: string }>(state: State, deps: LineDeps<Claimed>): Promise<void> {
  while (!state.stopped) {
    if (performance.now() >= state.pollAt) {
      state.draining = true
      state.pollAt = performance.now() + jittered(deps.pollMs, deps)
    }
    const wanted = state.draining || state.expected.size > 0
    if (wanted && state.running.size < deps.concurrency) await look(state, deps)
    else await wait(state, state.pollAt - performance.now())
  }
}

async function look<Claimed extends { _id: string }>(state: State, deps: LineDeps<Claimed>): Promise<void> {
  const newsBefore = state.news
  state.lookingSince ??= performance.now()
  try {
    const claimed = await deps.claim()
    state.lookingSince = undefined
    if (state.failures > 0) deps.onBack()
    state.failures = 0
    if (claimed) return start(state, deps, claimed)
    state.draining = false
    // what was expected is not to be had: held by another, paused or throttled
    if (state.news === newsBefore) state.expected.clear()
  } catch (error) {
    state.lookingSince = undefined
    if (state.failures === 0) deps.onAway(error)
    state.failures += 1
    state.draining = true
    await waitInFull(state, jittered(awayStepsMs[Math.min(state.failures, awayStepsMs.length) - 1]!, deps))
  }
}

function start<Claimed extends { _id: string }>(
  state: State,
  deps: LineDeps<Claimed>,
  claimed: Claimed,
): void {
  const lane = claimed._id
  state.expected.delete(lane)
  const turn = deps.run(claimed).then((dueAt) => {
    if (state.running.get(lane) === turn) state.running.delete(lane)
    if (dueAt) expectAt(state, deps, lane, dueAt.getTime() - deps.now())
    state.wake()
  })
  state.running.set(lane, turn)
}

function expect(state: State, lanes: Iterable<string>): void {
  // a lane that runs here is told by its own release
  for (const lane of lanes) if (!state.running.has(lane)) state.expected.add(lane)
  state.news += 1
  state.wake()
}

/** Sooner than the next poll would find it. */
function expectAt(state: State, { pollMs }: { pollMs: number }, lane: string, inMs: number): void {
  if (inMs <= 0) expect(state, [lane])
  else if (inMs < pollMs) setTimeout(() => expect(state, [lane]), inMs + 1).unref()
}

const jittered = (ms: number, { random }: { random: () => number }) => ms * (0.8 + 0.4 * random())

function wait(state: State, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, Math.max(1, ms))
    state.wake = () => {
      clearTimeout(timer)
      resolve()
    }
  })
}

/** News does not shorten this wait: while the database is away, touches fail too. */
async function waitInFull(state: State, ms: number): Promise<void> {
  const until = performance.now() + ms
  for (let left = ms; left > 0 && !state.stopped; left = until - performance.now()) await wait(state, left)
}
