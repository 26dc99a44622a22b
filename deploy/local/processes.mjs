// Services and sandboxes as child processes that end with us, whatever becomes of us.
import { spawn, spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Trouble } from './scope.mjs'
import { lastLines } from './servers/run.mjs'
import { root } from './setup.mjs'

export { freePort } from './servers/ports.mjs'

const READY_MS = 60_000
const STOP_MS = 15_000
const POLL_MS = 50

const alive = new Set()
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL')
})

/**
 * Starts `command args` and resolves when `ready` (a URL) answers 2xx; at once when there is none.
 *
 * env      added to ours
 * logFile  `.local/logs/<name>.log` unless said otherwise; begun anew, kept over restarts
 * Throws `Trouble` with the last lines of the log when the process dies, or is not ready within a minute.
 *
 * { pid, exited: Promise<code or signal>, kill(signal), stop(), restart() }
 * stop: SIGTERM, then SIGKILL after 15 s. restart: stop, and start with the same command, environment and log.
 *
 * @param {{ name: string, command: string, args?: string[], env?: Record<string, string>, cwd?: string,
 *   logFile?: string, ready?: string, stopMs?: number }} options
 */
export async function startProcess({
  name,
  command,
  args = [],
  env = {},
  cwd = root,
  logFile = logOf(name),
  ready,
  stopMs = STOP_MS,
}) {
  let child
  let exited

  async function start(flags) {
    child = spawnInto(logFile, flags, command, args, { cwd, env: { ...process.env, ...env } })
    exited = whenGone(child)
    const settled = await Promise.race([ready ? untilReady(ready, exited) : undefined, exited])
    if (settled === undefined) return
    await stop()
    const why =
      settled === 'late' ? `was not ready within ${READY_MS / 1000} s` : `ended at its start (${settled})`
    throw new Trouble(`${name} ${why}. The end of ${logFile}:\n${lastLines(readFileSync(logFile, 'utf8'))}`)
  }

  async function kill(signal = 'SIGKILL') {
    child.kill(signal)
    return exited
  }

  async function stop() {
    child.kill('SIGTERM')
    const late = pause(stopMs, 'late', { ref: false })
    if ((await Promise.race([exited, late])) === 'late') await kill()
  }

  async function restart() {
    await stop()
    await start('a')
  }

  await start('w')
  return {
    name,
    kill,
    stop,
    restart,
    get pid() {
      return child.pid
    },
    get exited() {
      return exited
    },
  }
}

const logOf = (name) => join(root, '.local', 'logs', `${name}.log`)

function spawnInto(logFile, flags, command, args, options) {
  mkdirSync(dirname(logFile), { recursive: true })
  const log = openSync(logFile, flags)
  try {
    // A session of its own: Ctrl-C reaches only us, and we stop things in order.
    const child = spawn(...dyingWithUs(command, args), {
      ...options,
      detached: true,
      stdio: ['ignore', log, log],
    })
    alive.add(child)
    return child
  } finally {
    closeSync(log)
  }
}

/** Linux kills the child when we are killed; elsewhere it ends with our orderly exit only. */
function dyingWithUs(command, args) {
  canSetpriv ??= spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true']).status === 0
  return canSetpriv ? ['setpriv', ['--pdeathsig', 'KILL', command, ...args]] : [command, args]
}
let canSetpriv

function whenGone(child) {
  return new Promise((resolve) => {
    const gone = (how) => {
      alive.delete(child)
      resolve(how)
    }
    child.once('error', (error) => gone(error.message))
    child.once('exit', (code, signal) => gone(signal ?? `code ${code}`))
  })
}

/** undefined when ready, 'late' when not in time, for ever pending once the process is gone. */
async function untilReady(url, exited) {
  let gone = false
  void exited.then(() => (gone = true))
  for (const deadline = Date.now() + READY_MS; Date.now() < deadline && !gone; await pause(POLL_MS)) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => undefined)
    await answer?.body?.cancel()
    if (answer?.ok) return undefined
  }
  return gone ? exited : 'late'
}
