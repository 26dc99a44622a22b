import { connectionId, type CatalogSettings, type ConnectionKey } from '@skladbridge/contracts'
import { toAppError } from '@skladbridge/errors'
import { linkId, type LinkFields, type Outcome, type Touch } from '@skladbridge/reconciler'
import { fakeReconciler, fakeTurn } from '@skladbridge/reconciler/testing'
import { createDictionaries } from '../handlers/dictionaries.js'
import { createJustRead } from '../handlers/just-read.js'
import { workKinds, type WorkPorts } from '../handlers/index.js'
import {
  kinds,
  type JournalNote,
  type PairRef,
  type ProductLink,
  type ProductLinkOwn,
} from '../handlers/ports.js'
import { settings as defaults } from './builders.js'
import { Died, outsideError } from './calls.js'
import { FakeMoysklad } from './fake-moysklad.js'
import { FakeShop } from './fake-shop.js'
import { fakeAttributeNames, fakeFolders, fakeLinks, fakePairs } from './fake-stores.js'

export const HOUR = 3_600_000

/** A connection with both sides and our memory in this process; work is done when asked for, as the reconciler does it. */
export class CatalogWorld {
  readonly connection: ConnectionKey = { accountId: 'account', shopId: '1' }
  readonly lane = connectionId(this.connection)
  readonly moysklad = new FakeMoysklad()
  readonly shop = new FakeShop()
  readonly pairs = fakePairs()
  /** What the merchant has to know of. */
  readonly told: JournalNote[] = []
  /** What was done, by code. */
  readonly done: string[] = []
  readonly announced: PairRef[] = []
  settings: CatalogSettings
  /** Nobody can be told. */
  deaf = false
  clock = Date.parse('2026-11-24T12:00:00.000Z')
  readonly #all = new Map<string, LinkFields & ProductLinkOwn>()
  readonly ports: WorkPorts

