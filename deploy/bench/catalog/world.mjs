// A merchant with a catalogue, between platforms whose clock runs faster and whose limits are the real ones.
import { createSandbox } from '../../../libs/sandbox/dist/index.js'
import { createMerchant } from '../../local/demo/merchant.mjs'
import { startServices } from '../../local/demo/services.mjs'
import { until } from '../../local/demo/until.mjs'

/**
 * Five minutes of inSales become half a minute, three seconds of MoySklad 300 ms. Faster than that two cores, which the
 * platforms' stand-ins share, are the limit and not the budget.
 */
export const SPEED = 10
const windowOf = (ms) => String(ms / SPEED)

const env = {
  INSALES_BUDGET_WINDOW_MS: windowOf(300_000),
  MOYSKLAD_BUDGET_WINDOW_MS: windowOf(3_000),
  SWEEP_INTERVAL_MS: '5000',
  FULL_RUN_INTERVAL_MS: '600000',
  FOLDERS_INTERVAL_MS: '3600000',
  COMPARE_INTERVAL_MS: '3600000',
}

/** The whole system on the faster clock. */
export async function startWorld(servers) {
  const sandbox = await createSandbox({ speed: SPEED, insales: { shops: [] } })
  const run = `bench-${Date.now().toString(36)}`
  const services = await startServices({ servers, sandbox, run, env })
  sandbox.vendor.setGateway(services.publicUrl)
  let accounts = 0
  return {
    sandbox,
    publicUrl: services.publicUrl,
    processes: services.processes,
    /** A new account with a shop of its own; `fill` is heard of by nobody. */
    async merchant(fill) {
      accounts += 1
      const accountId = `3f1c0a52-6d0f-11ee-ac12-${String(accounts).padStart(12, '0')}`
      const shop = sandbox.insales.addShop()
      const options = { sandbox, publicUrl: services.publicUrl, accountId, shop }
      const merchant = createMerchant({ ...options, accountName: `account-${accounts}` })
      await merchant.install()
      await until('the page', () =>
        merchant
          .openPage()
          .then(() => true)
          .catch(() => false),
      )
      await merchant.connect()
      await settled(sandbox)
      await unheard(sandbox, () => fill(merchant))
      return merchant
    },
    async close() {
      await services.stop()
      await sandbox.close()
      await services.forget()
    },
  }
}

/** The connection is made: its webhooks and whatever else is asked for once. */
async function settled(sandbox) {
  let last = -1
  let since = Date.now()
  await until('the connection to be made', () => {
    const { insales, moysklad } = requestsOf(sandbox)
    if (insales + moysklad !== last) [last, since] = [insales + moysklad, Date.now()]
    return Date.now() - since > 2_000
  })
}

/** What happens meanwhile is told by no webhook: only a sweep finds it. */
export async function unheard(sandbox, work) {
  const { webhooks } = sandbox.kit
  const { send } = webhooks
  webhooks.send = () => {}
  try {
    await work()
    await sandbox.idle()
  } finally {
    webhooks.send = send
  }
}

/** Requests since the last `reset`, by platform. Webhooks of the connection and vendor calls are no part of a catalogue. */
export function requestsOf(sandbox) {
  const { byKind, byStatus } = sandbox.kit.counter.read()
  const sum = (fits) =>
    Object.entries(byKind)
      .filter(([kind]) => fits(kind) && !/webhook|vendor/i.test(kind))
      .reduce((all, [, count]) => all + count, 0)
  return {
    insales: sum((kind) => kind.includes('/admin/')),
    moysklad: sum((kind) => /\/(entity|report|context|download)\b/.test(kind)),
    refused: (byStatus['429'] ?? 0) + (byStatus['503'] ?? 0),
    byKind,
  }
}
