// The demonstration of `npm start`: both platforms as sandboxes, the seven services, and what they do for a merchant.
import { createSandbox } from '../../libs/sandbox/dist/index.js'
import { startServices } from './demo/services.mjs'
import { ACCOUNT, createSteps } from './demo/steps.mjs'

/** With `once`: 0 when every step was seen, else 1. Otherwise stays until Ctrl-C. */
export async function demonstrate({ scope, say, servers, once }) {
  // MoySklad tells of stock after one to five minutes; here after one second
  const sandbox = await createSandbox({ moysklad: { stockWebhookDelayMs: 1000 } })
  scope.defer(() => sandbox.close())
  const { publicUrl } = await startAll({ scope, say, servers, sandbox })

  const missing = []
  for (const [title, work] of createSteps({ sandbox, servers, publicUrl })) {
    try {
      await say.step(title, work)
    } catch (error) {
      missing.push(title)
      say.line(`  ${error.message}`)
    }
  }
  say.line(missing.length === 0 ? 'Every step was seen.' : `Not seen:\n  ${missing.join('\n  ')}`)
  if (once) return missing.length === 0 ? 0 : 1
  sayAddresses(say, { sandbox, servers, publicUrl, page: await offerPages(sandbox) })
  await scope.interrupted
}

/** The seven services, told to the sandbox; when `scope` ends they stop and leave nothing. */
export async function startAll({ scope, say, servers, sandbox, run = 'demo' }) {
  const starting = startServices({ servers, sandbox, run: `${run}-${Date.now().toString(36)}` })
  scope.defer(async () => {
    const services = await starting.catch(() => undefined)
    await services?.stop()
    await services?.forget()
  })
  await say.step('seven services are ready', async () => void (await starting))
  const services = await starting
  sandbox.vendor.setGateway(services.publicUrl)
  return services
}

/** A second merchant, who has only installed the solution: to walk the whole way at the page. */
const BEGINNER = '3f1c0a52-6d0f-11ee-ac12-000c00000002'

async function offerPages(sandbox) {
  const shop = sandbox.insales.addShop({ products: 12 })
  await sandbox.vendor.install(BEGINNER, { accountName: 'novichok' })
  const [{ login, password }] = shop.credentials
  const open = (account) => `${sandbox.urls.control}/vendor/${account}/page`
  return `
The merchant's page, as MoySklad opens it (a link is good again and again):
  the merchant above    ${open(ACCOUNT)}
  one who begins        ${open(BEGINNER)}
                        shop ${shop.host}, API id ${login}, password ${password}`
}

export function sayAddresses(say, { sandbox, servers, publicUrl, page = '' }) {
  say.line(`${page}
Gateway                 ${publicUrl}
  settings API          ${publicUrl}/api/v1/openapi.json
MoySklad JSON API 1.2   ${sandbox.urls.moysklad}
MoySklad Vendor API 1.0 ${sandbox.urls.vendor}
inSales                 ${sandbox.urls.insales}
Control of both         ${sandbox.urls.control}
${servers.describe.map(({ name, url }) => `${name.padEnd(24)}${url}`).join('\n')}
Ctrl-C stops it.`)
}
