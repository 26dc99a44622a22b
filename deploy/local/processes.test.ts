import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { freePort, startProcess } from './processes.mjs'

// Answers on PORT after a moment, says how it is told to end.
const SERVER = `
  const http = require('node:http')
  console.log('starts', process.pid)
  process.on('SIGTERM', () => { console.log('SIGTERM'); if (!process.env.STUBBORN) process.exit(0) })
  const server = http.createServer((_, response) => response.end('ok'))
  setTimeout(() => server.listen(process.env.PORT, '127.0.0.1'), 100)`

let folder: string
let url: string
let port: number
const stops: (() => Promise<unknown>)[] = []

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'skladbridge-processes-'))
  port = await freePort()
  url = `http://127.0.0.1:${port}/`
})
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
  rmSync(folder, { recursive: true })
})

async function start(env: Record<string, string> = {}, source = SERVER) {
  const logFile = join(folder, 'it.log')
  const started = await startProcess({
    name: 'it',
    command: process.execPath,
    args: ['-e', source],
    env: { PORT: String(port), ...env },
    logFile,
    ready: url,
    stopMs: 300,
  })
  stops.push(() => started.kill())
  return { started, log: () => readFileSync(logFile, 'utf8') }
}

const answers = async () => (await fetch(url).catch(() => undefined))?.ok ?? false
const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('startProcess', () => {
  it('resolves when it answers, and stops it in an orderly way', async () => {
    const { started, log } = await start()
    expect(await answers()).toBe(true)
    await started.stop()
    expect(await answers()).toBe(false)
    expect(log()).toContain('SIGTERM')
  })

  it('restarts it at the same address, in the same log', async () => {
    const { started, log } = await start()
    const before = started.pid
    await started.restart()
    expect(started.pid).not.toBe(before)
    expect(await answers()).toBe(true)
    expect(log().match(/starts/g)).toHaveLength(2)
  })

  it('says how it ended when it is killed', async () => {
    const { started } = await start()
    expect(await started.kill('SIGKILL')).toBe('SIGKILL')
    expect(isAlive(started.pid!)).toBe(false)
  })

  it('kills one that does not listen to SIGTERM', async () => {
    const { started, log } = await start({ STUBBORN: '1' })
    await started.stop()
    expect(await started.exited).toBe('SIGKILL')
    expect(log()).toContain('SIGTERM')
  })

  it('shows the last lines of one that dies at its start', async () => {
    const dying = start({}, 'console.log("MONGO_URL is missing"); process.exit(3)')
    await expect(dying).rejects.toThrow(/it ended at its start \(code 3\)[^]*MONGO_URL is missing/)
  })

  it('says so when the program is not there', async () => {
    const missing = startProcess({
      name: 'it',
      command: '/no/such/program',
      logFile: join(folder, 'it.log'),
      ready: url,
    })
    await expect(missing).rejects.toThrow('it ended at its start')
  })

  it('leaves nothing running when we are killed', async () => {
    const script = `import('${join(__dirname, 'processes.mjs')}').then(({ startProcess }) => startProcess(
      ${JSON.stringify({ name: 'it', command: process.execPath, args: ['-e', SERVER], env: { PORT: String(port), STUBBORN: '1' }, logFile: join(folder, 'it.log'), ready: url })}
    )).then(({ pid }) => console.log(pid))`
    const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = (await once(parent.stdout, 'data')) as [Buffer]
    expect(isAlive(Number(line))).toBe(true)
    parent.kill('SIGKILL')
    await once(parent, 'close')
    while (await answers()); // ends when it is gone; jest's limit is the other end
    expect(await answers()).toBe(false)
  })
})

describe('freePort', () => {
  it('gives no port twice, and none from which connections go out', async () => {
    const ports = await Promise.all(Array.from({ length: 50 }, freePort))
    expect(new Set(ports).size).toBe(50)
    expect(Math.max(...ports)).toBeLessThan(32_768)
  })
})
