import type { OrderSettings } from '@skladbridge/contracts'
import { decideOrder, isUnsettled, type OrderDecision, type OrderUpdate } from '../domain/decide-order.js'
import { amountOf, readInsalesLines } from '../domain/line-value.js'
import type { InsalesLineChange } from '../domain/line-merge.js'
import type { ShopChange } from '../domain/merge-status.js'
import type {
  Attribute,
  InsalesLine,
  InsalesOrder,
  MoyskladOrder,
  OrderBase,
  PendingWrite,
  Position,
} from '../domain/types.js'
import { thousandths } from '../domain/split-line.js'
import { settleOrder } from '../handlers/settle-order.js'
import { insalesLine, insalesOrder, lineTerms, moyskladOrder, settings } from './builders.js'

/** Where an attempt dies: nowhere, before its first write, between its writes, or before it remembers. */
export type Crash = 'none' | 'after-intent' | 'after-moysklad' | 'after-writes'

export interface WorldOptions {
  settings?: Partial<OrderSettings>
  /** Of the whole order, per cent: the shop computes each line with it. */
  discountPercent?: number
  /** What each platform makes of the values it is given. */
  habits?: Partial<Habits>
}

export interface Habits {
  shopQuantity(quantity: number): number
  shopPrice(priceMinor: number): number
  shopText(text: string): string
  stockQuantity(quantity: number): number
  stockPrice(priceMinor: number): number
  stockText(text: string): string
}

const same = <T>(value: T): T => value
const plain: Habits = {
  shopQuantity: same,
  shopPrice: same,
  shopText: same,
  stockQuantity: same,
  stockPrice: same,
  stockText: same,
}

/** One order on both sides and what the link remembers, without any I/O: what the merge is played on. */
export class OrderWorld {
  insales: InsalesOrder
  moysklad: MoyskladOrder | undefined
  base: OrderBase | null = null
  pending: PendingWrite | null = null
  conflicts = 0
  writes = 0
  /** What we, not people, have written after the birth. */
  readonly wrote = { shopLines: 0, shopStatus: 0, stockLines: 0, stockState: 0 }
  readonly settings: OrderSettings
  readonly terms = lineTerms()
  readonly #habits: Habits
  readonly #discount: number
  #ids = 100
  #clock = Date.parse('2026-11-01T10:00:00Z')

  constructor(options: WorldOptions = {}) {
    this.settings = settings(options.settings)
    this.#habits = { ...plain, ...options.habits }
    this.#discount = options.discountPercent ?? 0
    this.insales = insalesOrder({ fullDeliveryPriceMinor: 30_000 })
    this.editInsales({})
  }

  id = (prefix: string): string => `${prefix}-${(this.#ids += 1)}`

  now = (): string => new Date((this.#clock += 1000)).toISOString()

  /** What was just written shows otherwise: the order is looked at again at once. */
  follows(): boolean {
    const { insales, moysklad, base, terms } = this
    return isUnsettled({ settings: this.settings, base, insales, moysklad, terms })
  }

  /** One attempt, as the reconciler's shell makes it. */
  attempt(crash: Crash): OrderDecision['kind'] {
    const { insales, moysklad, terms } = this
    const base = moysklad ? this.#settle(this.base, this.pending, false) : null
    const decision = decideOrder({ settings: this.settings, base, insales, moysklad, terms })
    if (decision.kind === 'create') this.#create(decision, crash)
    else if (decision.kind === 'update') this.#update(decision, crash)
    else if (decision.kind !== 'skip') [this.base, this.pending] = [decision.base, null]
    return decision.kind
  }

  #create(decision: Extract<OrderDecision, { kind: 'create' }>, crash: Crash): void {
    this.pending ??= decision.pending
    if (crash === 'after-intent') return
    const { positions, stateId, attributes = [] } = this.pending.birth ?? decision.pending.birth
    this.writes += 1
    const made = moyskladOrder({ name: this.insales.number, stateId: stateId || 'state-new', positions: [] })
    this.moysklad = made
    this.editMoysklad({ positions, attributes })
    if (crash === 'none') this.#remember(null)
  }

  #update(decision: OrderUpdate, crash: Crash): void {
    this.base = decision.base
    this.pending = decision.pending
    this.conflicts += decision.conflicts.length
    if (crash === 'after-intent') return
    this.#count(decision)
    if (decision.moysklad) this.editMoysklad(decision.moysklad)
    if (crash === 'after-moysklad') return
    if (decision.insales) {
      const fields = Object.fromEntries(decision.insales.fields.map(({ handle, value }) => [handle, value]))
      this.editInsales({ ...decision.insales, fields })
    }
    this.writes += 1
    if (crash === 'none') this.#remember(decision.base)
  }

