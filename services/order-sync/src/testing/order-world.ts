import { decideOrder, type OrderDecision } from '../domain/decide-order.js'
import { amountOf, readInsalesLines } from '../domain/line-value.js'
import type { InsalesLineChange } from '../domain/merge-lines.js'
import { settleBase } from '../domain/settle-base.js'
import type { InsalesOrder, MoyskladOrder, OrderBase, PendingWrite, Position } from '../domain/types.js'
import { deliveryService, insalesLine, insalesOrder, settings, variantLinks } from './builders.js'

/** Where an attempt dies: nowhere, before its first write, between its writes, or before it remembers. */
export type Crash = 'none' | 'after-intent' | 'after-moysklad' | 'after-writes'

/** One order on both sides and what the link remembers, without any I/O: what the merge is played on. */
export class OrderWorld {
  insales: InsalesOrder = insalesOrder({ fullDeliveryPriceMinor: 30_000 })
  moysklad: MoyskladOrder | undefined
  base: OrderBase | null = null
  pending: PendingWrite | null = null
  conflicts = 0
  writes = 0
  #ids = 100
  #clock = Date.parse('2026-11-01T10:00:00Z')

  id = (prefix: string): string => `${prefix}-${(this.#ids += 1)}`

  now = (): string => new Date((this.#clock += 1000)).toISOString()

  /** One attempt, as the reconciler's shell makes it. */
  attempt(crash: Crash): OrderDecision['kind'] {
    const settled = this.moysklad ? this.#settle(this.base, this.pending) : null
    const decision = decideOrder({
      settings: settings(),
      base: settled,
      insales: this.insales,
      moysklad: this.moysklad,
      links: variantLinks(),
      deliveryService,
    })
    if (decision.kind === 'create') this.#create(decision, crash)
    else if (decision.kind === 'update') this.#update(decision, crash)
    else if (decision.kind !== 'skip') [this.base, this.pending] = [decision.base, null]
    return decision.kind
  }

  #create(decision: Extract<OrderDecision, { kind: 'create' }>, crash: Crash): void {
    this.pending ??= decision.pending
    if (crash === 'after-intent') return
    const { positions, stateId } = this.pending.birth ?? decision.pending.birth
    this.writes += 1
    this.moysklad = {
      id: 'ms-1',
      name: this.insales.number,
      stateId: stateId || 'state-new',
      sumMinor: amountOf(positions).totalMinor,
      positions: positions.map((position) => ({ ...position, id: this.id('pos') })),
      updated: this.now(),
    }
    if (crash === 'none') this.#remember(null)
  }

  #update(decision: Extract<OrderDecision, { kind: 'update' }>, crash: Crash): void {
    this.base = decision.base
    this.pending = decision.pending
    this.conflicts += decision.conflicts.length
    if (crash === 'after-intent') return
    if (decision.moysklad) this.editMoysklad(decision.moysklad)
    if (crash === 'after-moysklad') return
    if (decision.insales) this.editInsales(decision.insales)
    this.writes += 1
    if (crash === 'none') this.#remember(decision.base)
  }

  #remember(base: OrderBase | null): void {
    this.base = this.#settle(base, this.pending)
    this.pending = null
  }

  #settle(base: OrderBase | null, pending: PendingWrite | null): OrderBase {
    const { lines } = readInsalesLines(this.insales, variantLinks(), deliveryService)
    const { stateId, positions } = this.moysklad!
    return settleBase(base, pending, { status: this.insales.status, stateId, lines, positions })
  }

  editMoysklad({ stateId, positions }: { stateId?: string; positions?: Position[] }): void {
    const order = this.moysklad!
    const kept = (positions ?? order.positions).map((position) => ({
      ...position,
      id: position.id || this.id('pos'),
    }))
    this.moysklad = {
      ...order,
      stateId: stateId ?? order.stateId,
      positions: kept,
      sumMinor: amountOf(kept).totalMinor,
      updated: this.now(),
    }
  }

  editInsales({ status, lines = [] }: { status?: string; lines?: InsalesLineChange[] }): void {
    const removed = new Set(lines.filter((line) => line.remove).map((line) => line.id))
    const changes = new Map(lines.map((line) => [line.id, line]))
    const kept = this.insales.lines
      .filter((line) => !removed.has(line.id))
      .map((line) => {
        const change = changes.get(line.id)
        const quantity = change?.quantity ?? line.quantity
        const unit = change?.salePriceMinor ?? line.fullSalePriceMinor
        return insalesLine({
          ...line,
          quantity,
          salePriceMinor: unit,
          fullSalePriceMinor: unit,
          fullTotalPriceMinor: unit * quantity,
        })
      })
    const added = lines
      .filter((line) => line.id === '')
      .map(({ variantId, quantity = 1, salePriceMinor = 0 }) =>
        insalesLine({ id: this.id('line'), variantId, title: variantId, quantity, salePriceMinor }),
      )
    const all = [...kept, ...added]
    this.insales = insalesOrder({
      ...this.insales,
      lines: all,
      status: status ?? this.insales.status,
      statusChangedAt: status ? this.now() : this.insales.statusChangedAt,
      totalPriceMinor: all.reduce(
        (sum, line) => sum + line.fullTotalPriceMinor,
        this.insales.fullDeliveryPriceMinor,
      ),
    })
  }

  /** Both sides as one would compare them by eye: what of which product for how much, and the status. */
  view() {
    const links = variantLinks()
    const sorted = (lines: string[]) => lines.sort()
    const { lines } = readInsalesLines(this.insales, links, deliveryService)
    const summed = (rows: { id: string; quantity: number; totalMinor: number }[]) => {
      const sums = new Map<string, { quantity: number; totalMinor: number }>()
      for (const { id, quantity, totalMinor } of rows) {
        const sum = sums.get(id) ?? { quantity: 0, totalMinor: 0 }
        sums.set(id, { quantity: sum.quantity + quantity, totalMinor: sum.totalMinor + totalMinor })
      }
      return sorted([...sums].map(([id, { quantity, totalMinor }]) => `${id} × ${quantity} = ${totalMinor}`))
    }
    return {
      insales: summed(lines.map(({ assortment, ...amount }) => ({ id: assortment.id, ...amount }))),
      moysklad: summed(
        (this.moysklad?.positions ?? []).map((p) => ({ id: p.assortment.id, ...amountOf([p]) })),
      ),
      insalesStatus: this.insales.status,
      moyskladState: this.moysklad?.stateId,
    }
  }
}
