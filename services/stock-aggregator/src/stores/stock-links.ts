import { linkSchema } from '@skladbridge/reconciler'
import type { Connection } from 'mongoose'
import type { StockLinkOwn } from '../handlers/ports.js'

/** Work of stock-aggregator: read and written by the reconciler alone. */
export const createStockLinkModel = (connection: Connection) =>
  connection.model('StockLink', linkSchema<StockLinkOwn>({ through: Date, cursor: String }), 'stock_links')
