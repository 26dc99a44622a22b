import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { waitFor } from '@skladbridge/testing'

const running = new Set<ChildProcess>()

/** For afterEach: nothing a test started outlives it. */
export function killAll(): void {
  for (const child of running) child.kill('SIGKILL')
}

export interface RunningService {
  /** All of stdout so far. */
  out(): string
  err(): string
  /** Log lines with this sentence. */
  logged(msg: string): Record<string, unknown>[]
  /** Waits for a text on stdout. Rejects at once when the process ends without it. */
  until(text: string): Promise<void>
  kill(signal: NodeJS.Signals): void
  /** Exit code; −1 when a signal ended it. */
  exit: Promise<number>
}

/** Starts `odd-service` as a process of its own. */
export function startOddService(env: Record<string, string>): RunningService {
  const args = ['--conditions=skladbridge-source', join(__dirname, 'run-ts.cjs')]
  const child = spawn(process.execPath, [...args, join(__dirname, 'odd-service.ts')], {
    env: { PATH: process.env.PATH, HTTP_PORT: '0', BIND_HOST: '127.0.0.1', TOKEN: 't', ...env },
  })
  running.add(child)
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const exit = new Promise<number>((resolve) => {
    child.on('close', (code) => {
      running.delete(child)
      resolve(code ?? -1)
    })
  })
  return {
    out: () => out,
    err: () => err,
    logged: (msg) => linesOf(out).filter((line) => line.msg === msg),
    until: async (text) => {
      await waitFor(() => out.includes(text) || !running.has(child), { what: `«${text}»`, timeoutMs: 25_000 })
      if (!out.includes(text)) throw new Error(`the service ended before «${text}»: ${out}${err}`)
    },
    kill: (signal) => void child.kill(signal),
    exit,
  }
}

const linesOf = (out: string): Record<string, unknown>[] =>
  out
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
