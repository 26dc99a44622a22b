/** True: fulfilled in time. False: rejected, or too late (it goes on, unheard). */
export async function settledWithin(ms: number, promise: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(resolve, ms, false)))
  const done = promise.then(
    () => true,
    () => false,
  )
  return Promise.race([done, late]).finally(() => clearTimeout(timer))
}

/** A peer that has vanished never answers a good-bye; nothing waits longer than this for one. */
export const goodbyeMs = 1_000
