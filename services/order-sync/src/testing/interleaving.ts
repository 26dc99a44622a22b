import { versionOf } from '../domain/version.js'
import { OrderWorld, type Crash } from './order-world.js'

type Random = () => number

/** Who edits lines and status in this run. */
type Owner = 'shop' | 'stock' | 'both'
interface Owners {
  lines: Owner
  status: Owner
}

/** A webhook that will come at some later time, or the second one of two. */
interface Hook {
  /** Steps it still needs. */
  after: number
}

const statuses = ['new', 'approved', 'dispatched']
const states = ['state-new', 'state-done', 'state-sent']

/**
 * One run of `pnpm bench merge`: an order edited by people on one or both sides, webhooks lost, doubled and out of order,
 * attempts that die anywhere; at the end the sweeps find the rest. Says what is wrong; undefined when nothing is.
 */
export function playInterleaving(seed: number): string | undefined {
  const random = mulberry32(seed)
  const run = new Interleaving(random)
  const steps = 4 + Math.floor(random() * 16)
  for (let step = 0; step < steps; step += 1) run.step()
  return run.finish()
}

class Interleaving {
  readonly world = new OrderWorld()
  readonly #random: Random
  readonly #owners: Owners
  #hooks: Hook[] = [{ after: 0 }]
  #wanted = 0
  #done = 0
  #seen = { insales: '', moysklad: '' }

  constructor(random: Random) {
    this.#random = random
    const owner = (): Owner => pick(random, ['shop', 'stock', 'both'])
    this.#owners = { lines: owner(), status: owner() }
  }

  step(): void {
    const dice = this.#random()
    if (dice < 0.3) this.#attempt(pick(this.#random, crashes))
    else if (dice < 0.65) this.#edit(this.#owners.lines, shopLines, stockLines)
    else if (dice < 0.85) this.#edit(this.#owners.status, shopStatus, stockStatus)
    this.#deliver()
  }

  /** An edit by a person, and the webhook that tells of it, or does not, or does so twice. */
  #edit(owner: Owner, shop: Move, stock: Move): void {
    const side = owner === 'both' ? pick(this.#random, ['shop', 'stock'] as const) : owner
    if (side === 'stock' && !this.world.moysklad) return
    if (side === 'shop') shop(this.world, this.#random)
    else stock(this.world, this.#random)
    this.#tell()
  }

  #tell(): void {
    const dice = this.#random()
    const times = dice < 0.25 ? 0 : dice < 0.5 ? 2 : 1
    for (let time = 0; time < times; time += 1) this.#hooks.push({ after: Math.floor(this.#random() * 5) })
  }

  #deliver(): void {
    const due = this.#hooks.filter((hook) => (hook.after -= 1) < 0)
    this.#hooks = this.#hooks.filter((hook) => hook.after >= 0)
    this.#wanted += due.length
  }

  #attempt(crash: Crash): string {
    if (this.#done === this.#wanted) return 'idle'
    const wanted = this.#wanted
    const before = this.world.insales
    const repeats = this.world.pending?.birth !== undefined
    const kind = this.world.attempt(crash)
    // what we write in the shop comes back; what we write in MoySklad does not
    if (this.world.insales !== before) this.#tell()
    if (crash !== 'none') return kind
    const again = kind === 'create' ? repeats : kind === 'update' && this.world.follows()
    this.#done = again ? wanted - 1 : wanted
    this.#look()
    return kind
  }

