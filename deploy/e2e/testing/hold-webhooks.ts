import type { Sandbox } from '@skladbridge/sandbox'

type Hook = Parameters<Sandbox['kit']['webhooks']['send']>[0]

/** Keeps all webhooks of both platforms back while `work` runs, and returns those of orders instead of sending them. */
export async function heldWebhooks(sandbox: Sandbox, work: () => unknown): Promise<Hook[]> {
  const { webhooks } = sandbox.kit
  const { send } = webhooks
  const held: Hook[] = []
  webhooks.send = (hook) => void held.push(hook)
  try {
    await work()
    // the shop announces after the turn in which something changed
    await sandbox.idle()
  } finally {
    webhooks.send = send
  }
  return held.filter(({ url }) => /\/(orders|customerorder)\//.test(url))
}
