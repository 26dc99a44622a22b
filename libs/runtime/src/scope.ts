import { runtimeErrors } from './errors.js'
import type { Health } from './health.js'
import type { Logger } from './logger.js'
import type { Closable } from './types.js'

/** What a service is made of: opened from top to bottom, closed from bottom to top. */
export interface Scope {
  /**
   * Keeps a thing to be closed when the service stops, and hands it back. One that has `isReady()` becomes a readiness
   * check of its name. Throws what opening throws; SERVICE_STOPPING when the service began to stop meanwhile (the
   * thing is closed again).
   */
  use<T extends Closable>(thing: T | Promise<T>, name?: string): Promise<T>
  readonly log: Logger
  readonly health: Health
  /** Aborted when closing begins. */
  readonly signal: AbortSignal
}

export interface OwnedScope {
  readonly scope: Scope
  /** What is open now, in the order of opening. */
  open(): string[]
  /** Closes everything in reverse. One that fails to close is logged and counted, and the next is closed. */
  close(): Promise<{ failed: string[] }>
}

export function createScope(log: Logger, health: Health): OwnedScope {
  const opened: { name: string; thing: Closable }[] = []
  const stop = new AbortController()

  const unique = (name: string, nth = 1): string => {
    const tried = nth === 1 ? name : `${name} ${nth}`
    return opened.some((other) => other.name === tried) ? unique(name, nth + 1) : tried
  }

  async function use<T extends Closable>(thing: T | Promise<T>, given?: string): Promise<T> {
    const ready = await thing
    const name = unique(given ?? nameOf(ready))
    if (stop.signal.aborted) {
      await ready.close()
      throw runtimeErrors.SERVICE_STOPPING({ name })
    }
    opened.push({ name, thing: ready })
    if (hasReadiness(ready)) health.readiness(name, () => ready.isReady())
    return ready
  }

  async function close() {
    stop.abort()
    const failed: string[] = []
    for (let last = opened.at(-1); last; last = opened.at(-1)) {
      try {
        await last.thing.close()
      } catch (err) {
        failed.push(last.name)
        log.error({ err, name: last.name }, 'could not close')
      }
      opened.pop()
    }
    return { failed }
  }

  return {
    scope: { use, log, health, signal: stop.signal },
    open: () => opened.map(({ name }) => name),
    close,
  }
}

const hasReadiness = (thing: Closable): thing is Closable & { isReady(): boolean | Promise<boolean> } =>
  typeof (thing as { isReady?: unknown }).isReady === 'function'

function nameOf(thing: Closable): string {
  const { name } = thing as { name?: unknown }
  if (typeof name === 'string' && name !== '') return name
  const made = thing.constructor?.name
  return made && made !== 'Object' ? made : 'thing'
}
