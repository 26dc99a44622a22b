import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { AppError } from '@skladbridge/errors'
import { currentContext } from '@skladbridge/runtime'
import { captureLogger, waitFor } from '@skladbridge/testing'
import { startDuties } from './start-duties.js'
import { dutyStoreContract } from './testing/duty-store-contract.js'
import { fakeDutyStore } from './testing/fake-duty-store.js'
import type { Duties, DutyAllowance, DutyWork } from './types.js'

let fake: ReturnType<typeof fakeDutyStore<'tell'>>
let captured: ReturnType<typeof captureLogger>
let duties: Duties<'tell'> | undefined
const anHour = 3_600_000
const stepsMs = { tell: [1_000, 5_000] }
const allowance = (): DutyAllowance => ({
  priority: 'orders',
  deadline: new Date(Date.now() + 1_000),
  signal: new AbortController().signal,
})
const error = (kind: 'unavailable' | 'throttled', retryAfterMs?: number) =>
  new AppError({ kind, code: 'T', message: 't', ...(retryAfterMs ? { retryAfterMs } : {}) })

beforeEach(() => {
  fake = fakeDutyStore()
  captured = captureLogger()
})
afterEach(() => duties?.close())

function start(tell: DutyWork<'tell', string>, everyMs = anHour) {
  const contextOf = (accountId: string) => ({ accountId })
  duties = startDuties({
    store: fake.store,
    work: { tell },
    stepsMs,
    contextOf,
    everyMs,
    log: captured.log,
  })
  return duties
}
const settled = (count: number) => waitFor(() => fake.settled.length === count, { what: `${count} settled` })
const said = (msg: string) => captured.lines().filter((line) => line.msg === msg)

describe('the fake store', () => dutyStoreContract(async () => fakeDutyStore<'tell' | 'probe'>()))

describe('duties', () => {
  it('what is due at the start is done, one after the other, in its owner’s context', async () => {
    const done: unknown[] = []
    await fake.ask('a')
    await fake.ask('b')
    start(async ({ record, attempt }, { priority, deadline }) => {
      done.push([record, attempt, priority, currentContext()?.accountId])
      expect(deadline.getTime() - Date.now()).toBeLessThanOrEqual(30_000)
      return record === 'b' ? { inMs: 7 } : undefined
    })
    await settled(2)
    expect(done).toEqual([
      ['a', 1, 'background', 'a'],
      ['b', 1, 'background', 'b'],
    ])
    expect(fake.settled).toEqual([
      { id: 'a', again: undefined },
      { id: 'b', again: { inMs: 7, attempt: 0 } },
    ])
  })

  it('what is asked for later is found when woken, or at the next tick', async () => {
    start(async () => undefined)
    await waitFor(() => fake.state.claims === 1, { what: 'the first look' })
    await fake.ask('a')
    duties!.wake()
    await settled(1)
    await duties!.close()
    start(async () => undefined, 5)
    await fake.ask('b')
    await settled(2)
  })

  it('woken while it works, looks again afterwards', async () => {
    await fake.ask('a')
    start(async () => {
      if (fake.settled.length === 0) duties!.wake()
      return undefined
    })
    await settled(1)
    await waitFor(() => fake.state.claims === 3, { what: 'one more look' })
  })

  it('what fails is put off further each time, or as long as the other side asks for', async () => {
    await fake.ask('a')
    const errors = [error('unavailable'), error('unavailable'), error('throttled', 90_000)]
    start(async ({ attempt }) => {
      throw errors[attempt - 1]!
    })
    await settled(1)
    for (const round of [2, 3]) {
      fake.pass(anHour)
      duties!.wake()
      await settled(round)
    }
    expect(fake.settled.map(({ again }) => again)).toEqual([
      { inMs: 1_000, attempt: 1 },
      { inMs: 5_000, attempt: 2 },
      { inMs: 90_000, attempt: 3 },
    ])
    expect(said('duty failed, will be tried again').map(({ level, attempt }) => [level, attempt])).toEqual([
      ['info', 1],
      ['info', 2],
      ['info', 3],
    ])
  })

  it('a bug is ours: said aloud, and the next duty is done all the same', async () => {
    await fake.ask('a')
    await fake.ask('b')
    start(async ({ record }) => {
      if (record === 'a') throw new TypeError('x of undefined')
      return undefined
    })
    await settled(2)
    expect(said('duty failed, will be tried again')).toMatchObject([{ level: 'error' }])
    expect(fake.settled[1]).toEqual({ id: 'b', again: undefined })
  })

  it('a database that is away is waited for', async () => {
    fake.state.away = true
    await fake.ask('a')
    start(async () => undefined, 5)
    await waitFor(() => said('could not look for due duties').length > 1, { what: 'two looks in vain' })
    fake.state.away = false
    await settled(1)
  })

  it('a database that goes away during the work leaves the duty to its lease, and the loop goes on', async () => {
    await fake.ask('a')
    start(async ({ record }) => {
      fake.state.away = record === 'a'
      return undefined
    }, 5)
    await waitFor(() => fake.state.away, { what: 'the work' })
    await waitFor(() => said('could not look for due duties').length > 0, { what: 'a look in vain' })
    fake.state.away = false
    await fake.ask('b')
    await settled(1)
    expect(fake.settled).toEqual([{ id: 'b', again: undefined }])
  })
})

describe('one duty at once', () => {
  it('is done within the asker’s allowance, and fails as any other: put off', async () => {
    const seen: unknown[] = []
    start(async (_claim, { priority }) => {
      seen.push(priority)
      throw error('unavailable')
    })
    await waitFor(() => fake.state.claims === 1, { what: 'the first look' })
    await fake.ask('a')
    await duties!.run('tell', 'a', allowance())
    expect(seen).toEqual(['orders'])
    expect(fake.settled).toEqual([{ id: 'a', again: { inMs: 1_000, attempt: 1 } }])
  })

  it('is left to whoever has it', async () => {
    let release = () => {}
    const gate = new Promise<void>((resolve) => (release = resolve))
    let works = 0
    await fake.ask('a')
    start(async () => {
      works += 1
      await gate
      return undefined
    })
    await waitFor(() => works === 1, { what: 'the loop to have it' })
    await duties!.run('tell', 'a', allowance())
    expect(works).toBe(1)
    release()
  })
})

describe('closing', () => {
  it('aborts what runs, waits for it, and begins nothing new', async () => {
    let ended = false
    await fake.ask('a')
    await fake.ask('b')
    let begun = 0
    start(async (_claim, { signal }) => {
      begun += 1
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      ended = true
      return undefined
    })
    await waitFor(() => begun === 1, { what: 'the first' })
    await duties!.close()
    expect(ended).toBe(true)
    expect(begun).toBe(1)
    expect(await fake.asked()).toBe(1)
  })
})