  #look(): void {
    const { insales, moysklad } = this.world
    this.#seen = { insales: versionOf(insales), moysklad: moysklad?.updated ?? '' }
  }

  /** The sweeps touch what is not as it was seen last. */
  #sweep(): boolean {
    const { insales, moysklad } = this.world
    const moved =
      this.#seen.insales !== versionOf(insales) || this.#seen.moysklad !== (moysklad?.updated ?? '')
    if (moved) this.#wanted += 1
    return moved
  }

  finish(): string | undefined {
    let last = ''
    for (let turn = 0; turn < 20; turn += 1) {
      this.#deliver()
      const moved = this.#sweep()
      if (this.#done < this.#wanted) last = this.#attempt('none')
      else if (!moved && this.#hooks.length === 0) break
    }
    const wrong = this.#differs(last) ?? this.#lost()
    return wrong ?? this.#loops()
  }

  #differs(last: string): string | undefined {
    const view = this.world.view()
    if (last === 'blocked') return 'blocked'
    if (JSON.stringify(view.insales) !== JSON.stringify(view.moysklad)) return 'lines differ'
    const agrees = this.world.settings.statusMap.some(
      (row) => row.insalesStatus === view.insalesStatus && row.moyskladStateId === view.moyskladState,
    )
    return agrees ? undefined : 'statuses differ'
  }

  /** What only one side edits is never overwritten there. */
  #lost(): string | undefined {
    const { wrote } = this.world
    const { lines, status } = this.#owners
    if (lines === 'shop' && wrote.shopLines > 0) return 'the shop’s lines were overwritten'
    if (lines === 'stock' && wrote.stockLines > 0) return 'MoySklad’s lines were overwritten'
    if (status === 'shop' && wrote.shopStatus > 0) return 'the shop’s status was overwritten'
    if (status === 'stock' && wrote.stockState > 0) return 'MoySklad’s status was overwritten'
    return undefined
  }

  #loops(): string | undefined {
    const { writes } = this.world
    for (let sweep = 0; sweep < 3; sweep += 1) this.world.attempt('none')
    return this.world.writes === writes ? undefined : 'goes on writing'
  }
}

const crashes: Crash[] = ['none', 'none', 'none', 'after-intent', 'after-moysklad', 'after-writes']

type Move = (world: OrderWorld, random: Random) => void

function shopLines(world: OrderWorld, random: Random): void {
  const dice = random()
  const line = world.insales.lines[Math.floor(random() * 4)]
  if (dice < 0.3 || !line) {
    const product = 1 + Math.floor(random() * 4)
    const quantity = 1 + Math.floor(random() * 5)
    const added = {
      id: '',
      variantId: `v${product}`,
      quantity,
      salePriceMinor: 5_000 + product,
      remove: false,
    }
    return world.editInsales({ lines: [added] })
  }
  if (dice < 0.45) return world.editInsales({ lines: [{ id: line.id, variantId: '', remove: true }] })
  const quantity = 1 + Math.floor(random() * 5)
  const change = dice < 0.75 ? { quantity } : { salePriceMinor: 1_000 * (1 + Math.floor(random() * 9)) }
  world.editInsales({ lines: [{ id: line.id, variantId: '', ...change, remove: false }] })
}

function stockLines(world: OrderWorld, random: Random): void {
  const { positions } = world.moysklad!
  const dice = random()
  const chosen = positions[Math.floor(random() * 4)]
  const quantity = 1 + Math.floor(random() * 5)
  if (dice < 0.3 || !chosen) {
    const product = 1 + Math.floor(random() * 4)
    const assortment = { kind: 'product', id: `a${product}` }
    const rest = { discount: 0, vat: 0, vatEnabled: false, reserve: 0 }
    const added = { id: world.id('person'), assortment, quantity, priceMinor: 7_000 + product, ...rest }
    return world.editMoysklad({ positions: [...positions, added] })
  }
  // the shop has no way to write its price of delivery: that has a test of its own
  if (chosen.assortment.kind === 'service') return
  const change = dice < 0.75 ? { quantity } : { priceMinor: 1_000 * (1 + Math.floor(random() * 9)) }
  const changed = positions.flatMap((position) => {
    if (position !== chosen) return [position]
    return dice < 0.45 ? [] : [{ ...position, ...change }]
  })
  world.editMoysklad({ positions: changed })
}

const shopStatus: Move = (world, random) => world.editInsales({ status: pick(random, statuses) })
const stockStatus: Move = (world, random) => world.editMoysklad({ stateId: pick(random, states) })

const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)]!

/** Small, quick, and the same in each run with the same seed. */
function mulberry32(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
