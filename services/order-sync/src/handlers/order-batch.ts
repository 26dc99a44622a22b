import type { OrderSettings } from '@skladbridge/contracts'
import type { AppError } from '@skladbridge/errors'
import type { Outcome, Turn } from '@skladbridge/reconciler'
import type { OrderDecision } from '../domain/decide-order.js'
import type { Note, NoteCode } from '../domain/notes.js'
import { noteOf } from '../domain/notes.js'
import type {
  AssortmentRef,
  InsalesOrder,
  LineTerms,
  MoyskladOrder,
  Part,
  VariantLinks,
} from '../domain/types.js'
import { versionOf } from '../domain/version.js'
import type {
  AnnounceSynced,
  CatalogLinks,
  CustomerStore,
  Defaults,
  DefaultsStore,
  InsalesOrders,
  MoyskladGoods,
  MoyskladOrders,
  OrderLink,
  OrderLinkOwn,
  OrderLinks,
  OrderSettingsStore,
  Tell,
} from './ports.js'

export interface ReconcileOrdersPorts {
  insales: InsalesOrders
  moysklad: MoyskladOrders
  goods: MoyskladGoods
  catalog: CatalogLinks
  settings: OrderSettingsStore
  defaults: DefaultsStore
  customers: CustomerStore
  announce: AnnounceSynced
  tell: Tell
  links: Pick<OrderLinks, 'findByMoyskladOrder'>
}

/** What one round read, before anything is decided. */
export interface RoundView {
  settings: OrderSettings
  defaults: Defaults
  insales: ReadonlyMap<string, InsalesOrder>
  unreadable: ReadonlyMap<string, AppError>
  /** By link. */
  moysklad: ReadonlyMap<string, MoyskladOrder>
  links: VariantLinks
  /** By `lineKey`. */
  found: ReadonlyMap<string, AssortmentRef>
  bundles: ReadonlyMap<string, readonly Part[]>
  delivery: AssortmentRef | undefined
  margin: AssortmentRef | undefined
}

/** One order in work. */
export interface Job {
  link: OrderLink
  insales: InsalesOrder
  moysklad: MoyskladOrder | undefined
  terms: LineTerms
}

/** An order that is not in MoySklad yet, and is to be. */
export interface Birth {
  job: Job
  decision: Extract<OrderDecision, { kind: 'create' }>
}

/** What all steps of one round share; outcomes are filled in as orders come to their end. */
export interface Round {
  ports: ReconcileOrdersPorts
  view: RoundView
  turn: Turn<OrderLinkOwn>
  outcomes: Map<string, Outcome<OrderLinkOwn>>
  notes: Note[]
  /** By order: which touch this work answers. */
  work: ReadonlyMap<string, number>
}

export const note = (
  { notes, work }: Round,
  code: NoteCode,
  order: { id: string; number: string },
  detail = '',
): void => void notes.push(noteOf(code, order, work.get(order.id) ?? 0, detail))

export const fail = (
  round: Round,
  { link }: Pick<Job, 'link'>,
  error: AppError,
  remember: Partial<OrderLinkOwn> = {},
): void =>
  void round.outcomes.set(link._id, {
    kind: 'failed',
    error,
    remember: { ...sawShop(round, link), ...remember },
  })

/** Nothing came of it, but it was looked at: a sweep has no reason to look again before it changes. */
export function sawShop({ view }: Round, { key, seen }: OrderLink): Pick<OrderLinkOwn, 'seen'> {
  const order = view.insales.get(key)
  return order ? { seen: { ...seen, insales: versionOf(order) } } : {}
}
