import type { Channel, ConfirmChannel, GetMessage } from 'amqplib'
import { Confirmer } from './confirmer.js'
import { messagingErrors } from './errors.js'
import { readObituary, replayHeaders, type Obituary } from './history.js'
import { deadQueueOf } from './topology.js'

const confirmMs = 10_000

/** What lies in `<queue>.dead`, oldest first, at most `limit`. Leaves all of it there. */
export async function listDead(
  channel: Channel,
  queue: string,
  limit: number,
): Promise<{ total: number; letters: Obituary[] }> {
  const dead = deadQueueOf(queue)
  const total = await countOf(channel, dead)
  const letters: Obituary[] = []
  try {
    while (letters.length < limit) {
      const message = await channel.get(dead)
      if (!message) break
      letters.push(readObituary(message.properties.headers))
    }
  } finally {
    if (letters.length > 0) channel.nackAll(true)
  }
  return { total, letters }
}

/**
 * Moves messages from `<queue>.dead` back to `<queue>`, at most `limit` and no more than lay there at the start (one may
 * die again meanwhile). Each is confirmed there before it is acknowledged here: whoever is killed in between leaves it in
 * both queues, never in none. Throws MESSAGING_NO_QUEUE, and what Confirmer.send throws.
 */
export async function replayDead(
  channel: ConfirmChannel,
  queue: string,
  limit: number,
): Promise<{ moved: number; left: number }> {
  const dead = deadQueueOf(queue)
  const total = await countOf(channel, dead)
  await countOf(channel, queue)
  const confirmer = new Confirmer({ confirmMs, graceMs: 0, maxInFlight: 1, blocked: () => undefined })
  confirmer.attach(channel)
  let moved = 0
  try {
    while (moved < Math.min(limit, total)) {
      const message = await channel.get(dead)
      if (!message) break
      await copyTo(queue, message, confirmer)
      channel.ack(message)
      moved += 1
    }
  } finally {
    confirmer.close()
  }
  return { moved, left: total - moved }
}

async function copyTo(queue: string, message: GetMessage, confirmer: Confirmer): Promise<void> {
  const { type, headers } = message.properties
  const confirmation = await confirmer.send({
    exchange: '',
    routingKey: queue,
    body: message.content,
    headers: replayHeaders(headers),
    ...(typeof type === 'string' ? { type } : {}),
  })
  if (confirmation === 'returned') throw messagingErrors.MESSAGING_NO_QUEUE({ queue })
}

/** A queue that is not there closes the channel. */
async function countOf(channel: Channel, queue: string): Promise<number> {
  try {
    return (await channel.checkQueue(queue)).messageCount
  } catch (cause) {
    throw (cause as { code?: unknown }).code === 404 ? messagingErrors.MESSAGING_NO_QUEUE({ queue }) : cause
  }
}
