import type { StockSettings } from '@skladbridge/contracts'
import { toAppError } from '@skladbridge/errors'
import { sortChanges } from '../domain/decide-changes.js'
import { countVanishing, isConfirmed, isSuspicious, type Hold } from '../domain/decide-hold.js'
import type { Change } from '../domain/types.js'
import { stockErrors } from '../errors.js'
import { createJob, type Job } from './job.js'
import { planRun, type Changes, type Scope } from './plan-run.js'
import { kinds, THE_ONE, type Run, type StockPorts, type StockTurn } from './ports.js'

/** Write this many at once: one gRPC call, ten group updates. */
const CHUNK = 1000

/** The platform queues group updates: it is read back once they have had time to be worked through. */
const VERIFY_AFTER_MS = 30_000

/**
 * One run: read the report, sum, compare with what was last sent, write the differences. Quantities are absolute and what was
 * sent is remembered after each chunk, so a run that dies is simply run again: it writes only what is left.
 */
export async function runStock(
  ports: StockPorts,
  turn: StockTurn,
  settings: StockSettings,
  scope: Scope,
): Promise<Run> {
  const run = newRun(ports, scope.kind === 'full' ? 'full' : 'changed')
  const job = createJob(ports, turn, run, settings)
  try {
    const changes = await planBelievable(job, scope)
    if (changes) await send(job, sortChanges(changes.values(), settings.zeroAs))
  } catch (thrown) {
    const { code, text, message } = toAppError(thrown)
    Object.assign(run, { state: 'failed', failureCode: code, failureText: text || message })
    run.failed = run.changed - run.written
    await finish(job)
    throw thrown
  }
  await finish(job)
  return run
}

export const newRun = (ports: Pick<StockPorts, 'uuid' | 'now'>, kind: Run['kind']): Run => ({
  id: ports.uuid(),
  kind,
  state: 'done',
  startedAt: ports.now(),
  finishedAt: ports.now(),
  rowsRead: 0,
  changed: 0,
  written: 0,
  failed: 0,
  requests: 0,
  failureCode: '',
  failureText: '',
})

async function finish({ ports, turn, run }: Job): Promise<void> {
  run.finishedAt = ports.now()
  await ports.runs.add(turn.connection, run)
  await ports.announce(turn.connection, run)
}

/**
 * What to write; undefined when nothing may be. A report that takes too much to zero is read again, and if it stays so the
 * run waits for the merchant's word, who is told once.
 */
async function planBelievable(job: Job, scope: Scope): Promise<Changes | undefined> {
  const { ports, turn, settings, run } = job
  const { lane } = turn
  let changes = await planRun(job, scope)
  const inStock = changes.size === 0 ? 0 : await ports.sent.countAbove(lane, settings.zeroAs)
  const suspicious = () =>
    isSuspicious(countVanishing(changes.values(), settings.zeroAs), inStock, settings.holdThreshold)
  if (suspicious()) changes = await planRun(job, scope)
  const hold = await ports.holds.get(lane)
  const vanishing = countVanishing(changes.values(), settings.zeroAs)
  if (!suspicious()) {
    // a whole report that can be believed: nothing is asked any more
    if (hold && scope.kind === 'full') await ports.holds.clear(lane)
    return changes
  }
  if (isConfirmed(hold, vanishing)) return changes
  run.changed = changes.size
  await holdRun(job, hold, { vanishing, inStock })
  return undefined
}

async function holdRun(
  { ports, turn, run }: Job,
  hold: Hold | undefined,
  { vanishing, inStock }: { vanishing: number; inStock: number },
): Promise<void> {
  const { code, text, advice } = stockErrors.STOCK_RUN_HELD({ vanishing, inStock })
  Object.assign(run, { state: 'held', failureCode: code, failureText: text })
  // it waits already, or was rejected: the merchant knows
  if (hold && hold.state !== 'confirmed') return
  await ports.holds.put(turn.lane, {
    runId: run.id,
    state: 'held',
    vanishing,
    inStock,
    rowsRead: run.rowsRead,
    heldAt: ports.now(),
  })
  const { connection } = turn
  await ports.journal.write([
    {
      connection,
      key: `held/${run.id}`,
      outcome: 'note',
      subject: 'stock',
      subjectId: run.id,
      title: '',
      code,
      text,
      advice,
    },
  ])
}

/** Sends and remembers, a chunk at a time. Dies between the two: the next attempt sends the same absolute numbers again. */
export async function send({ ports, turn, run }: Job, changes: readonly Change[]): Promise<void> {
  run.changed = changes.length
  for (let at = 0; at < changes.length; at += CHUNK) {
    const chunk = changes.slice(at, at + CHUNK)
    run.requests += await ports.insales.updateQuantities(turn.connection, chunk, turn)
    await ports.sent.remember(turn.lane, chunk, run.id)
    run.written += chunk.length
  }
  if (changes.length === 0) return
  const dueAt = new Date(ports.now().getTime() + VERIFY_AFTER_MS)
  await turn.touch([{ connection: turn.connection, kind: kinds.verify, key: THE_ONE, dueAt }])
}
