// A Docker engine: the one that answers, else one of our own whose data is in the cache folder.
import { spawn } from 'node:child_process'
import { mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Trouble } from '../local/scope.mjs'
import { cacheFolder } from '../local/servers/install.mjs'
import { lastLines, run } from '../local/servers/run.mjs'

const START_MS = 60_000
const STATE = '/run/skladbridge-docker'

/**
 * { docker(args, options?) → output, must succeed; try(args) → { code, output }; stop() }
 *
 * An engine of our own listens at a socket of its own, so that nobody who looks for Docker takes it for the machine's.
 */
export async function ensureEngine({ say }) {
  const given = createEngine(process.env)
  if ((await given.try(['info'])).code === 0) return { ...given, stop: async () => {} }
  if (process.getuid() !== 0 || (await run('dockerd', ['--version'])).code !== 0)
    throw new Trouble(
      'No Docker engine answers, and none can be started: that takes root and dockerd (apt-get install docker.io iptables).',
    )
  const host = `unix://${STATE}/docker.sock`
  const own = createEngine({ ...process.env, DOCKER_HOST: host })
  if ((await own.try(['info'])).code === 0) return { ...own, stop: async () => {} }
  let daemon
  await say.step('Docker engine of our own answers', async () => (daemon = await startDaemon(own, host)))
  return { ...own, stop: () => stopDaemon(daemon) }
}

function createEngine(env) {
  // Without buildx the client can only ask the engine's own builder, which is all that the Dockerfile needs.
  const attempt = async (args, options = {}) =>
    run('docker', args, { ...options, env: { ...env, ...(await builder(env)) } })
  async function docker(args, options) {
    const { code, output } = await attempt(args, options)
    if (code !== 0)
      throw new Trouble(`docker ${args.join(' ')} ended with ${code}:\n${lastLines(output, 40)}`)
    return output
  }
  return { docker, try: attempt, env }
}

async function builder(env) {
  hasBuildx ??= run('docker', ['buildx', 'version'], { env }).then(({ code }) => code === 0)
  return (await hasBuildx) ? {} : { DOCKER_BUILDKIT: '0' }
}
let hasBuildx

async function startDaemon(engine, host) {
  const data = join(cacheFolder(), 'docker')
  mkdirSync(data, { recursive: true })
  mkdirSync(STATE, { recursive: true })
  const log = openSync(join(data, 'dockerd.log'), 'w')
  const folders = [
    '--data-root',
    join(data, 'data'),
    '--exec-root',
    join(STATE, 'exec'),
    '--pidfile',
    join(STATE, 'pid'),
  ]
  const daemon = spawn('dockerd', ['--host', host, ...folders], {
    stdio: ['ignore', log, log],
    detached: true,
  })
  const gone = new Promise((resolve) => daemon.once('exit', resolve).once('error', resolve))
  let dead = false
  void gone.then(() => (dead = true))
  for (const deadline = Date.now() + START_MS; Date.now() < deadline && !dead; await pause(200)) {
    if ((await engine.try(['info'])).code === 0) return { daemon, gone }
  }
  daemon.kill()
  throw new Trouble(`dockerd did not start; its log: ${join(data, 'dockerd.log')}`)
}

async function stopDaemon({ daemon, gone }) {
  daemon.kill('SIGTERM')
  await gone
}
