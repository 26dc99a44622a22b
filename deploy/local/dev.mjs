// `pnpm dev <service>`: everything around one service, which starts again when its sources change.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createSay } from './say.mjs'
import { runMain, Trouble } from './scope.mjs'
import { ensureServers } from './servers/index.mjs'
import { build, installDependencies, root } from './setup.mjs'

runMain(async (scope) => {
  const say = createSay()
  const { name, bare } = readArguments(process.argv.slice(2))
  await installDependencies({ say })
  const starting = ensureServers({ say, dataDir: join(root, '.local', 'servers') })
  scope.deferStopOf(starting)
  const [servers] = await Promise.all([starting, build({ say })])

  // imported here because it needs what was built
  const { develop } = await import('./dev/develop.mjs')
  return develop({ scope, say, servers, name, bare })
})

function readArguments(args) {
  const serviceNames = readdirSync(join(root, 'services'))
  const bare = args.includes('--bare')
  const [name, ...more] = args.filter((arg) => arg !== '--bare' && arg !== '--')
  if (serviceNames.includes(name) && more.length === 0) return { name, bare }
  throw new Trouble(
    `pnpm dev <service> [--bare]\n\n` +
      `  <service>  ${serviceNames.join(', ')}\n` +
      `  --bare     without a merchant: nothing is installed or connected\n\n` +
      `LOG_LEVEL=debug shows more. See CONTRIBUTING.md.`,
  )
}
