// Everything that a command starts is stopped again, last first, however the command ends.

/** A failure whose sentence is all that a person needs: shown without a stack. */
export class Trouble extends Error {}

/**
 * Runs `main(scope)` and ends the process: with the code that it returns (0 when none), with 1 when it throws, with
 * 130 on Ctrl-C. A second Ctrl-C waits for nothing.
 *
 * scope.defer(stop)             registers what has to be stopped
 * scope.deferStopOf(starting)   the same for something that is still starting: it is waited for, then stopped
 * scope.interrupted             resolves at the first Ctrl-C
 * scope.close()                 stops everything now
 */
export async function runMain(main) {
  const stops = []
  setInterval(() => {}, 2 ** 30) // only we end the process: waiting for a signal keeps nothing alive by itself
  let closing
  const close = () => (closing ??= stopAll(stops))
  const interrupted = listenForSignals(async () => {
    await close()
    process.exit(130)
  })
  let code
  try {
    const defer = (stop) => void (closing ? stop() : stops.push(stop)) // too late to begin anything
    const deferStopOf = (starting) => defer(async () => (await starting.catch(() => undefined))?.stop())
    code = (await main({ defer, deferStopOf, interrupted, close })) ?? 0
  } catch (error) {
    if (!closing) console.error(error instanceof Trouble ? `\n${error.message}` : error)
    code = 1
  }
  await close()
  process.exit(code)
}

async function stopAll(stops) {
  for (const stop of stops.reverse()) {
    try {
      await stop()
    } catch (error) {
      console.error(error)
    }
  }
}

/** A promise that resolves at the first signal, after which `onSignal` runs. */
function listenForSignals(onSignal) {
  return new Promise((resolve) => {
    let count = 0
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.on(signal, () => {
        if (++count > 1) process.exit(130) // what we started notices that we are gone
        resolve(signal)
        void onSignal()
      })
    }
  })
}
