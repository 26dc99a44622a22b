import { describe, expect, test } from '@jest/globals'
import { createClock, realDeadlineMs } from './clock.js'
import { createSandboxKit } from './kit.js'

describe('clock', () => {
  test('runs as fast as it is told, and on from the same moment when that changes', async () => {
    const clock = createClock(3600, new Date('2026-01-01T00:00:00Z'))
    await clock.sleep(60_000)
    const before = clock.now().getTime()
    expect(before).toBeGreaterThanOrEqual(Date.parse('2026-01-01T00:01:00Z'))
    clock.speed = 1
    // neither back nor ahead by more than the pace makes of the time this took
    expect(clock.now().getTime()).toBeGreaterThanOrEqual(before)
    expect(clock.now().getTime()).toBeLessThan(before + 3_600_000)
  })

  test('who sleeps is woken sooner when the clock is sped up', async () => {
    const clock = createClock(1)
    const sleeping = clock.sleep(3_600_000)
    clock.speed = 10_000_000
    await sleeping
  })

  test('sleep ends early on abort and when the clock stops', async () => {
    const clock = createClock(1)
    const abort = new AbortController()
    const [first, second] = [clock.sleep(3_600_000, abort.signal), clock.sleep(3_600_000)]
    abort.abort()
    await first
    clock.stop()
    await second
  })

  test('refuses to stand still or to run backwards', () => {
    expect(() => createClock(0)).toThrow(RangeError)
    expect(() => createClock(-1)).toThrow(RangeError)
    const clock = createClock(1)
    expect(() => (clock.speed = Number.NaN)).toThrow(RangeError)
    expect(clock.speed).toBe(1)
  })

  test('a deadline shrinks with the clock, but not under what a machine needs', () => {
    expect(realDeadlineMs(createClock(2), 10_000, 300)).toBe(5000)
    expect(realDeadlineMs(createClock(1000), 10_000, 300)).toBe(300)
    expect(realDeadlineMs(createClock(1000), 100, 300)).toBe(100)
  })

  test('the same seed gives the same ids and chances', () => {
    const draw = () => {
      const kit = createSandboxKit({ seed: 42 })
      return [kit.uuid(), kit.random(), kit.uuid(), kit.random()]
    }
    expect(draw()).toEqual(draw())
    expect(draw()[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })
})
