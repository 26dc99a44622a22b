import type { ConnectionKey } from '@skladbridge/contracts'
import type { Touch } from '@skladbridge/reconciler'
import { kinds, type OrderLinkOwn } from './ports.js'

/** Both sweeps of a connection are due now. */
export const touchSweeps = (
  touch: (touches: Touch<OrderLinkOwn>[]) => Promise<void>,
  connection: ConnectionKey,
): Promise<void> =>
  touch([kinds.sweepInsales, kinds.sweepMoysklad].map((kind) => ({ connection, kind, key: 'all' })))
