// From a fresh clone to something that runs: the right Node, the dependencies, the build. Needs nothing but Node.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Trouble } from './scope.mjs'
import { lastLines, run } from './servers/run.mjs'

export const root = join(import.meta.dirname, '..', '..')
const STAMP = join('node_modules', '.skladbridge-installed')
const UNREACHABLE =
  /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ERR_SOCKET_TIMEOUT|META_FETCH_FAIL|network (request|timeout)/i

/** Node's version, then the dependencies, then the build. `servers` may start as soon as the dependencies are there. */
export async function setUp({ say }) {
  await installDependencies({ say })
  await build({ say })
}

export async function installDependencies({ say, folder = root }) {
  checkNode(readJson(join(folder, 'package.json')).engines.node, process.versions.node)
  const wanted = fingerprintOf(folder)
  if (isInstalled(folder, wanted)) return
  await say.step('dependencies installed', () => installWithPnpm(folder))
  writeFileSync(join(folder, STAMP), wanted)
}

/** Does nothing to what is built already: TypeScript and the generator both look at what has changed. */
export async function build({ say }) {
  await say.step('built', async () => {
    const { code, output } = await run('npm', ['run', '--silent', 'build'], { cwd: root })
    if (code !== 0) throw new Trouble(`The build failed:\n${lastLines(output, 40)}`)
  })
}

/** `range` as package.json has it: `>=20.19`. */
export function checkNode(range, version) {
  const [major, minor] = /(\d+)\.(\d+)/.exec(range).slice(1).map(Number)
  const [isMajor, isMinor] = version.split('.').map(Number)
  if (isMajor > major || (isMajor === major && isMinor >= minor)) return
  throw new Trouble(`SkladBridge needs Node ${major}.${minor} or later; this is ${version}.`)
}

/** Current: the lockfile and every package.json are those of the last install that came to its end. */
export function isInstalled(folder, wanted) {
  const stamp = join(folder, STAMP)
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted
}

export function fingerprintOf(folder) {
  const packages = ['libs', 'services'].flatMap((room) => packagesIn(folder, room))
  const files = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', 'proto/package.json', ...packages]
  const hash = createHash('sha256').update(process.versions.modules)
  for (const file of files.filter((name) => existsSync(join(folder, name)))) {
    hash.update(file).update(readFileSync(join(folder, file)))
  }
  return hash.digest('hex')
}

function packagesIn(folder, room) {
  if (!existsSync(join(folder, room))) return []
  return readdirSync(join(folder, room))
    .sort()
    .map((name) => join(room, name, 'package.json'))
}

async function installWithPnpm(folder) {
  const { packageManager } = readJson(join(folder, 'package.json'))
  const args = ['--yes', packageManager, 'install', '--frozen-lockfile', '--prefer-offline']
  const { code, output } = await run('npx', args, { cwd: folder, env: { ...process.env, CI: 'true' } })
  if (code !== 0) throw new Trouble(explainInstall(output))
}

export function explainInstall(output) {
  const reason = UNREACHABLE.test(output)
    ? 'The npm registry cannot be reached (`npm config get registry` says which one that is).'
    : /ERR_PNPM_OUTDATED_LOCKFILE/.test(output)
      ? 'pnpm-lock.yaml does not fit the package.json files: run `pnpm install` and commit it.'
      : 'The dependencies could not be installed.'
  return `${reason}\n${lastLines(output)}`
}

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'))
