import type { ConnectionKey } from '@skladbridge/contracts'
import type { common } from '@skladbridge/proto'
import { stockErrors } from '../errors.js'

export function required(connection: common.Connection | undefined): ConnectionKey {
  if (connection?.accountId && connection.shopId) return connection
  throw stockErrors.STOCK_NO_CONNECTION()
}
