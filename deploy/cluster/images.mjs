// Images for the cluster: built here, then handed to the node without a registry.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync, mkdtempSync, copyFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Trouble } from '../local/scope.mjs'
import { cacheFolder } from '../local/servers/install.mjs'
import { buildImages } from '../image/build.mjs'
import { ensureServerImages } from '../image/bases.mjs'
import { ensureProgram } from './tools.mjs'

const stamps = join(cacheFolder(), 'cluster-images.json')

/**
 * Two versions of the services: the second differs in its name and labels. Answers { rabbitmq, mongodb }.
 * Without `build` those of an earlier run are taken.
 */
export async function buildAll({ say, engine, tags, build }) {
  if (build) for (const tag of tags) await buildImages({ say, engine, tag })
  await buildPause({ say, engine })
  return ensureServerImages({ say, engine })
}

async function buildPause({ say, engine }) {
  const folder = mkdtempSync(join(tmpdir(), 'skladbridge-pause-'))
  try {
    copyFileSync(await ensureProgram({ say, name: 'pause' }), join(folder, 'pause'))
    writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY pause /pause\nENTRYPOINT ["/pause"]\n')
    await engine.docker(['build', '--tag', 'skladbridge-base/pause:1', folder])
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Those that the node does not have yet, as one archive through a pipe. */
export async function loadImages({ engine, node, images }) {
  const ids = {}
  for (const image of images)
    ids[image] = (await engine.docker(['image', 'inspect', '--format', '{{.Id}}', image])).trim()
  const loaded = existsSync(stamps) ? JSON.parse(readFileSync(stamps, 'utf8')) : {}
  const there = (await node.ctr(['images', 'list', '--quiet'])).output
  const missing = images.filter(
    (image) => loaded[image] !== ids[image] || !there.includes(`docker.io/${image}\n`),
  )
  if (missing.length > 0)
    await pipe(
      ['docker', 'save', ...missing],
      ['ctr', '--address', node.socket, '--namespace', 'k8s.io', 'images', 'import', '-'],
      engine.env,
    )
  writeFileSync(stamps, JSON.stringify({ ...loaded, ...ids }, null, 1))
  return missing.length
}

async function pipe([from, ...fromArgs], [to, ...toArgs], env) {
  const source = spawn(from, fromArgs, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const target = spawn(to, toArgs, { stdio: [source.stdout, 'ignore', 'inherit'] })
  source.stdout.destroy() // ours: only the target reads it, and sees its end
  const codes = await Promise.all([source, target].map(exitOf))
  if (codes.some((code) => code !== 0)) throw new Trouble(`${from} | ${to} ended with ${codes.join(' and ')}`)
}

const exitOf = (child) =>
  new Promise((resolve) => child.once('error', (error) => resolve(String(error))).once('exit', resolve))
