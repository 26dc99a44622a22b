import { waitFor } from '@skladbridge/testing'
import { orderDifferences } from './differences.js'
import { openRabbit } from './rabbit.js'
import { everyService, PATIENCE_MS, type Merchant, type Rig } from './rig.js'

/**
 * Nothing is left to happen: webhooks are through, queues are empty, no handler runs, every order of the shop is synced
 * and was found so after all that. Then whatever was to be made twice has been.
 */
export async function settled(rig: Rig, merchant: Merchant, timeoutMs = PATIENCE_MS): Promise<void> {
  const rabbit = await openRabbit(rig.amqpUrl)
  try {
    await waitFor(
      async () => {
        await rig.sandbox.idle()
        for (const queue of rig.queues) none(await rabbit.count(queue), `messages in ${queue}`)
        for (const name of everyService) {
          none(await rig.metric(name, 'skladbridge_messages_handling'), `handlers running in ${name}`)
        }
        return allSynced(merchant)
      },
      { what: 'nothing left to do', timeoutMs, everyMs: 100 },
    )
  } finally {
    await rabbit.close()
  }
}

/** Settled, and both sides agree about every order. Throws with the differences. */
export async function allInStep(rig: Rig, merchant: Merchant, timeoutMs = PATIENCE_MS): Promise<void> {
  await settled(rig, merchant, timeoutMs)
  const differences = orderDifferences(merchant)
  if (differences.length > 0) throw new Error(differences.join('\n'))
}

/** Thrown is «not yet», and the last one is told when time is over. */
function none(count: number, what: string): void {
  if (count > 0) throw new Error(`${count} ${what}`)
}

async function allSynced(merchant: Merchant): Promise<true> {
  for (const { id, number } of merchant.buyer.list('orders')) {
    const { state, failureText } = await merchant.page.order(merchant.shopId, Number(id))
    if (state !== 'synced') throw new Error(`order ${number} is ${state}: ${failureText}`)
  }
  return true
}
