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
  let running: Promise<void> | undefined
  const look = () => {
    // a slow look is waited for, not overtaken
    running ??= watchOnce(ports, new Date())
      .catch((err: unknown) => ports.log.warn({ err }, 'trials were not checked'))
      .finally(() => (running = undefined))
  }
  const timer = setInterval(look, ports.intervalMs)
  look()
  return {
    name: 'watching trials',
    close: async () => {
      clearInterval(timer)
      await running
    },
  }
}

/** One account that cannot be announced keeps no other from it. Throws the first failure after all were tried. */
export async function watchOnce(
  ports: { accounts: Accounts; announce: AnnounceAccess },
  now: Date,
): Promise<void> {
  const due = await ports.accounts.dueForCheck(now, PAGE)
  const outcomes = await Promise.allSettled(due.map((account) => announceIfNews(ports, account, now)))
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failed) throw failed.reason
}
