// Puts RabbitMQ, PostgreSQL with DocumentDB, and FerretDB into the user's cache folder, where every checkout finds them.
//
// Each part is made in a folder aside and renamed when it is whole, under a lock: a part that is there is finished.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { Trouble } from '../scope.mjs'
import { withLock } from './lock.mjs'
import { readAptSettings } from './machine.mjs'
import { asRoot, lastLines, run } from './run.mjs'

const FERRETDB = 'v2.7.0'
const PACKAGES = ['rabbitmq-server', 'postgresql-18', 'postgresql-18-documentdb']
const NOT_NEEDED = ['doc', 'man', 'info', 'locale'].map((name) => `/usr/share/${name}/*`)
/** Raise it when the way the root folder is made changes. */
const RECIPE = 1
const ferretdbSource = join(import.meta.dirname, '..', 'ferretdb')

export function cacheFolder(env = process.env) {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'skladbridge')
}

/** { root, ferretdb }: where the parts are or will be. The names change with what they are made from. */
export function partFolders(cache = cacheFolder()) {
  const hash = createHash('sha256')
  for (const file of ['go.mod', 'go.sum', 'main.go']) hash.update(readFileSync(join(ferretdbSource, file)))
  return {
    root: join(cache, `servers-${RECIPE}-${process.arch}`),
    ferretdb: join(cache, `ferretdb-${FERRETDB}-${hash.digest('hex').slice(0, 8)}-${process.arch}`),
  }
}

/** Makes the parts that `wanted` names and that are not there; says where. */
export async function installParts(say, wanted) {
  const folders = partFolders()
  const missing = wanted.filter((part) => !existsSync(folders[part]))
  if (missing.length === 0) return folders
  say.line(`Servers go into ${cacheFolder()} (about 700 MB, once for all checkouts):`)
  if (missing.includes('root'))
    say.line(`  a root folder of Debian sid with ${PACKAGES.join(', ')}, by mmdebstrap`)
  if (missing.includes('ferretdb')) say.line(`  FerretDB ${FERRETDB}, built with Go`)
  const make = { root: makeRoot, ferretdb: makeFerretdb }
  const titles = { root: 'RabbitMQ and PostgreSQL installed', ferretdb: 'FerretDB built' }
  const made = await Promise.allSettled(
    missing.map((part) => makePart(say, titles[part], folders[part], (aside) => make[part](say, aside))),
  )
  for (const { reason } of made) if (reason) throw reason
  return folders
}

/** Makes `folder` by `make(aside)` unless it is there: whole or not at all, and once however many want it. */
export async function makePart(say, title, folder, make) {
  const onWait = () => say.line(`… another checkout is making ${folder}`)
  await withLock(folder, onWait, async () => {
    if (existsSync(folder)) return
    mkdirSync(cacheFolder(), { recursive: true })
    await clearAside(folder)
    const aside = `${folder}.making-${process.pid}`
    await say.step(title, () => make(aside))
    renameSync(aside, folder)
  })
}

/** What an earlier attempt left when it was killed. Its mounts ended with it. */
async function clearAside(folder) {
  for (const name of readdirSync(cacheFolder())) {
    const path = join(cacheFolder(), name)
    if (path.startsWith(`${folder}.making-`)) await run(...asRoot('rm', ['-rf', '--one-file-system', path]))
  }
}

async function makeRoot(say, aside) {
  await mmdebstrap(say, aside, PACKAGES)
}

/**
 * A root folder of Debian sid, or with a `folder` that ends in .tar that archive. Its mounts are in a namespace of their
 * own, so that none is left when it is killed. `variant`: what is in it besides, see mmdebstrap(1).
 */
