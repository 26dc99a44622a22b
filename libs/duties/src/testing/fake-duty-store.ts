import type { Claim, DutyStore } from '../types.js'

/** Duties of one kind in memory, without a clock: what was put off is not due again until a test says so. */
export function fakeDutyStore(duty = 'tell') {
  const due: string[] = []
  const settled: { id: string; again: { inMs: number; attempt: number } | undefined }[] = []
  const held = new Set<string>()
  const attempts = new Map<string, number>()
  const state = { away: false, claims: 0 }
  const mustBeThere = () => {
    if (state.away) throw new Error('the database is away')
  }
  const store: DutyStore<string, string> = {
    async claim(wanted, _leaseMs, id): Promise<Claim<string, string> | undefined> {
      state.claims += 1
      mustBeThere()
      const at = due.findIndex((each) => wanted === duty && !held.has(each) && (id ?? each) === each)
      if (at < 0) return undefined
      const [taken] = due.splice(at, 1) as [string]
      held.add(taken)
      attempts.set(taken, (attempts.get(taken) ?? 0) + 1)
      return { id: taken, record: taken, duty, ticket: '', attempt: attempts.get(taken)! }
    },
    async settle({ id }, again) {
      mustBeThere()
      held.delete(id)
      attempts.set(id, again?.attempt ?? 0)
      settled.push({ id, again })
    },
  }
  return { store, due, settled, state }
}
