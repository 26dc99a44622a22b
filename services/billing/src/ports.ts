import type { NotificationSettings } from '@skladbridge/contracts'
import type { DutyStore } from '@skladbridge/duties'
import type { Channel, Told } from './domain/decide-digest.js'
import type { Waiting } from './domain/waiting.js'
import type { Access, Account } from './domain/types.js'

export interface KeptAccount extends Account {
  /** What the other services were last told; null = nothing yet. */
  announced: Access | null
  /** There is something that the others were not told yet, or nobody knows whether they were. */
  owed: boolean
  /** Which save this is. */
  savedAs: string
}

export interface Accounts {
  get(accountId: string): Promise<KeptAccount | undefined>
  /** Stores the account and whether something is owed; what was announced stays. Returns which save this was. */
  save(account: Account, owed: boolean): Promise<string>
  /** Nothing is owed any more, unless the account was saved anew while this was told: then it is told again. */
  remember(accountId: string, announced: Access, savedAs: string): Promise<void>
  /** In pages by id, without those that were erased. */
  list(afterAccountId: string, limit: number): Promise<KeptAccount[]>
  /** Whose trial, as announced, has ended; and to whom something is owed. */
  dueForCheck(now: Date, limit: number): Promise<KeptAccount[]>
  /** Whose trial, as announced, ends before that moment. */
  trialsEnding(before: Date, limit: number): Promise<KeptAccount[]>
  /** Who is being erased, and who left before that moment. */
  dueForErasing(leftBefore: Date, limit: number): Promise<KeptAccount[]>
  /** From now on nobody comes back until it is over. False: somebody came back. */
  beginErasing(accountId: string, leftBefore: Date): Promise<boolean>
  /** Only that it once was here is left. */
  finishErasing(accountId: string): Promise<void>
}

export type AnnounceAccess = (accountId: string, access: Access) => Promise<void>

/** What became of the last message on one channel. */
export interface ChannelState {
  sentAt: Date | null
  /** Russian; empty = it went. */
  failureText: string
}

/** What was told of an account, and when. */
export interface Noticed {
  accountId: string
  told: Told
  attemptAt: Date | null
  channels: Partial<Record<Channel, ChannelState>>
}

export type NoticeDuty = 'digest'

/** What waits for each account, and what they were told of it. */
export interface Notices extends DutyStore<NoticeDuty, Noticed> {
  /** A count of 0 = it waits no more. Where the count is another than before, a digest is asked for. */
  note(accountId: string, one: Omit<Waiting, 'since'>, at: Date): Promise<void>
  waiting(accountId: string): Promise<Waiting[]>
  /** A digest in a few minutes, unless one is due already. */
  ask(accountId: string): Promise<void>
  find(accountId: string): Promise<Noticed>
  attempt(accountId: string, at: Date): Promise<void>
  /** `told` undefined = nothing arrived, so all of it is still to be told. */
  sent(accountId: string, told: Told | undefined, states: Noticed['channels']): Promise<void>
  /** False: there was one within `pauseMs`. */
  claimTest(accountId: string, pauseMs: number): Promise<boolean>
}

/** One message, as every channel sends it in its own form. */
export interface Message {
  accountId: string
  subject: string
  lines: string[]
  waiting: Waiting[]
}

/** Sends to where the merchant wants it. Throws AppError, its text for the merchant. */
export type Send = (message: Message, settings: NotificationSettings, deadline: Date) => Promise<void>

/** Channels without a server of theirs here are not in it. */
export type Channels = Partial<Record<Channel, Send>>