export async function mmdebstrap(say, folder, packages, variant = 'apt') {
  await ensureMmdebstrap(say)
  const { mirror, proxies } = await readAptSettings()
  // The mirror may be a frozen one, past its date; the signatures are checked all the same.
  const options = ['Acquire::Check-Valid-Until "false"', 'APT::Install-Recommends "false"', ...proxies]
  const args = [
    '--mode=root',
    `--variant=${variant}`,
    `--include=${packages.join(',')}`,
    ...options.map((option) => `--aptopt=${option}`),
    ...NOT_NEEDED.map((path) => `--dpkgopt=path-exclude=${path}`),
    'sid',
    folder,
    ...(mirror ? [mirror] : []),
  ]
  const alone = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc', 'mmdebstrap', ...args]
  const { code, output } = await run(...asRoot('unshare', alone))
  if (code === 0) return
  throw new Trouble(
    `mmdebstrap could not install ${packages.join(', ')} from ${mirror ?? 'its own mirror'}. Is the Debian mirror reachable? ` +
      `Or give AMQP_URL and MONGO_URL, or start Docker.\n${lastLines(output)}`,
  )
}

function ensureMmdebstrap(say) {
  return withLock(
    'mmdebstrap',
    () => {},
    () => installMmdebstrap(say),
  )
}

async function installMmdebstrap(say) {
  if ((await run('mmdebstrap', ['--version'])).code === 0) return
  say.line('  mmdebstrap itself, the only package that goes into the system, by apt-get')
  const install = () =>
    run(
      ...asRoot('env', [
        'DEBIAN_FRONTEND=noninteractive',
        'apt-get',
        'install',
        '-y',
        '--no-install-recommends',
        'mmdebstrap',
        'debian-archive-keyring',
      ]),
    )
  let result = await install()
  if (result.code !== 0) {
    await run(...asRoot('apt-get', ['update'])) // its lists may be empty or old
    result = await install()
  }
  if (result.code !== 0) {
    throw new Trouble(
      `apt-get could not install mmdebstrap. Is the mirror reachable?\n${lastLines(result.output)}`,
    )
  }
}

async function makeFerretdb(say, aside) {
  const result = await buildWithGo(say, {
    source: ferretdbSource,
    output: join(aside, 'ferretdb'),
    package: '.',
    ldflags: '-s -w',
  })
  if (result.code === 0) return
  rmSync(aside, { recursive: true, force: true })
  throw new Trouble(
    `FerretDB could not be built. Is the Go module proxy reachable (GOPROXY)? ` +
      `Or give MONGO_URL, or start Docker.\n${lastLines(result.output)}`,
  )
}

/**
 * Builds one program of a Go module with the machine's Go, else with that of Debian sid. Answers { code, output }.
 *
 * @param {{ source: string, output: string, package: string, ldflags: string }} what folder of go.mod, file to write
 */
export async function buildWithGo(say, what) {
  const go = await findGo()
  if (!go) return buildWithGoOfSid(say, what)
  const options = ['-trimpath', '-buildvcs=false', `-ldflags=${what.ldflags}`, '-o', what.output]
  const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '' }
  return run(go, ['build', ...options, what.package], { cwd: what.source, env })
}

/** Go ≥ 1.21 gets by itself the newer version that go.mod asks for. */
async function findGo() {
  for (const go of ['go', '/usr/local/go/bin/go']) {
    const { code, output } = await run(go, ['version'])
    const [, minor] = /go1\.(\d+)/.exec(output) ?? []
    if (code === 0 && Number(minor) >= 21) return go
  }
  return undefined
}

/** Go from Debian in a root folder that is thrown away afterwards. */
async function buildWithGoOfSid(say, { source, output, package: name, ldflags }) {
  say.line('  Go for that, out of a root folder that is removed afterwards')
  const folder = dirname(output)
  const root = `${folder}-go`
  try {
    await mmdebstrap(say, root, ['golang-go', 'ca-certificates'])
    mkdirSync(folder, { recursive: true })
    const script = join(import.meta.dirname, 'rootfs', 'build-go.sh')
    const proxy = Object.entries(process.env).filter(([name]) =>
      /^(GOPROXY|GONOSUMDB|GOSUMDB|https?_proxy|no_proxy)$/i.test(name),
    )
    const variables = proxy.map(([name, value]) => `${name}=${value}`)
    const wanted = [root, source, folder, basename(output), name, ldflags]
    return await run(...asRoot('unshare', ['--mount', 'env', ...variables, 'bash', script, ...wanted]))
  } finally {
    await run(...asRoot('rm', ['-rf', '--one-file-system', root]))
  }
}
