// `npm test`: set-up, servers, every check, every test on real servers, and one line of passed and failed.
// What is written after `--` goes to jest.
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { ensureBrowser } from '../browser/find-browser.mjs'
import { createSay } from './say.mjs'
import { runMain, Trouble } from './scope.mjs'
import { ensureServers } from './servers/index.mjs'
import { lastLines, run } from './servers/run.mjs'
import { build, installDependencies, root } from './setup.mjs'
import { addUp, countJest } from './tally.mjs'

const CHECKS = ['types', 'lint', 'walls', 'format:check']
const JEST_LIMIT_MS = 15 * 60_000

runMain(async (scope) => {
  const say = createSay()
  const counts = await testEverything(scope, say, process.argv.slice(2)).catch((error) => {
    say.line(error instanceof Trouble ? error.message : String(error.stack))
    return { passed: 0, failed: 1 }
  })
  await scope.close()
  say.line(`${counts.passed} passed, ${counts.failed} failed`)
  return counts.failed === 0 ? 0 : 1
})

async function testEverything(scope, say, jestArgs) {
  await installDependencies({ say })
  const starting = ensureServers({ say, dataDir: join(root, '.local', 'test-servers'), throwAway: true })
  scope.deferStopOf(starting)
  // A build that fails is counted and the rest goes on: tests of single rooms run from the sources.
  const [servers, built] = await Promise.all([starting, count(say, () => build({ say }))])
  const env = {
    AMQP_URL: servers.amqpUrl,
    MONGO_URL: servers.mongoUrl,
    SERVERS_CONTROL_URL: servers.controlUrl,
  }
  const counts = [built]
  // the tests of the page need one; where none is to be had, that is one failure with the sentence that says why
  counts.push(await count(say, () => ensureBrowser(say)))
  for (const name of CHECKS) counts.push(await check(say, name))
  const jest = (projects, args) => runJest(scope, say, projects, [...args, ...jestArgs], env)
  counts.push(await jest(['unit', 'int'], workers(jestArgs)))
  // Those need the whole system and both cores: one at a time, after the others.
  counts.push(await jest(['e2e'], workers(jestArgs, 1)))
  return addUp(counts)
}

/** jest leaves one core free; of two that is half, and these tests mostly wait for servers. */
function workers(jestArgs, count = Math.max(2, availableParallelism() - 1)) {
  const chosen = jestArgs.some((arg) => /^(-w|-i|--maxWorkers|--runInBand)/.test(arg))
  return chosen ? [] : [`--maxWorkers=${count}`]
}

function check(say, name) {
  return count(say, () =>
    say.step(name, async () => {
      const { code, output } = await run('npm', ['run', '--silent', name], { cwd: root })
      if (code !== 0) throw new Trouble(lastLines(output, 200))
    }),
  )
}

async function count(say, work) {
  try {
    await work()
    return { passed: 1, failed: 0 }
  } catch (error) {
    say.line(error.message)
    return { passed: 0, failed: 1 }
  }
}

async function runJest(scope, say, projects, args, env) {
  const report = join(root, '.local', `jest-${projects.join('-')}.json`)
  mkdirSync(join(root, '.local'), { recursive: true })
  rmSync(report, { force: true })
  const all = [
    '--selectProjects',
    ...projects,
    '--passWithNoTests',
    '--json',
    '--outputFile',
    report,
    ...args,
  ]
  let code
  await say.step(`tests: ${projects.join(', ')}`, async () => {
    code = await runToTheEnd(scope, join(root, 'node_modules', '.bin', 'jest'), all, env)
  })
  return countJest(code, readReport(report))
}

/** Its output is for people, so it is passed on as it comes. */
function runToTheEnd(scope, command, args, env) {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: JEST_LIMIT_MS,
  })
  const ended = new Promise((resolve) => {
    child.once('error', () => resolve(1))
    child.once('close', (code, signal) => resolve(code ?? signal))
  })
  scope.defer(async () => {
    child.kill('SIGTERM')
    await ended
  })
  return ended
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined // jest did not get as far as writing it
  }
}
