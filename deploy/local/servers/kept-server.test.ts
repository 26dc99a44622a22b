import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createKeptServer } from './kept-server.mjs'
import { freePort } from './ports.mjs'
import { waitForAmqp } from './probe.mjs'

// Speaks just enough AMQP to be taken for a broker, and leaves a child behind when it is told to stop.
const BROKER = `
  const { spawn } = require('node:child_process')
  if (process.env.BROKEN) { console.log('no such file: erlang'); process.exit(7) }
  spawn('sleep', ['600'])
  process.on('SIGTERM', () => { console.log('SIGTERM'); process.exit(0) })
  require('node:net')
    .createServer((socket) => socket.on('error', () => {}).once('data', () => socket.end(Buffer.from([1, 0, 0]))))
    .listen(process.env.PORT, '127.0.0.1')`
const keep = join(__dirname, 'keep.sh')

let folder: string
let logFile: string
let port: number
const stops: (() => Promise<unknown>)[] = []

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'skladbridge-kept-'))
  logFile = join(folder, 'it.log')
  port = await freePort()
})
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
  rmSync(folder, { recursive: true })
})

function create(env: Record<string, string> = {}) {
  const server = createKeptServer({
    name: 'It',
    what: 'a test',
    url: `amqp://127.0.0.1:${port}`,
    launch: ['bash', [keep, process.execPath, '-e', BROKER]],
    ready: waitForAmqp,
    logFile,
    env: { ...process.env, PORT: String(port), MARK: folder, ...env },
  })
  stops.push(() => server.stop())
  return server
}

/** How many processes carry this test's mark in their environment. */
async function countLeft() {
  const found = spawn('bash', ['-c', `grep -lz "^MARK=${folder}$" /proc/[0-9]*/environ 2>/dev/null | wc -l`])
  const [line] = (await once(found.stdout, 'data')) as [Buffer]
  return Number(line)
}
const log = () => readFileSync(logFile, 'utf8')

describe('createKeptServer', () => {
  it('stops in an orderly way, and takes along what the server left behind', async () => {
    const server = create()
    await server.start()
    expect(await countLeft()).toBeGreaterThan(1)
    await server.stop()
    expect(log()).toContain('SIGTERM')
    expect(await countLeft()).toBe(0)
  })

  it('kills without a word', async () => {
    const server = create()
    await server.start()
    await server.kill()
    expect(log()).not.toContain('SIGTERM')
    expect(await countLeft()).toBe(0)
  })

  it('answers at the same address after it was killed', async () => {
    const server = create()
    await server.start()
    await server.kill()
    await server.start()
    await waitForAmqp(server.url, { timeoutMs: 1000 })
  })

  it('shows the end of the log when it does not start', async () => {
    await expect(create({ BROKEN: '1' }).start()).rejects.toThrow(
      /It did not start: It has ended[^]*no such file: erlang/,
    )
    expect(await countLeft()).toBe(0)
  })

  it('stops when the one who started it is killed', async () => {
    const options = {
      name: 'It',
      url: `amqp://127.0.0.1:${port}`,
      launch: ['bash', [keep, process.execPath, '-e', BROKER]],
      logFile,
    }
    const script = `Promise.all([import('${join(__dirname, 'kept-server.mjs')}'), import('${join(__dirname, 'probe.mjs')}')])
      .then(([{ createKeptServer }, { waitForAmqp }]) => createKeptServer({ ...${JSON.stringify(options)}, ready: waitForAmqp }).start())
      .then(() => console.log('started'))`
    const parent = spawn(process.execPath, ['-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, PORT: String(port), MARK: folder },
    })
    await once(parent.stdout, 'data')
    parent.kill('SIGKILL')
    while ((await countLeft()) > 0); // jest's limit is the other end
    expect(log()).toContain('SIGTERM')
  })
})

describe('waitForAmqp', () => {
  it('says who did not answer in time', async () => {
    await expect(waitForAmqp(`amqp://127.0.0.1:${port}`, { timeoutMs: 100 })).rejects.toThrow(
      `127.0.0.1:${port} did not answer within 0.1 s`,
    )
  })
})
