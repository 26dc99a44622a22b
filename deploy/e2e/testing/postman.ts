import { waitFor } from '@skladbridge/testing'
import { LONG_PATIENCE_MS, type Merchant, type Row } from './rig.js'

/** HTTP status of each attempt to hand over one webhook; 0 where there was no answer. */
export type Attempts = number[]

/** An address that we gave to the shop for this topic. */
export function shopHook(merchant: Merchant, topic: string): string {
  const hook = merchant.buyer.list('hooks').find((row) => row['topic'] === topic)
  if (!hook) throw new Error(`the shop has no webhook for ${topic}`)
  return String(hook['address'])
}

/** One attempt, as inSales makes it. */
export async function post(url: string, body: unknown, timeoutMs = 10_000): Promise<number> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    })
    await answer.arrayBuffer()
    return answer.status
  } catch {
    return 0
  }
}

/** Tells of an order again and again until it is taken: a platform that never gives up. */
export async function tellUntilTaken(merchant: Merchant, order: Row): Promise<Attempts> {
  const attempts: Attempts = []
  const url = shopHook(merchant, 'orders/create')
  const told = async () => {
    attempts.push(await post(url, { id: order['id'] }))
    return attempts.at(-1) === 204
  }
  await waitFor(told, {
    what: `order ${order['number']} to be taken`,
    timeoutMs: LONG_PATIENCE_MS,
    everyMs: 100,
  })
  return attempts
}
