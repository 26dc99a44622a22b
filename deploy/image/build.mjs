// Builds the images of the services and of the sandbox.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../local/setup.mjs'
import { ensureNodeBases } from './bases.mjs'

export const serviceNames = [
  'gateway',
  'billing',
  'moysklad-connector',
  'insales-connector',
  'catalog-sync',
  'order-sync',
  'stock-aggregator',
]

/** Images are called `skladbridge/<name>:<tag>`. Answers what was built, with its size in MB. */
export async function buildImages({ say, engine, names = [...serviceNames, 'sandbox'], tag = version() }) {
  const { nodeImage, buildImage } = await ensureNodeBases({ say, engine })
  const shared = {
    NODE_IMAGE: nodeImage,
    BUILD_IMAGE: buildImage,
    VERSION: tag,
    REVISION: revision(),
  }
  const built = []
  // One after the other: the first makes the stages that all the others find made.
  for (const name of names) {
    const image = `skladbridge/${name}:${tag}`
    const args = Object.entries({ ...shared, SERVICE: name }).flatMap(([key, value]) => [
      '--build-arg',
      `${key}=${value}`,
    ])
    await say.step(`image ${image}`, async () => {
      await engine.docker(['build', '--network', 'host', ...args, '-t', image, '.'], { cwd: root })
      const megabytes = await sizeOf(engine, image)
      built.push({ name, image, megabytes })
      return `+ ${megabytes} MB`
    })
  }
  return built
}

async function sizeOf(engine, image) {
  const bytes = await engine.docker(['image', 'inspect', '--format', '{{.Size}}', image])
  return Math.round(Number(bytes) / 1e6)
}

export const version = () => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version

function revision() {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return 'unknown'
  }
}
