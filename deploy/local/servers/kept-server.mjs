// One server as a child process under keep.sh, and what can be done to it.
import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Trouble } from '../scope.mjs'
import { lastLines } from './run.mjs'

const STOP_MS = 20_000

/**
 * what      which program this is, for people
 * url       where it answers, the same after every start
 * launch    [command, args] that end in keep.sh
 * ready     (url, { signal, timeoutMs }) => resolves when it answers
 * logFile   where its output goes
 */
export function createKeptServer({ name, what, url, launch, ready, logFile, env = process.env }) {
  let child
  let ended = Promise.resolve()

  async function start() {
    if (child) return
    const running = (child = spawnInto(logFile, launch, env))
    const dead = new AbortController()
    ended = new Promise((resolve) => {
      running.once('error', (error) => dead.abort(error))
      running.once('close', () => {
        if (child === running) child = undefined
        dead.abort(new Error(`${name} has ended`))
        resolve()
      })
    })
    try {
      await ready(url, { signal: dead.signal })
    } catch (error) {
      await stop()
      throw new Trouble(`${name} did not start: ${error.message}. The end of ${logFile}:\n${tail(logFile)}`)
    }
  }

  /** In an orderly way; by force after 20 s. */
  async function stop() {
    child?.stdin.end()
    const stopped = await Promise.race([ended.then(() => true), pause(STOP_MS, false, { ref: false })])
    if (!stopped) await kill()
  }

  /** As a power cut does. */
  async function kill() {
    child?.stdin.end('kill\n')
    await ended
  }

  return { name, what, url, start, stop, kill, remove: stop }
}

function spawnInto(logFile, [command, args], env) {
  mkdirSync(dirname(logFile), { recursive: true })
  const log = openSync(logFile, 'a')
  try {
    // A session of its own, so that Ctrl-C in the terminal reaches only us and we stop it in order.
    const child = spawn('setsid', ['--wait', command, ...args], { env, stdio: ['pipe', log, log] })
    child.stdin.on('error', () => {}) // it may be gone before it hears us
    return child
  } finally {
    closeSync(log)
  }
}

function tail(file) {
  return lastLines(readFileSync(file, 'utf8'))
}
