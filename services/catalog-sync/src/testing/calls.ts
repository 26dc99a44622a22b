import { AppError, type ErrorKind } from '@skladbridge/errors'

/** What a fake of the outside was asked, and what happens to the next call of a name. */
export class Calls {
  readonly log: string[] = []
  #faults = new Map<string, { error: unknown; after: boolean; times: number }>()

  /** The next `times` calls are refused, before they have an effect. */
  refuse(name: string, error: unknown, times = 1): void {
    this.#faults.set(name, { error, after: false, times })
  }

  /** The next call has its effect, and its answer is lost. */
  loseAnswer(name: string): void {
    this.#faults.set(name, { error: outsideError('unavailable'), after: true, times: 1 })
  }

  /** The process dies right after the effect of the next call. */
  dieAfter(name: string): void {
    this.#faults.set(name, { error: new Died(name), after: true, times: 1 })
  }

  async make<T>(name: string, effect: () => T): Promise<T> {
    this.log.push(name)
    const fault = this.#faults.get(name)
    if (fault && (fault.times -= 1) <= 0) this.#faults.delete(name)
    if (fault && !fault.after) throw fault.error
    const answer = effect()
    if (fault) throw fault.error
    return answer
  }

  count(name: string): number {
    return this.log.filter((one) => one === name).length
  }

  /** What was asked since the last time. */
  take(): string[] {
    return this.log.splice(0)
  }
}

export class Died extends Error {
  constructor(at: string) {
    super(`the process died after ${at}`)
  }
}

export const outsideError = (kind: ErrorKind, code = 'OUTSIDE_SAYS_NO', text = 'Так нельзя.'): AppError =>
  new AppError({ kind, code, message: code, text, ...(kind === 'throttled' ? { retryAfterMs: 1000 } : {}) })
