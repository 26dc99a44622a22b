// `npm start`: set-up, servers, then the demonstration.
import { join } from 'node:path'
import { createSay } from './say.mjs'
import { runMain } from './scope.mjs'
import { ensureServers } from './servers/index.mjs'
import { build, installDependencies, root } from './setup.mjs'

runMain(async (scope) => {
  const say = createSay()
  await installDependencies({ say })
  const starting = ensureServers({ say, dataDir: join(root, '.local', 'servers') })
  scope.deferStopOf(starting)
  const [servers] = await Promise.all([starting, build({ say })])

  // The demonstration: sandboxes, seven services, the steps. It is imported here because it needs what was built.
  const { demonstrate } = await import('./demo.mjs')
  return demonstrate({ scope, say, servers, once: process.argv.includes('--once') })
})
