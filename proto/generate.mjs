// Makes proto/gen from proto/skladbridge: lints the contracts, generates TypeScript, and writes one index that
// exports each area under its own name. Does nothing when no contract changed.
import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const bin = join(here, '..', 'node_modules', '.bin')
const areas = readdirSync(join(here, 'skladbridge')).sort()
const files = areas.flatMap((area) =>
  readdirSync(join(here, 'skladbridge', area, 'v1'))
    .filter((file) => file.endsWith('.proto'))
    .sort()
    .map((file) => ({ area, file: join('skladbridge', area, 'v1', file) })),
)

const hash = createHash('sha256')
for (const file of ['buf.gen.yaml', 'buf.yaml', 'generate.mjs', ...files.map((f) => f.file)]) {
  hash.update(readFileSync(join(here, file)))
}
const wanted = hash.digest('hex')
const stamp = join(here, 'gen', '.stamp')
if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) process.exit(0)

const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` }
const run = (...args) => execFileSync(join(bin, 'buf'), args, { cwd: here, env, stdio: 'inherit' })
run('lint')
run('generate')

for (const area of areas) {
  const lines = files
    .filter((f) => f.area === area)
    .map((f) => `export * from './skladbridge/${area}/v1/${basename(f.file, '.proto')}.js'`)
  writeFileSync(join(here, 'gen', `${area}.ts`), `${lines.join('\n')}\n`)
}
const index = areas.map((area) => `export * as ${area} from './${area}.js'`)
writeFileSync(join(here, 'gen', 'index.ts'), `${index.join('\n')}\n`)
writeFileSync(stamp, wanted)
