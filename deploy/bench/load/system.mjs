// The whole system for a measurement: sandboxes that answer at once and have no limits, the seven services at their
// production pace, each a process of its own.
import { createSandbox } from '../../../libs/sandbox/dist/index.js'
import { startServices } from '../../local/demo/services.mjs'

/** The services' own defaults; the demonstration is in a hurry. */
const productionPace = {
  SWEEP_INTERVAL_MS: '180000',
  FULL_RUN_INTERVAL_MS: '540000',
  DUTIES_INTERVAL_MS: '5000',
}

/**
 * { sandbox, services: processes with name and pid, publicUrl }
 *
 * options  of the sandboxes, where they are to differ
 * env      of the services, the same
 */
export async function startSystem({ scope, say, servers, options = {}, env = {} }) {
  const sandbox = await createSandbox({
    limits: 'off',
    insales: { shops: [] },
    ...options,
    moysklad: { stockWebhookDelayMs: 1_000, ...options.moysklad },
  })
  scope.defer(() => sandbox.close())
  const run = `bench-${Date.now().toString(36)}`
  const starting = startServices({ servers, sandbox, run, env: { ...productionPace, ...env } })
  scope.deferStopOf(starting)
  await say.step('seven services are ready', async () => void (await starting))
  const { processes, publicUrl } = await starting
  sandbox.vendor.setGateway(publicUrl)
  return { sandbox, services: Object.values(processes), publicUrl }
}
