import type { Sandbox } from '@skladbridge/sandbox'
import { waitFor } from '@skladbridge/testing'
import { PATIENCE_MS } from './rig.js'

type Watchers = Map<string, () => void>

const watched = new WeakMap<Sandbox, Watchers>()

/**
 * The next request of this kind (`POST /entity/customerorder`, as the sandbox's counter calls it) takes effect and its
 * answer is lost. `onEffect` runs at that very moment, before anybody can have heard: the line between an effect and
 * its remembering. Resolves when it has happened.
 */
export async function loseAnswerOf(
  sandbox: Sandbox,
  kind: string,
  onEffect: () => Promise<unknown>,
): Promise<void> {
  const { faults } = sandbox.kit
  let effect: Promise<unknown> | undefined
  watch(sandbox).set(kind, () => {
    // the sandbox asks for the fault right after it has counted
    faults.answerLost = 1
    queueMicrotask(() => (faults.answerLost = 0))
    effect = onEffect()
  })
  await waitFor(() => effect !== undefined, { what: `${kind} to take effect`, timeoutMs: PATIENCE_MS })
  await effect
}

/** Each watcher is told once, of a request that succeeded. */
function watch(sandbox: Sandbox): Watchers {
  const known = watched.get(sandbox)
  if (known) return known
  const watchers: Watchers = new Map()
  const { counter } = sandbox.kit
  const count = counter.count
  counter.count = (kind, status) => {
    count(kind, status)
    const tell = status < 400 ? watchers.get(kind) : undefined
    if (!tell) return
    watchers.delete(kind)
    tell()
  }
  watched.set(sandbox, watchers)
  return watchers
}
