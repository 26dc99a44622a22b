import { CatalogParkedChanged, OrdersParkedChanged, StockParkedChanged } from '@skladbridge/contracts'
import { defineHandler } from '@skladbridge/messaging'
import type { ParkedSource } from '../domain/waiting.js'
import type { NoteWaiting } from './ports.js'

interface Parked {
  accountId: string
  shopId?: string | undefined
  occurredAt: string
  data: { parked: number }
}

const noted =
  (note: NoteWaiting, source: ParkedSource) =>
  ({ accountId, shopId = '', data, occurredAt }: Parked) =>
    note(accountId, { what: 'parked', shopId, source, count: data.parked }, new Date(occurredAt))

export const onCatalogParkedChanged = (note: NoteWaiting) =>
  defineHandler({
    name: 'on-catalog-parked-changed',
    event: CatalogParkedChanged,
    prefetch: 1,
    handle: noted(note, 'catalog'),
  })

export const onOrdersParkedChanged = (note: NoteWaiting) =>
  defineHandler({
    name: 'on-orders-parked-changed',
    event: OrdersParkedChanged,
    prefetch: 1,
    handle: noted(note, 'orders'),
  })

export const onStockParkedChanged = (note: NoteWaiting) =>
  defineHandler({
    name: 'on-stock-parked-changed',
    event: StockParkedChanged,
    prefetch: 1,
    handle: noted(note, 'stock'),
  })
