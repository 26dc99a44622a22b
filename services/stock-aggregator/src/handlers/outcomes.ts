import type { Outcome } from '@skladbridge/reconciler'
import type { StockLink, StockLinkOwn } from './ports.js'

export type Outcomes = Map<string, Outcome<StockLinkOwn>>

export const all = (links: StockLink[], outcome: Outcome<StockLinkOwn>): Outcomes =>
  new Map(links.map((link) => [link._id, outcome]))
