import type { Closable, Logger } from '@skladbridge/runtime'
import { announceIfNews } from '../announce-access.js'
import type { Accounts, AnnounceAccess } from '../ports.js'
import type { NoteWaiting } from '../handlers/ports.js'
import { noteEndingTrials } from '../note-access.js'
import { eraseGone, type ErasePorts } from './erase-gone.js'

const PAGE = 100

export interface WatchPorts extends ErasePorts {
  announce: AnnounceAccess
  note: NoteWaiting
}

/**
 * Every `intervalMs`: accounts whose trial ended on its own, accounts that a dead process did not announce, and accounts that
 * have been gone for long.
 */
export function startWatchingAccounts(
  ports: WatchPorts & { intervalMs: number; log: Logger; now(): Date },
): Closable & { name: string } {
  let running: Promise<void> | undefined
  const look = () => {
    // a slow look is waited for, not overtaken
    running ??= lookOnce(ports).finally(() => (running = undefined))
  }
  const timer = setInterval(look, ports.intervalMs)
  look()
  return {
    name: 'watching accounts',
    close: async () => {
      clearInterval(timer)
      await running
    },
  }
}

async function lookOnce(ports: WatchPorts & { log: Logger; now(): Date }): Promise<void> {
  const now = ports.now()
  await watchOnce(ports, now).catch((err: unknown) => ports.log.warn({ err }, 'trials were not checked'))
  await noteEndingTrials(ports, now).catch((err: unknown) =>
    ports.log.warn({ err }, 'trials near their end were not looked for'),
  )
  await eraseGone(ports, now).catch((err: unknown) =>
    ports.log.warn({ err }, 'accounts that are gone were not erased'),
  )
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
