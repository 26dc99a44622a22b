// One service under the hands of a developer: the others and both sandboxes around it, rebuilt and restarted on change.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createSandbox } from '../../../libs/sandbox/dist/index.js'
import { sayAddresses, startAll } from '../demo.mjs'
import { createMerchant } from '../demo/merchant.mjs'
import { until } from '../demo/until.mjs'
import { build, root } from '../setup.mjs'
import { followLines, formatLine, levelOf, WARN } from './log-lines.mjs'
import { watchSources } from './watch-sources.mjs'

const ACCOUNT = '3f1c0a52-6d0f-11ee-ac12-000c00000001'
const ARTICLE = 'DEV-1'

/** Stays until Ctrl-C. `bare`: no merchant. */
export async function develop({ scope, say, servers, name, bare }) {
  const sandbox = await createSandbox({ moysklad: { stockWebhookDelayMs: 1000 } })
  scope.defer(() => sandbox.close())
  const { publicUrl, processes } = await startAll({ scope, say, servers, sandbox, run: 'dev' })
  showLogs({ scope, say, names: Object.keys(processes), name })
  const service = restartable({ scope, say, service: processes[name] })
  const stopWatching = watchSources(sourcesOf(name), (files) => service.takeUp(files))
  scope.defer(stopWatching)
  if (!bare) await bringMerchant({ say, sandbox, publicUrl })

  say.line(`
${name} starts again when services/${name}/src, libs or proto change; the other six stay as they were built.
Below is its log, and what the others warn of; everything is in .local/logs/<service>.log.${bare ? '' : orderCommand(sandbox)}`)
  sayAddresses(say, { sandbox, servers, publicUrl })
  await scope.interrupted
}

const sourcesOf = (name) => [
  join(root, 'services', name, 'src'),
  join(root, 'proto', 'skladbridge'),
  ...readdirSync(join(root, 'libs')).map((lib) => join(root, 'libs', lib, 'src')),
]

/** Rebuilds and restarts. What does not build or start is said; the next change is the next try. */
function restartable({ scope, say, service }) {
  let expected = false
  scope.defer(() => void (expected = true))
  const sayEnd = () =>
    void service.exited.then(
      (how) => expected || say.line(`✗ ${service.name} ended (${how}); it waits for a change`),
    )
  sayEnd()
  return {
    async takeUp(files) {
      say.line(`\n${files.length === 1 ? files[0] : `${files.length} files`} changed`)
      try {
        await build({ say })
        expected = true
        await say.step(`${service.name} started again`, () => service.restart())
        sayEnd()
      } catch (error) {
        say.line(error.message)
      } finally {
        expected = false
      }
    },
  }
}

/** All that the one logs, of the others what a person should look at. */
function showLogs({ scope, say, names, name }) {
  const width = Math.max(...names.map(({ length }) => length))
  for (const from of names) {
    const show = (line) => {
      if (from === name || levelOf(line) >= WARN) say.line(formatLine(from.padEnd(width), line))
    }
    scope.defer(followLines(join(root, '.local', 'logs', `${from}.log`), show))
  }
}

async function bringMerchant({ say, sandbox, publicUrl }) {
  const [shop] = sandbox.insales.shops()
  const merchant = createMerchant({ sandbox, publicUrl, accountId: ACCOUNT, accountName: 'chaylavka', shop })
  await say.step('a merchant: installed, shop connected, everything switched on, one product', async () => {
    await merchant.install()
    await merchant.openPage()
    await merchant.connect()
    await merchant.switchOn()
    const product = merchant.createProduct({ article: ARTICLE, name: 'Чайник', price: 150_000 })
    merchant.setStock(product, 17)
    await until('a product in the shop', () => merchant.variants(ARTICLE).length > 0)
  })
}

/** Something to do at once. */
function orderCommand(sandbox) {
  const { control } = sandbox.urls
  const [shop] = sandbox.insales.shops()
  const lines = JSON.stringify({ lines: [{ sku: ARTICLE, quantity: 1 }] })
  return `

Place an order in the shop, then look at it in MoySklad (libs/sandbox/README.md has the rest):
  curl -X POST ${control}/insales/shops/${shop.id}/orders -H 'content-type: application/json' -d '${lines}'
  curl ${control}/moysklad/accounts/${ACCOUNT}/customerorder`
}
