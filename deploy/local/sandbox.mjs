// `pnpm sandbox`: builds the sandboxes and starts them; all flags are handed through. See libs/sandbox/README.md.
import { spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const compiler = ['node_modules/typescript-7/bin/tsc', '-b', 'libs/sandbox']
const built = spawnSync(process.execPath, compiler, { cwd: root, stdio: 'inherit' })
if (built.status !== 0) process.exit(built.status ?? 1)

const sandbox = spawn(process.execPath, ['libs/sandbox/dist/cli.js', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
})
// a terminal sends Ctrl-C to both; here it is only waited for, so that the sandbox can close in order
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => signal === 'SIGTERM' && sandbox.kill(signal))
sandbox.on('exit', (code) => process.exit(code ?? 1))
