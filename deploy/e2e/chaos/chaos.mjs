// `pnpm chaos [--seed N] [--minutes M] [--quick]`: builds, starts servers of its own, breaks everything while merchants
// work, and compares both platforms at the end. Exit code 0: nothing lost, doubled or unequal.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createSay } from '../../local/say.mjs'
import { runMain } from '../../local/scope.mjs'
import { ensureServers } from '../../local/servers/index.mjs'
import { root, setUp } from '../../local/setup.mjs'

runMain(async (scope) => {
  const say = createSay({ write: (text) => process.stderr.write(text) })
  await setUp({ say })
  const starting = ensureServers({ say, dataDir: join(root, '.local', 'chaos-servers'), throwAway: true })
  scope.deferStopOf(starting)
  const { mongoUrl, amqpUrl, controlUrl } = await starting
  const runner = join(root, 'libs/runtime/src/testing/run-ts.cjs')
  const main = join(root, 'deploy/e2e/chaos/main.ts')
  const child = spawn(
    process.execPath,
    ['--conditions=skladbridge-source', runner, main, ...process.argv.slice(2)],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, MONGO_URL: mongoUrl, AMQP_URL: amqpUrl, SERVERS_CONTROL_URL: controlUrl },
    },
  )
  scope.defer(() => child.kill())
  const [code] = await once(child, 'exit')
  return code ?? 1
})
