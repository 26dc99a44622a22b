// `pnpm keys …`, see docs/operations/keys.md
import { parseArgs } from 'node:util'
import { createSay } from '../local/say.mjs'
import { runMain, Trouble } from '../local/scope.mjs'
import { createKubectl } from '../cluster/kubectl.mjs'
import { createKeys, kinds } from './keys.mjs'

const usage = `pnpm keys rotate|drop|count ${kinds.join('|')} [--namespace N] [--fullname skladbridge] [--secret NAME]
Works on the cluster that kubectl is set to.`

runMain(async () => {
  const { values, positionals } = readArguments()
  const [act, kind] = positionals
  if (!['rotate', 'drop', 'count'].includes(act) || !kinds.includes(kind)) throw new Trouble(usage)
  const say = createSay()
  const { namespace = 'default', fullname = 'skladbridge', secret } = values
  const kubectl = createKubectl({ program: 'kubectl', kubeconfig: process.env.KUBECONFIG })
  const keys = createKeys({ kubectl, namespace, fullname, ...(secret && { secret }) })
  if (act === 'count') return say.line(`${await keys.countOld()} secrets are stored under old keys`)
  await say.step(`${act} ${kind}`, () => keys[act](kind))
})

function readArguments() {
  const text = { type: 'string' }
  try {
    const args = process.argv.slice(2).filter((arg) => arg !== '--')
    return parseArgs({
      args,
      options: { namespace: text, fullname: text, secret: text },
      allowPositionals: true,
    })
  } catch (error) {
    throw new Trouble(`${error.message}\n${usage}`)
  }
}
