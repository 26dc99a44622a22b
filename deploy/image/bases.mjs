// What the images stand on: the public base where it can be pulled, else one made from the package registries.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Trouble } from '../local/scope.mjs'
import { installParts, mmdebstrap } from '../local/servers/install.mjs'
import { asRoot, lastLines, run } from '../local/servers/run.mjs'

const PUBLIC = { node: 'node:24-trixie-slim', rabbitmq: 'rabbitmq:4', mongodb: 'mongo:8' }
const OWN = 'skladbridge-base'
const NPM = 'npm@11.6.2'
const TRUSTED = '/etc/ssl/certs/ca-certificates.crt'
const here = import.meta.dirname

/**
 * { nodeImage, buildImage }. In this order: NODE_IMAGE of the environment, the public image, Node 24 from Debian sid.
 * What is made here has the name `skladbridge-base/…` and stays in the engine.
 */
export async function ensureNodeBases({ say, engine, env = process.env }) {
  const given = env.NODE_IMAGE
  if (given) return { nodeImage: given, buildImage: env.BUILD_IMAGE || given }
  if (await canHave(engine, PUBLIC.node)) return { nodeImage: PUBLIC.node, buildImage: PUBLIC.node }
  const nodeImage = `${OWN}/node:24`
  const buildImage = `${OWN}/node-build:24`
  if (!(await isThere(engine, buildImage)))
    await say.step('base images made from Debian sid (no public one can be pulled)', () =>
      makeNodeBases({ say, engine, nodeImage, buildImage }),
    )
  return { nodeImage, buildImage }
}

/** { rabbitmq, mongodb }: images for compose and for trying the chart out. */
export async function ensureServerImages({ say, engine }) {
  if ((await canHave(engine, PUBLIC.rabbitmq)) && (await canHave(engine, PUBLIC.mongodb)))
    return { rabbitmq: PUBLIC.rabbitmq, mongodb: PUBLIC.mongodb }
  const images = { rabbitmq: `${OWN}/rabbitmq:4`, mongodb: `${OWN}/mongodb:8` }
  const there = await Promise.all(Object.values(images).map((image) => isThere(engine, image)))
  if (there.includes(false))
    await say.step('images of RabbitMQ and FerretDB made', () => makeServerImages({ say, engine, images }))
  return images
}

const isThere = async (engine, image) => (await engine.try(['image', 'inspect', image])).code === 0
const canHave = async (engine, image) =>
  (await isThere(engine, image)) || (await engine.try(['pull', '--quiet', image])).code === 0

async function makeNodeBases({ say, engine, nodeImage, buildImage }) {
  const work = mkdtempSync(join(tmpdir(), 'skladbridge-base-'))
  try {
    const root = join(work, 'root')
    await mmdebstrap(say, root, ['nodejs', 'ca-certificates'], 'minbase')
    await importFolder(engine, root, nodeImage)
    await addNpm(work, root)
    await importFolder(engine, root, buildImage, [`ENV NODE_EXTRA_CA_CERTS=${TRUSTED}`])
  } finally {
    await run(...asRoot('rm', ['-rf', '--one-file-system', work]))
  }
}

/** As the public image has it; and whatever this machine trusts, so that its registry is trusted in there. */
async function addNpm(work, root) {
  const packed = await run('npm', ['pack', NPM, '--silent', '--pack-destination', work], { cwd: work })
  if (packed.code !== 0) throw new Trouble(`${NPM} could not be fetched:\n${lastLines(packed.output)}`)
  const [archive] = readdirSync(work).filter((name) => name.endsWith('.tgz'))
  const modules = join(root, 'usr/local/lib/node_modules')
  mkdirSync(modules, { recursive: true })
  await run('tar', ['-xzf', join(work, archive), '-C', modules])
  cpSync(join(modules, 'package'), join(modules, 'npm'), { recursive: true })
  rmSync(join(modules, 'package'), { recursive: true })
  for (const name of ['npm', 'npx'])
    symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(root, 'usr/local/bin', name))
  if (existsSync(TRUSTED)) cpSync(TRUSTED, join(root, TRUSTED))
}

async function importFolder(engine, folder, image, changes = []) {
  const path = ['ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', ...changes]
  const options = path.map((change) => `--change '${change}'`).join(' ')
  const script = `set -o pipefail; tar -C "$1" --one-file-system --exclude=./proc/* --exclude=./dev/* -c . | docker import ${options} - "$2"`
  const { code, output } = await run('bash', ['-c', script, 'bash', folder, image], { env: engine.env })
  if (code !== 0) throw new Trouble(`${image} could not be imported:\n${lastLines(output)}`)
}

async function makeServerImages({ say, engine, images }) {
  const { root, ferretdb } = await installParts(say, ['root', 'ferretdb'])
  const base = `${OWN}/servers:sid`
  await importFolder(engine, root, base)
  const context = mkdtempSync(join(tmpdir(), 'skladbridge-servers-'))
  try {
    cpSync(join(here, 'local'), context, { recursive: true })
    cpSync(join(ferretdb, 'ferretdb'), join(context, 'ferretdb'))
    cpSync(join(here, '../local/servers/rootfs/postgresql.conf'), join(context, 'postgresql.conf'))
    for (const [target, image] of Object.entries(images)) {
      const file = join(context, 'servers.Dockerfile')
      await engine.docker([
        'build',
        '--file',
        file,
        '--target',
        target,
        '--build-arg',
        `SERVERS_ROOT=${base}`,
        '-t',
        image,
        context,
      ])
    }
  } finally {
    rmSync(context, { recursive: true, force: true })
  }
}
