import { parseArgs } from 'node:util'
import { connect, type ConfirmChannel } from 'amqplib'
import { listDead, replayDead } from './dead-letters.js'
import type { Obituary } from './history.js'

const usage = `usage: AMQP_URL=amqp://… pnpm replay --queue <service>.<handler> [--list] [--limit N]

  --queue   the handler's queue, with the installation's prefix if it has one: catalog-sync.on-product-touched
  --list    only tell what lies in its dead queue and why (at most 50, or --limit)
  --limit   move at most so many back; default: all that lie there now
`

type Request = { queue: string; list: boolean; limit: number | undefined }

/** Looks at a handler's dead messages or moves them back. The exit code: 0 done, 1 failed, 2 not understood. */
export async function runReplay(
  args: string[],
  env: Record<string, string | undefined>,
  say: (line: string) => void,
): Promise<number> {
  const request = readArgs(args)
  const url = env['AMQP_URL']
  if (!request || !url) {
    say(url ? usage : `AMQP_URL is not set\n${usage}`)
    return 2
  }
  try {
    await withChannel(url, (channel) =>
      request.list ? list(channel, request, say) : move(channel, request, say),
    )
    return 0
  } catch (err) {
    say(`failed: ${err instanceof Error ? err.message : String(err)}`)
    return 1
  }
}

function readArgs(args: string[]): Request | undefined {
  try {
    const { values } = parseArgs({
      args,
      options: { queue: { type: 'string' }, list: { type: 'boolean' }, limit: { type: 'string' } },
    })
    const limit = values.limit === undefined ? undefined : Number(values.limit)
    if (!values.queue || (limit !== undefined && !(Number.isInteger(limit) && limit > 0))) return undefined
    return { queue: values.queue.replace(/\.dead$/, ''), list: values.list ?? false, limit }
  } catch {
    return undefined
  }
}

async function list(channel: ConfirmChannel, { queue, limit }: Request, say: (line: string) => void) {
  const { total, letters } = await listDead(channel, queue, limit ?? 50)
  say(`${queue}.dead: ${total} messages`)
  for (const letter of letters) say(describe(letter))
}

const describe = (letter: Obituary): string =>
  [
    letter.lastFailedAt || '(time unknown)',
    letter.kind || '-',
    letter.code,
    `failures=${letter.failures}`,
    `replays=${letter.replays}`,
    `event=${letter.eventId || 'unknown'}`,
    letter.message,
  ].join('  ')

async function move(channel: ConfirmChannel, { queue, limit }: Request, say: (line: string) => void) {
  const { moved, left } = await replayDead(channel, queue, limit ?? Infinity)
  say(`${queue}: ${moved} moved back, ${left} left in ${queue}.dead`)
}

/** Closing the channel in order also brings the last acknowledgements over. */
async function withChannel(url: string, work: (channel: ConfirmChannel) => Promise<void>): Promise<void> {
  const model = await connect(url, { noDelay: true, timeout: 10_000 })
  // whatever happens to them also ends what we wait for
  model.on('error', () => {})
  try {
    const channel = await model.createConfirmChannel()
    channel.on('error', () => {})
    await work(channel)
    await channel.close()
  } finally {
    await model.close().catch(() => {})
  }
}
