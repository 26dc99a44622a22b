// The whole system for a measurement: sandboxes that answer at once and have no limits, the seven services at their
// production pace, each a process of its own.
import { createSandbox } from '../../../libs/sandbox/dist/index.js'
import { choosePorts, startServices } from '../../local/demo/services.mjs'

/** { sandbox, services: processes with name and pid, publicUrl } */
export async function startSystem({ scope, say, servers }) {
  const ports = await choosePorts()
  const publicUrl = `http://127.0.0.1:${ports.public}`
  const sandbox = await createSandbox({
    limits: 'off',
    insales: { shops: [] },
    moysklad: { stockWebhookDelayMs: 1_000 },
    vendor: { gateway: publicUrl },
  })
  scope.defer(() => sandbox.close())
  const services = await startServices({ scope, say, servers, sandbox, ports, pace: {} })
  return { sandbox, services, publicUrl }
}
