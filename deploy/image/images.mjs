// `pnpm images [name …]`: builds the images of all services and the sandbox, or of those named.
import { runMain, Trouble } from '../local/scope.mjs'
import { createSay } from '../local/say.mjs'
import { buildImages, serviceNames } from './build.mjs'
import { ensureEngine } from './engine.mjs'

runMain(async (scope) => {
  const all = [...serviceNames, 'sandbox']
  const names = process.argv.slice(2).filter((name) => name !== '--')
  const unknown = names.filter((name) => !all.includes(name))
  if (unknown.length > 0) throw new Trouble(`There is no ${unknown.join(', ')}. Images: ${all.join(', ')}`)
  const say = createSay()
  const engine = await ensureEngine({ say })
  scope.defer(() => engine.stop())
  await buildImages({ say, engine, names: names.length > 0 ? names : all })
})
