import { createClock } from './clock.js'
import { createCounter } from './counter.js'
import { faultsSchema, noFaults } from './faults.js'
import { createRandom, createUuid } from './random.js'
import type { Faults, SandboxKit } from './types.js'
import { createWebhookSender } from './webhooks.js'

export interface KitOptions {
  /** 60 = a minute of the sandbox passes in a second. Default 1. */
  speed?: number
  /** Given: the same faults, ids and order of chance in each run. */
  seed?: number
  faults?: Partial<Faults>
  /** Where the sandbox's clock starts. Default: now. */
  start?: Date
  log?(line: string): void
}

/** @throws ZodError on faults outside their range, RangeError on a speed that is not above 0. */
export function createSandboxKit(options: KitOptions = {}): SandboxKit & { close(): Promise<void> } {
  const clock = createClock(options.speed, options.start)
  const faults = faultsSchema.parse({ ...noFaults, ...options.faults })
  const random = createRandom(options.seed)
  const log = options.log ?? (() => undefined)
  const webhooks = createWebhookSender({ clock, faults, random, log })
  return {
    clock,
    faults,
    counter: createCounter(),
    webhooks,
    random,
    uuid: createUuid(options.seed),
    log,
    async close() {
      clock.stop()
      await webhooks.close()
    },
  }
}

/** Changes some faults in place, as everything holds on to the one object. @throws ZodError, then nothing is changed. */
export function changeFaults(kit: SandboxKit, change: unknown): Faults {
  return Object.assign(kit.faults, faultsSchema.partial().parse(change))
}
