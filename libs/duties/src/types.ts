import type { CallPriority, Closable } from '@skladbridge/runtime'

/** A duty taken by one process until its lease ends. */
export interface Claim<Duty extends string, Owner> {
  /** Of the document that the duty is kept with. */
  id: string
  /** That document as the service sees it, at the moment of the claim. */
  record: Owner
  duty: Duty
  /** Changes when the duty is asked for anew, so that an older holder does not settle the newer one. */
  ticket: string
  /** 1 at the first attempt. */
  attempt: number
}

export interface DutyStore<Duty extends string, Owner> {
  /** The longest due, or that of one document; undefined: nothing is due, or another process has it. */
  claim(duty: Duty, leaseMs: number, id?: string): Promise<Claim<Duty, Owner> | undefined>
  /** Done with; or due again in `inMs`, as attempt `attempt + 1`. */
  settle(claim: Claim<Duty, Owner>, again?: { inMs: number; attempt: number }): Promise<void>
}

/** What the outside calls of a duty have to keep to. */
export interface DutyAllowance {
  priority: CallPriority
  deadline: Date
  signal: AbortSignal
}

/** Does the duty; answers when it is due again, or nothing when it is done with. What it throws is tried again later. */
export type DutyWork<Duty extends string, Owner> = (
  claim: Claim<Duty, Owner>,
  allowance: DutyAllowance,
) => Promise<{ inMs: number } | undefined>

export interface Duties<Duty extends string> extends Closable {
  /** Look for due work now, not at the next tick. */
  wake(): void
  /** One duty of one document at once, within the allowance; does nothing where another process has it. Rejects only while
   * the database is away. */
  run(duty: Duty, id: string, allowance: DutyAllowance): Promise<void>
  /** Begins nothing new, aborts what runs, waits for it to end. */
  close(): Promise<void>
}
