import { beforeEach, describe, expect, it } from '@jest/globals'
import type { DutyStore } from '../types.js'

/** A store of the duties `tell` and `probe` and a hand on its clock and documents. */
export interface DutyStoreInTest {
  store: DutyStore<'tell' | 'probe', string>
  pass(ms: number): void
  /** Asks for a duty of a document, whose record is then `record`; due in `inMs`, negative: since then. */
  ask(id: string, duty?: 'tell' | 'probe', record?: string, inMs?: number): Promise<void>
  /** The document wants nothing any more. */
  forget(id: string): Promise<void>
  /** How many duties are kept, whoever has them. */
  asked(): Promise<number>
}

const leaseMs = 60_000

/** What the real store and the fake one have in common. */
export function dutyStoreContract(open: () => Promise<DutyStoreInTest>): void {
  let t: DutyStoreInTest
  beforeEach(async () => {
    t = await open()
  })
  const claim = (duty: 'tell' | 'probe' = 'tell', id?: string) => t.store.claim(duty, leaseMs, id)

  describe('a duty', () => {
    it('is one process’s until its lease ends, then the next one’s', async () => {
      await t.ask('a')
      const claims = await Promise.all([1, 2, 3].map(() => claim()))
      expect(claims.filter(Boolean)).toHaveLength(1)
      t.pass(59_000)
      expect(await claim()).toBeUndefined()
      t.pass(2_000)
      expect(await claim()).toMatchObject({ id: 'a', record: 'a', duty: 'tell', attempt: 2 })
    })

    it('comes up again when it was put off, and never when it is done', async () => {
      await t.ask('a')
      await t.store.settle((await claim())!, { inMs: 300_000, attempt: 1 })
      expect(await claim()).toBeUndefined()
      t.pass(300_000)
      const again = await claim()
      expect(again).toMatchObject({ attempt: 2 })
      await t.store.settle(again!)
      t.pass(86_400_000)
      expect(await claim()).toBeUndefined()
      expect(await t.asked()).toBe(0)
    })

    it('that is asked for anew during the work is done again, but not at the same time', async () => {
      await t.ask('a')
      const first = await claim()
      await t.ask('a', 'tell', 'denied')
      expect(await claim()).toBeUndefined()
      await t.store.settle(first!)
      expect(await claim()).toMatchObject({ record: 'denied', attempt: 1 })
    })

    it('that nobody wants any more is settled without a trace', async () => {
      await t.ask('a')
      const unwanted = await claim()
      await t.forget('a')
      await t.store.settle(unwanted!, { inMs: 0, attempt: 1 })
      expect(await t.asked()).toBe(0)
    })

    it('is taken longest due first, each kind for itself, or of one document only', async () => {
      await t.ask('young', 'tell', 'young', -1_000)
      await t.ask('old', 'tell', 'old', -9_000)
      await t.ask('other', 'probe')
      await t.ask('later', 'tell', 'later', 1_000)
      expect(await claim('tell', 'later')).toBeUndefined()
      expect(await claim('tell', 'young')).toMatchObject({ id: 'young' })
      expect(await claim()).toMatchObject({ id: 'old' })
      expect(await claim()).toBeUndefined()
      expect(await claim('probe')).toMatchObject({ id: 'other' })
    })
  })
}
