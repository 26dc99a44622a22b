import type { Sandbox } from '@skladbridge/sandbox'

/**
 * The next request of this kind (`POST /entity/customerorder`, as the sandbox's counter calls it) takes effect and its
 * answer is lost. `onEffect` runs at that very moment, before anybody can have heard: the line between an effect and
 * its remembering. Resolves when it has happened.
 */
export function loseAnswerOf(sandbox: Sandbox, kind: string, onEffect: () => unknown): Promise<void> {
  const { counter, faults } = sandbox.kit
  const count = counter.count
  return new Promise((resolve, reject) => {
    counter.count = (counted, status) => {
      count(counted, status)
      if (counted !== kind || status >= 400) return
      counter.count = count
      // the sandbox asks for the fault right after it has counted
      faults.answerLost = 1
      queueMicrotask(() => (faults.answerLost = 0))
      Promise.resolve(onEffect()).then(() => resolve(), reject)
    }
  })
}
