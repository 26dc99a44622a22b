import type { ConnectionKey } from '@skladbridge/contracts'
import type { AppError } from '@skladbridge/errors'
import type { Closable, Logger } from '@skladbridge/runtime'

/** What went wrong last, kept on the link until it goes right. */
export interface LinkFailure {
  kind: string
  code: string
  /** Russian, for the merchant: what happened. */
  text: string
  /** Russian, for the merchant: what to do; empty or missing = nothing. */
  advice?: string
  /** `text` without names and numbers. */
  gist?: string
  details: Record<string, string>
  at: Date
}

/** What every link document has besides the service's own fields. Unique by (lane, kind, key). */
export interface LinkFields {
  _id: string
  /** `connectionId`: the lane this link is worked on in. */
  lane: string
  /** Which `reconcile` works on it. */
  kind: string
  /** Natural key within lane and kind. */
  key: string
  /** Grows with each touch. */
  wanted: number
  /** The `wanted` that the last finished work saw. Dirty while `done < wanted`. */
  done: number
  dirty: boolean
  /** Smaller goes first. */
  priority: number
  /** Not before this moment. */
  dueAt: Date
  /** When the oldest touch not yet served came in: dwell time is measured from it. */
  touchedAt: Date
  /** Failures in a row. */
  attempts: number
  failure: LinkFailure | null
  /** Will not be tried again until touched or retried by the merchant. */
  parked: boolean
  /** The lease under which it was last remembered. A smaller one may not overwrite it. */
  fence: number
}

/** Says: look at this again. Makes the link when there is none. */
export interface Touch<Own = object> {
  connection: ConnectionKey
  kind: string
  key: string
  /** Lowers the number of a dirty link, never raises it. Default: the kind's. */
  priority?: number
  /** Default: now. */
  dueAt?: Date
  /** The service's own fields, only for a link that is made now. */
  onInsert?: Partial<Own>
}

/** How the work on one link ended. `remember` is stored together with it. */
export type Outcome<Own = object> =
  | { kind: 'done'; remember?: Partial<Own> }
  /** Not finished, and nothing went wrong: look again after a while (sweeps, barriers). */
  | { kind: 'again'; afterMs: number; remember?: Partial<Own> }
  | { kind: 'failed'; error: AppError; remember?: Partial<Own> }

/** One lane, held by lease, working on one batch. */
export interface Turn<Own = object> {
  lane: string
  connection: ConnectionKey
  /** Grows by one with each lease of the lane. */
  fence: number
  /** Every outside call must end before it: the lease ends a little later. Pass it on as the gRPC deadline. */
  deadline: Date
  /** Aborted when the lease is lost or the service stops. */
  signal: AbortSignal
  /**
   * Stores fields in the middle of the work (an intent before a write that has no natural key). Throws AppError
   * `conflict` RECONCILER_LEASE_LOST when the lease is not ours any more: then nothing may be written outside either.
   */
  remember(link: LinkFields & Own, set: Partial<Own>): Promise<void>
  touch(touches: Touch<Own>[]): Promise<void>
  log: Logger
}

export interface KindOptions<Own = object> {
  /** How many links of this kind one call of `reconcile` gets at most. */
  batch: number
  /** Default priority of its links; smaller goes first. */
  priority: number
  /**
   * Reads both sides, decides, writes the difference, and tells how each link ended, by link `_id`. What it throws is the
   * outcome of all links it did not answer for.
   */
  reconcile(links: (LinkFields & Own)[], turn: Turn<Own>): Promise<Map<string, Outcome<Own>>>
}

/** Why a lane does not run. Each cause is set and cleared by its own event. */
export type PauseCause = 'access' | 'moysklad' | 'insales'

export interface Lane {
  _id: string
  accountId: string
  shopId: string
  pauses: Partial<Record<PauseCause, { reason: string; since: Date }>>
  removed: boolean
}

/** A whole account with all its lanes, those opened later too, or one lane. */
export interface LaneScope {
  accountId: string
  shopId?: string
}

/**
 * When it was so, and whether the news is `late` (a message that comes round again, a list read a while ago): then
 * anything younger that is already known stands. Without it, the last call wins.
 */
export interface Told {
  at: Date
  late: boolean
}

export interface Lanes {
  /** Makes the lane when there is none; a removed one comes back with its links. */
  open(connection: ConnectionKey, told?: Told): Promise<void>
  /** Links stay; nothing is worked on until `open`. */
  remove(connection: ConnectionKey, told?: Told): Promise<void>
  /** May come before `open`: it is kept until then. */
  pause(where: LaneScope, cause: PauseCause, reason: string, told?: Told): Promise<void>
  /** For an account: its lanes' own pauses of this cause end too. */
  resume(where: LaneScope, cause: PauseCause, told?: Told): Promise<void>
  get(connection: ConnectionKey): Promise<Lane | undefined>
  /** Not removed ones; paused ones too, so that what is touched meanwhile is remembered. */
  ofAccount(accountId: string): Promise<Lane[]>
  /** May the account work, as was told after that moment? */
  isBackSince(accountId: string, moment: Date): Promise<boolean>
}

/** Which links the merchant wants tried again: all failed ones of a lane, of a kind, of an error code, or one. */
export interface RetryScope {
  connection: ConnectionKey
  kind?: string
  key?: string
  /** What they failed with. */
  code?: string
}

export interface LaneState {
  /** Waiting to be worked on, sweeps and links in backoff included; parked ones not. */
  dirty: number
  parked: number
  /** Since when the longest waiting due link waits. */
  oldestTouchedAt: Date | undefined
}

export interface Reconciler<Own = object> extends Closable {
  /**
   * Marks links dirty, makes them where there are none, and puts their lanes in line. Once it resolves nothing is lost,
   * whatever dies: only then acknowledge. Throws AppError `unavailable` (database away) or `bug` (unknown kind).
   */
  touch(touches: Touch<Own>[]): Promise<void>
  /** Look at the line now, not at the next poll. */
  nudge(): void
  /** Un-parks failed links and makes them due now; says how many. */
  retry(where: RetryScope): Promise<number>
  state(connection: ConnectionKey): Promise<LaneState>
  /** False while the database does not answer. */
  isReady(): boolean
  /** Takes no more lanes, lets running turns end (bounded), gives leases back. */
  close(): Promise<void>
}
