import type { Claim, DutyStore } from '../types.js'

interface Kept {
  dueAt: number
  ticket: number
  attempts: number
  leaseUntil: number
}

/** Duties in memory, with a clock that stands still until told to go on; passes the real one's tests. */
export function fakeDutyStore<Duty extends string = 'tell'>() {
  const kept = new Map<string, Kept>()
  const records = new Map<string, string>()
  const settled: { id: string; again: { inMs: number; attempt: number } | undefined }[] = []
  const state = { away: false, claims: 0 }
  let now = 0
  let tickets = 0
  const keyOf = (duty: string, id: string) => `${duty} ${id}`
  const mustBeThere = () => {
    if (state.away) throw new Error('the database is away')
  }
  const longestDue = (duty: string, id: string | undefined) =>
    [...kept]
      .filter(([key]) => (id === undefined ? key.startsWith(`${duty} `) : key === keyOf(duty, id)))
      .filter(([, { dueAt, leaseUntil }]) => dueAt <= now && leaseUntil <= now)
      .sort(([, a], [, b]) => a.dueAt - b.dueAt)[0]

  const store: DutyStore<Duty, string> = {
    async claim(duty, leaseMs, wanted): Promise<Claim<Duty, string> | undefined> {
      state.claims += 1
      mustBeThere()
      const [key, taken] = longestDue(duty, wanted) ?? []
      if (!key || !taken) return undefined
      taken.leaseUntil = now + leaseMs
      taken.attempts += 1
      const id = key.slice(duty.length + 1)
      const { ticket, attempts: attempt } = taken
      return { id, record: records.get(id)!, duty, ticket: String(ticket), attempt }
    },
    async settle({ id, duty, ticket }, again) {
      mustBeThere()
      settled.push({ id, again })
      const mine = kept.get(keyOf(duty, id))
      if (!mine) return
      mine.leaseUntil = 0
      if (String(mine.ticket) !== ticket) return
      if (again) Object.assign(mine, { dueAt: now + again.inMs, attempts: again.attempt })
      else kept.delete(keyOf(duty, id))
    },
  }
  return {
    store,
    settled,
    state,
    pass: (ms: number) => void (now += ms),
    /** As a change of the document that needs the duty; `inMs` from now, or before. */
    async ask(id: string, duty = 'tell' as Duty, record = id, inMs = 0) {
      records.set(id, record)
      const leaseUntil = kept.get(keyOf(duty, id))?.leaseUntil ?? 0
      kept.set(keyOf(duty, id), { dueAt: now + inMs, ticket: (tickets += 1), attempts: 0, leaseUntil })
    },
    async forget(id: string) {
      for (const key of kept.keys()) if (key.endsWith(` ${id}`)) kept.delete(key)
    },
    asked: async () => kept.size,
  }
}
