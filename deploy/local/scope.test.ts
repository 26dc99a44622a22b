import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'

/** Runs `main(scope)` in a process of its own; `act` gets it once it has said «ready». */
async function runIt(main: string, act: (pid: number) => void = () => {}) {
  const script = `import('${join(__dirname, 'scope.mjs')}').then(({ runMain, Trouble }) => {
    const stopping = (name) => async () => { await new Promise(setImmediate); console.log('stopped', name) }
    return runMain(async (scope) => { ${main} })
  })`
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk
      if (String(chunk).includes('ready')) act(child.pid!)
    })
  }
  const [code] = await once(child, 'close')
  return { code, output }
}

const startTwo = `scope.defer(stopping('first')); scope.defer(stopping('second'));`

it('stops what was started, last first, and ends with the code of main', async () => {
  const { code, output } = await runIt(`${startTwo} return 3`)
  expect(output).toBe('stopped second\nstopped first\n')
  expect(code).toBe(3)
})

it('stops it too when main fails, and shows the sentence without a stack', async () => {
  const { code, output } = await runIt(`${startTwo} throw new Trouble('no Docker here')`)
  expect(output).toBe('\nno Docker here\nstopped second\nstopped first\n')
  expect(code).toBe(1)
})

it('stops it on Ctrl-C, and ends with 130', async () => {
  const main = `${startTwo} console.log('ready'); await new Promise(() => {})`
  const { code, output } = await runIt(main, (pid) => process.kill(pid, 'SIGINT'))
  expect(output).toBe('ready\nstopped second\nstopped first\n')
  expect(code).toBe(130)
})

it('waits for what is still starting, and stops that', async () => {
  const main = `
    const starting = new Promise((resolve) => process.once('SIGINT', () => setTimeout(resolve, 50, { stop: stopping('late') })))
    scope.deferStopOf(starting); console.log('ready'); await starting; await new Promise(() => {})`
  const { code, output } = await runIt(main, (pid) => process.kill(pid, 'SIGINT'))
  expect(output).toBe('ready\nstopped late\n')
  expect(code).toBe(130)
})

it('goes on stopping when one stop fails', async () => {
  const main = `scope.defer(stopping('first')); scope.defer(async () => { throw new Error('stuck') }); return 0`
  const { output } = await runIt(main)
  expect(output).toContain('Error: stuck')
  expect(output).toContain('stopped first')
})

it('begins nothing any more once it is closing', async () => {
  const main = `
    scope.defer(() => new Promise(() => {})); console.log('ready')
    await scope.interrupted; scope.defer(async () => { console.log('stopped at once'); process.exit(9) }); await new Promise(() => {})`
  const { output } = await runIt(main, (pid) => process.kill(pid, 'SIGTERM'))
  expect(output).toBe('ready\nstopped at once\n')
})
