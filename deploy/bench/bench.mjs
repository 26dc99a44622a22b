// `pnpm bench <name>`: builds, starts servers of its own, runs deploy/bench/<name>/run.mjs. Figures are its last lines,
// `key: number`; what is said meanwhile goes to standard error.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createSay } from '../local/say.mjs'
import { runMain, Trouble } from '../local/scope.mjs'
import { ensureServers } from '../local/servers/index.mjs'
import { root, setUp } from '../local/setup.mjs'

const here = import.meta.dirname
const runOf = (name) => join(here, name, 'run.mjs')

runMain(async (scope) => {
  const [name = '', ...args] = process.argv.slice(2)
  const known = readdirSync(here).filter((entry) => existsSync(runOf(entry)))
  if (!known.includes(name)) {
    throw new Trouble(`There is no benchmark «${name}». There are: ${known.join(', ')}.`)
  }
  const say = createSay({ write: (text) => process.stderr.write(text) })
  await setUp({ say })
  const dataDir = join(root, '.local', 'bench-servers')
  const starting = ensureServers({ say, dataDir, throwAway: true })
  scope.deferStopOf(starting)
  const servers = await starting
  const { run } = await import(runOf(name))
  await run({ scope, say, servers, args })
  return 0
})
