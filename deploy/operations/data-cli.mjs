// `pnpm data …`, see docs/operations/backup.md and erase.md
import { createSay } from '../local/say.mjs'
import { runMain, Trouble } from '../local/scope.mjs'
import { backUp, databasesAt, eraseAccount, restore } from './data.mjs'

const usage = `MONGO_URL=mongodb://host:27017/ pnpm data backup <folder>
MONGO_URL=mongodb://host:27017/ pnpm data restore <folder>       the services must have stopped
MONGO_URL=mongodb://host:27017/ pnpm data erase <accountId>      the solution must have been removed in MoySklad`

const acts = {
  backup: (databases, folder) => backUp({ databases, folder }),
  restore: (databases, folder) => restore({ databases, folder }),
  erase: (databases, accountId) => eraseAccount({ databases, accountId }),
}

runMain(async () => {
  const [act, what, ...more] = process.argv.slice(2).filter((arg) => arg !== '--')
  const { MONGO_URL } = process.env
  if (!acts[act] || !what || more.length > 0 || !MONGO_URL) throw new Trouble(usage)
  const say = createSay()
  await say.step(`${act} ${what}`, async () => `+ ${await acts[act](databasesAt(MONGO_URL), what)} documents`)
})
