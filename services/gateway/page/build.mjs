// Types from the API's description, type check, vite, and the page's weight. Does nothing when nothing has changed.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { describeApi, typesOf } from './api.mjs'

/** All that a merchant's browser loads, gzipped. */
const MOST_BYTES = 150_000
const here = import.meta.dirname
const dist = join(here, 'dist')
const lockfile = join(here, '..', '..', '..', 'pnpm-lock.yaml')
const stampFile = join(here, 'gen', 'built-from')

const description = await describeApi()
const stamp = fingerprint(description)
if (!isBuilt(stamp)) await build()

async function build() {
  mkdirSync(join(here, 'gen'), { recursive: true })
  writeFileSync(join(here, 'gen', 'api.d.ts'), await typesOf(description))
  await typeCheck()
  const { build: bundle } = await import('vite')
  await bundle({ root: here, logLevel: 'warn' })
  const bytes = weigh()
  if (bytes > MOST_BYTES) throw new Error(`the page weighs ${bytes} bytes gzipped, more than ${MOST_BYTES}`)
  writeFileSync(stampFile, stamp)
  process.stdout.write(`page: ${Math.ceil(bytes / 1000)} kB gzipped\n`)
}

function isBuilt(wanted) {
  if (!existsSync(join(dist, 'index.html')) || !existsSync(stampFile)) return false
  return readFileSync(stampFile, 'utf8') === wanted
}

function fingerprint(api) {
  const hash = createHash('sha256').update(api)
  const sources = readdirSync(join(here, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  const others = ['package.json', 'index.html', 'vite.config.mjs', 'tsconfig.json', 'build.mjs', 'api.mjs']
  const files = [...sources.sort(), ...others.map((name) => join(here, name)), lockfile]
  for (const file of files) hash.update(file.slice(here.length)).update(readFileSync(file))
  return hash.digest('hex')
}

async function typeCheck() {
  const tsc = join(here, '..', '..', '..', 'node_modules', 'typescript-7', 'bin', 'tsc')
  await promisify(execFile)(process.execPath, [tsc, '-p', here]).catch(({ stdout, message }) => {
    throw new Error(stdout || message)
  })
}

function weigh() {
  const files = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return files.reduce(
    (sum, { parentPath, name }) => sum + gzipSync(readFileSync(join(parentPath, name))).length,
    0,
  )
}
