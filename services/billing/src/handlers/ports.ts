import type { Waiting } from '../domain/waiting.js'

/** Keeps what waits for an account; older news that come late change nothing. */
export type NoteWaiting = (accountId: string, one: Omit<Waiting, 'since'>, at: Date) => Promise<void>