  #count({ moysklad, insales }: OrderUpdate): void {
    if (moysklad?.positions) this.wrote.stockLines += 1
    if (moysklad?.stateId !== undefined) this.wrote.stockState += 1
    if (insales && insales.lines.length > 0) this.wrote.shopLines += 1
    if (insales?.status) this.wrote.shopStatus += 1
  }

  #remember(base: OrderBase | null): void {
    this.base = this.#settle(base, this.pending, true)
    this.pending = null
  }

  #settle(base: OrderBase | null, pending: PendingWrite | null, certain: boolean): OrderBase {
    const { insales, terms } = this
    const order = { settings: this.settings, terms, insales, moysklad: this.moysklad! }
    return settleOrder(order, base, pending, certain)
  }

  editMoysklad(change: { stateId?: string; positions?: Position[]; attributes?: Attribute[] }): void {
    const order = this.moysklad!
    const { stockQuantity, stockPrice, stockText } = this.#habits
    const positions = (change.positions ?? order.positions).map((position) => ({
      ...position,
      id: position.id || this.id('pos'),
      quantity: stockQuantity(position.quantity),
      priceMinor: stockPrice(position.priceMinor),
    }))
    const given = (change.attributes ?? []).map((one) => ({ ...one, value: stockText(one.value) }))
    const kept = order.attributes.filter(({ id }) => given.every((one) => one.id !== id))
    this.moysklad = {
      ...order,
      stateId: change.stateId ?? order.stateId,
      positions,
      attributes: [...kept, ...given].filter(({ value }) => value !== ''),
      sumMinor: amountOf(positions).totalMinor,
      updated: this.now(),
    }
  }

  editInsales(change: ShopChange & { lines?: InsalesLineChange[]; fields?: Record<string, string> }): void {
    const { status, payment, lines = [], fields = {} } = change
    const all = this.#linesAfter(lines)
    const written = Object.entries(fields).map(([key, value]) => [key, this.#habits.shopText(value)])
    const { insales } = this
    const moment = this.now()
    this.insales = insalesOrder({
      ...insales,
      lines: all,
      fields: { ...insales.fields, ...Object.fromEntries(written) },
      discountsMinor: all.reduce((sum, line) => sum + line.discountsMinor, 0),
      ...(status ? { status, systemStatus: status, statusChangedAt: moment } : {}),
      ...(payment ? { financialStatus: payment, financialChangedAt: moment } : {}),
      totalPriceMinor: all.reduce(
        (sum, line) => sum + line.fullTotalPriceMinor,
        insales.fullDeliveryPriceMinor,
      ),
      // several changes have one `updated_at`, as in a shop that counts whole seconds
      updatedAt: `${moment.slice(0, 18)}0Z`,
    })
  }

  #linesAfter(changes: InsalesLineChange[]): InsalesLine[] {
    const removed = new Set(changes.filter((change) => change.remove).map((change) => change.id))
    const byId = new Map(changes.map((change) => [change.id, change]))
    const kept = this.insales.lines
      .filter((line) => !removed.has(line.id))
      .map((line) => this.#lineWith(line, byId.get(line.id)))
    const added = changes
      .filter((change) => change.id === '')
      .map((change) => {
        const { variantId } = change
        return this.#lineWith(insalesLine({ id: this.id('line'), variantId, title: variantId }), change)
      })
    return [...kept, ...added]
  }

  #lineWith(line: InsalesLine, change: Partial<InsalesLineChange> = {}): InsalesLine {
    const { shopQuantity, shopPrice } = this.#habits
    const quantity = change.quantity === undefined ? line.quantity : shopQuantity(change.quantity)
    const unit = change.salePriceMinor === undefined ? line.salePriceMinor : shopPrice(change.salePriceMinor)
    const totalPriceMinor = Math.round(unit * quantity)
    const discountsMinor = Math.round((totalPriceMinor * this.#discount) / 100)
    const fullTotalPriceMinor = totalPriceMinor - discountsMinor
    return insalesLine({
      ...line,
      quantity,
      salePriceMinor: unit,
      totalPriceMinor,
      discountsMinor,
      fullTotalPriceMinor,
      fullSalePriceMinor: Math.round(fullTotalPriceMinor / quantity),
    })
  }

  /** Both sides as one would compare them by eye: what of which product for how much, and the status. */
  view() {
    const { lines } = readInsalesLines(this.insales, this.terms)
    return {
      insales: summed(lines.map(({ assortment, ...amount }) => ({ id: assortment.id, ...amount }))),
      moysklad: summed(
        (this.moysklad?.positions ?? []).map((p) => ({ id: p.assortment.id, ...amountOf([p]) })),
      ),
      insalesStatus: this.insales.status,
      payment: this.insales.financialStatus,
      moyskladState: this.moysklad?.stateId,
    }
  }
}

function summed(rows: { id: string; quantity: number; totalMinor: number }[]): string[] {
  const sums = new Map<string, { quantity: number; totalMinor: number }>()
  for (const { id, quantity, totalMinor } of rows) {
    const sum = sums.get(id) ?? { quantity: 0, totalMinor: 0 }
    sums.set(id, { quantity: thousandths(sum.quantity + quantity), totalMinor: sum.totalMinor + totalMinor })
  }
  return [...sums].map(([id, { quantity, totalMinor }]) => `${id} × ${quantity} = ${totalMinor}`).sort()
}
