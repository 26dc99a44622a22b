import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { waitFor } from '@skladbridge/testing'
import { holdLease, momentOf, type Lease } from './lease.js'

const times = { leaseMs: 1_000, marginMs: 200, renewEveryMs: 60_000, maxTurnMs: 5_000 }
const lost = new Error('lost')
const end = new Date(1_000_000)

let clocks: { wallMs: number; monotonicMs: number; wall(): number; monotonic(): number }
let lease: Lease
beforeEach(() => {
  clocks = {
    wallMs: 5_000_000,
    monotonicMs: 100,
    wall: () => clocks.wallMs,
    monotonic: () => clocks.monotonicMs,
  }
})
afterEach(() => lease.stop())

const hold = (more: Partial<Parameters<typeof holdLease>[0]> = {}) => {
  const askedAt = momentOf(clocks)
  lease = holdLease({ until: end, askedAt, times, clocks, renew: async () => end, lost: () => lost, ...more })
  return lease
}
const pass = (wall: number, monotonic: number) => {
  clocks.wallMs += wall
  clocks.monotonicMs += monotonic
}

describe('a lease', () => {
  it('is held until a margin before its end, and the deadline is by the wall clock', () => {
    hold()
    expect(lease.deadline()).toEqual(new Date(5_000_800))
    pass(799, 799)
    expect(lease.isHeld()).toBe(true)
    pass(1, 1)
    expect(lease.isHeld()).toBe(false)
    expect(lease.signal.reason).toBe(lost)
    expect(lease.deadline()).toEqual(new Date(clocks.wallMs))
  })

  it('is lost when only one clock says so: a paused machine, or a clock that was set', () => {
    hold()
    pass(900, 0)
    expect(lease.isHeld()).toBe(false)
    lease.stop()
    hold()
    pass(-60_000, 900)
    expect(lease.isHeld()).toBe(false)
  })

  it('once lost stays lost, whatever the clocks say later', () => {
    hold()
    pass(900, 900)
    expect(lease.isHeld()).toBe(false)
    pass(-900, -900)
    expect(lease.isHeld()).toBe(false)
  })

  it('renewed lasts from before the request, not from the answer', async () => {
    const later = new Date(end.getTime() + 500)
    hold({
      times: { ...times, renewEveryMs: 5 },
      renew: async () => {
        if (lease.until() === later) return new Promise(() => {})
        pass(400, 400) // the answer takes its time
        return later
      },
    })
    await waitFor(() => lease.until() === later, { what: 'renewal' })
    expect(lease.deadline().getTime() - clocks.wall()).toBe(400)
  })

  it.each([
    ['someone else has it', undefined],
    ['it had run out when the renewal arrived', end],
  ])('is lost when the database says that %s', async (_, answer) => {
    hold({ times: { ...times, renewEveryMs: 5 }, renew: async () => answer })
    await waitFor(() => lease.signal.aborted, { what: 'the loss' })
    expect(lease.isHeld()).toBe(false)
  })

  it('outlives a database that is away for a moment', async () => {
    let asked = 0
    const later = new Date(end.getTime() + 500)
    hold({
      times: { ...times, renewEveryMs: 5 },
      renew: async () => {
        asked += 1
        if (asked < 3) throw new Error('away')
        return asked === 3 ? later : new Promise(() => {})
      },
    })
    await waitFor(() => lease.until() === later, { what: 'renewal' })
    expect(lease.isHeld()).toBe(true)
  })

  it('is not renewed for ever', async () => {
    let asked = 0
    hold({
      times: { ...times, renewEveryMs: 5, maxTurnMs: 100 },
      renew: async () => {
        asked += 1
        pass(101, 101)
        return new Date(end.getTime() + asked)
      },
    })
    await waitFor(() => asked === 1, { what: 'the first renewal' })
    await waitFor(() => lease.until().getTime() === end.getTime() + 1, { what: 'its answer' })
    pass(700, 700)
    await waitFor(() => lease.signal.aborted, { what: 'the end' })
    expect(asked).toBe(1)
  })
})
