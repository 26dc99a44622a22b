import { accessKinds, endingFrom, waitingOf } from './domain/waiting.js'
import { decideAccess } from './domain/decide-access.js'
import type { Access } from './domain/types.js'
import type { NoteWaiting } from './handlers/ports.js'
import type { Accounts } from './ports.js'

/** What an account's access makes wait, or waits no more. */
export async function noteAccess(
  note: NoteWaiting,
  accountId: string,
  access: Access,
  now: Date,
): Promise<void> {
  const counts = waitingOf(access, now)
  for (const what of accessKinds) {
    await note(accountId, { what, shopId: '', source: '', count: counts[what] }, now)
  }
}

const PAGE = 1_000

/** Trials that come near their end without anything else happening. Those told of already cost one look each. */
export async function noteEndingTrials(
  { accounts, note }: { accounts: Pick<Accounts, 'trialsEnding'>; note: NoteWaiting },
  now: Date,
): Promise<void> {
  for (const account of await accounts.trialsEnding(endingFrom(now), PAGE)) {
    await noteAccess(note, account.accountId, decideAccess(account, now), now)
  }
}
