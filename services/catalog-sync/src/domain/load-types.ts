import type { MatchKey } from '@skladbridge/contracts'

export const loadDirections = ['moysklad-to-insales', 'insales-to-moysklad'] as const
export type LoadDirection = (typeof loadDirections)[number]

export const loadStates = ['preparing', 'ready', 'running', 'paused', 'done', 'cancelled', 'failed'] as const
export type LoadState = (typeof loadStates)[number]

/** Nothing more is done by it: another one may begin. */
export const loadsOver: readonly LoadState[] = ['done', 'cancelled', 'failed']

export const loadActions = ['create', 'link', 'conflict', 'skip'] as const
export type LoadAction = (typeof loadActions)[number]

export const itemStates = ['waiting', 'done', 'failed'] as const
export type ItemState = (typeof itemStates)[number]

export interface LoadCounts {
  products: number
  variants: number
  groups: number
  images: number
}

export interface LoadOptions {
  direction: LoadDirection
  matchBy: MatchKey[]
  bundles: boolean
  properties: boolean
  images: boolean
}

export interface Load extends LoadOptions {
  id: string
  state: LoadState
  /** Known once it is prepared. */
  counts: Record<LoadAction, LoadCounts>
  /** Items to be done altogether; known once it is started. */
  total: number
  /** Outside requests, the preparation's too. */
  requests: number
  /** Of them, what the preparation took. */
  preparing: number
  /** How far both sides were read, by cursor: a refresh reads on from there. */
  readTo: Record<Side, string>
  /** The preview shows both sides as they were then. */
  preparedAt: Date | null
  startedAt: Date | null
  finishedAt: Date | null
  /** Why it stopped, or what it waits for. */
  failure: { code: string; text: string } | null
}

export interface Candidate {
  id: string
  title: string
  sku: string
}

/** One thing of the source: a group of products, or a product with all of its variants. */
export interface LoadItem {
  id: string
  kind: 'group' | 'product'
  sourceId: string
  /** Of a product: bundles come last, they need their parts. */
  bundle: boolean
  /** Of a group: the one above it; of a product: where it lies. Empty = at the top. */
  parentId: string
  title: string
  sku: string
  variants: number
  images: number
  action: LoadAction
  reason: string
  reasonText: string
  candidates: Candidate[]
  targetId: string
  state: ItemState
  failure: { code: string; text: string } | null
}

export type Side = 'moysklad' | 'insales'

/** What was read of one side, kept until the load is over: a card, or a modification of one. */
export interface StagedRow {
  id: string
  side: Side | typeof TREES
  cardId: string
  /** product | bundle | service | variant */
  kind: string
  title: string
  sku: string
  /** RFC 3339; of the shop its id, which grows. */
  age: string
  /** By what it is found: `sku:…`, `barcode:…`. */
  keys: string[]
  /** Of the source: the thing itself (Good, ShopProduct). */
  data?: unknown
}

/** Both trees as they were read: one row besides those of the sides. */
export const TREES = 'trees'

/** A preview as old as that is brought up to date before anything is written from it. */
const FRESH_MS = 300_000

export const isStale = ({ preparedAt }: Pick<Load, 'preparedAt'>, now: Date): boolean =>
  preparedAt !== null && now.getTime() - preparedAt.getTime() > FRESH_MS

export const sourceOf = (direction: LoadDirection): Side =>
  direction === 'moysklad-to-insales' ? 'moysklad' : 'insales'
export const targetOf = (direction: LoadDirection): Side =>
  direction === 'moysklad-to-insales' ? 'insales' : 'moysklad'
