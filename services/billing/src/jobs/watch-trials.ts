import type { Closable, Logger } from '@skladbridge/runtime'
import { announceIfNews } from '../announce-access.js'
import type { Accounts, AnnounceAccess } from '../ports.js'

const PAGE = 100

/** Every `intervalMs`: accounts whose trial ended on its own, and accounts that a dead process did not announce. */
export function startWatchingTrials(ports: {
  accounts: Accounts
  announce: AnnounceAccess
  intervalMs: number
  log: Logger
}): Closable & { name: string } {
  let running: Promise<void> = Promise.resolve()
  const look = () => {
    running = watchOnce(ports, new Date()).catch((err: unknown) =>
      ports.log.warn({ err }, 'trials were not checked'),
    )
  }
  const timer = setInterval(look, ports.intervalMs)
  look()
  return {
    name: 'watching trials',
    close: () => {
      clearInterval(timer)
      return running
    },
  }
}

export async function watchOnce(
  ports: { accounts: Accounts; announce: AnnounceAccess },
  now: Date,
): Promise<void> {
  for (const account of await ports.accounts.dueForCheck(now, PAGE)) {
    await announceIfNews(ports, account, account.announced, now)
  }
}