  constructor(settings: Partial<CatalogSettings> = {}) {
    this.settings = defaults({ syncSince: '2026-11-01T00:00:00.000Z', ...settings })
    const now = () => new Date((this.clock += 1))
    this.ports = {
      moysklad: this.moysklad,
      insales: this.shop,
      justRead: createJustRead(),
      dictionaries: createDictionaries({ moysklad: this.moysklad, insales: this.shop, now }),
      settings: { get: async () => ({ settings: this.settings, version: 1 }) },
      links: fakeLinks(this.#all),
      pairs: this.pairs,
      folders: fakeFolders(),
      attributeNames: fakeAttributeNames(),
      announce: async (_connection, pairs) => {
        if (this.deaf) throw outsideError('unavailable', 'MESSAGING_DISCONNECTED')
        this.announced.push(...pairs)
      },
      journal: async (_connection, notes) => {
        this.told.push(...notes.filter(({ outcome }) => outcome !== 'done'))
        this.done.push(...notes.flatMap(({ outcome, said }) => (outcome === 'done' ? [said.code] : [])))
      },
      now,
      sweepIntervalMs: 180_000,
      foldersIntervalMs: 600_000,
      compareIntervalMs: 24 * HOUR,
    }
  }

  /** What works on what. */
  kinds(): ReturnType<typeof workKinds> {
    return workKinds(this.ports)
  }

  link(key: string, kind: string = kinds.product): ProductLink | undefined {
    return this.#all.get(linkId({ lane: this.lane, kind, key }))
  }

  async touch(key: string, kind: string = kinds.product, own: Partial<ProductLinkOwn> = {}): Promise<void> {
    await this.#touch([{ connection: this.connection, kind, key, onInsert: own }])
  }

  /** Through the real plan of touches: priorities, dues, and all. */
  async #touch(touches: Touch<ProductLinkOwn>[]): Promise<void> {
    const priorities = Object.fromEntries(
      Object.entries(this.kinds()).map(([kind, { priority }]) => [kind, priority]),
    )
    const { touch, link } = fakeReconciler<ProductLinkOwn>(priorities)
    await touch(touches)
    for (const { connection, kind, key } of touches) {
      const made = link(connection, kind, key)!
      const known = this.#all.get(made._id)
      this.#all.set(
        made._id,
        known ? { ...known, wanted: known.wanted + 1, dirty: true, parked: false, dueAt: made.dueAt } : made,
      )
    }
  }

  /** Works until nothing is due. Dies where a fake says so: what was remembered until then stays, the rest is lost. */
  async work({ turns = 50 } = {}): Promise<void> {
    for (let turn = 0; turn < turns; turn += 1) if (!(await this.#turn())) return
    throw new Error('the work does not come to an end')
  }

  /** As `work`; says whether the process died. */
  async workUntilDeath(): Promise<boolean> {
    try {
      await this.work()
      return false
    } catch (error) {
      if (!(error instanceof Died)) throw error
      return true
    }
  }

  async #turn(): Promise<boolean> {
    const due = [...this.#all.values()]
      .filter((link) => link.dirty && !link.parked && link.dueAt.getTime() <= Date.now() + 1_000)
      .sort((a, b) => a.priority - b.priority)
    const [first] = due
    if (!first) return false
    const options = this.kinds()[first.kind]!
    const links = due.filter(({ kind }) => kind === first.kind).slice(0, options.batch)
    const turn = fakeTurn<ProductLinkOwn>(this.connection)
    const remember = async (link: LinkFields, set: Partial<ProductLinkOwn>) =>
      void Object.assign(this.#all.get(link._id)!, structuredClone(set))
    const given = { ...turn, remember, touch: (touches: Touch<ProductLinkOwn>[]) => this.#touch(touches) }
    const outcomes = await options.reconcile(structuredClone(links), given).catch((thrown: unknown) => {
      if (thrown instanceof Died) throw thrown
      const error = toAppError(thrown)
      return new Map(
        links.map((link): [string, Outcome<ProductLinkOwn>] => [link._id, { kind: 'failed', error }]),
      )
    })
    for (const link of links) this.#end(link, outcomes.get(link._id)!)
    return true
  }

  #end(seen: LinkFields, outcome: Outcome<ProductLinkOwn>): void {
    const link = this.#all.get(seen._id)!
    const error = outcome.kind === 'failed' ? outcome.error : undefined
    if (error?.cause instanceof Died) throw error.cause
    const { kind, code, text, details } = error ?? { kind: '', code: '', text: '', details: {} }
    Object.assign(link, structuredClone(outcome.remember ?? {}), {
      done: outcome.kind === 'done' ? seen.wanted : link.done,
      dirty: outcome.kind !== 'done' || link.wanted > seen.wanted,
      failure: error ? { kind, code, text, details, at: new Date() } : null,
      parked: error !== undefined && (kind === 'invalid' || kind === 'missing'),
      attempts: error ? link.attempts + 1 : 0,
      dueAt: new Date(
        outcome.kind === 'again' ? Date.now() + outcome.afterMs : error ? Date.now() + 5_000 : Date.now(),
      ),
    })
  }

  /** What waits for a later moment is due now. */
  async wait(): Promise<void> {
    for (const link of this.#all.values()) link.dueAt = new Date()
    await this.work()
  }

  /** Saved and touched, as MoySklad's webhook does it, and worked on. */
  async save(...goods: Parameters<FakeMoysklad['save']>[0][]): Promise<void> {
    for (const good of goods) this.moysklad.save(good)
    for (const { id, kind, productId } of goods)
      await this.touch(kind === 'variant' ? productId : id, kinds.product, {
        assortmentKind: kind === 'bundle' ? kind : 'product',
      })
    await this.work()
  }

  async edit(id: string, change: Parameters<FakeMoysklad['edit']>[1]): Promise<void> {
    await this.save({ ...this.moysklad.goods.get(id)!, ...change })
  }

  /** Requests of either side since the last time, by name, in order. */
  asked(): string[] {
    return [...this.moysklad.calls.take(), ...this.shop.calls.take()]
  }

  productOf(key: string) {
    return this.shop.show(this.link(key)!.insalesProductId!)
  }
}
