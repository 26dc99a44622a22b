import { journalConfig } from '@skladbridge/journal'
import { baseConfig, duration, grpcAddress, loadConfigOrExit } from '@skladbridge/runtime'
import { z } from 'zod'

const schema = z.object({
  ...baseConfig,
  ...journalConfig,
  /** The safe path: everything is compared at least this often. Merchants are promised ten minutes. */
  FULL_RUN_INTERVAL_MS: duration(540_000, { min: 100, max: 600_000 }),
  /** The fast path reads this much further back: rows under recalculation come late. */
  CHANGED_OVERLAP_MS: duration(300_000),
  /** The whole shop is read back this often, for what was changed there by hand. */
  READ_BACK_INTERVAL_MS: duration(86_400_000, { min: 1_000 }),
  /** How often the lists of accounts and connections are read, for what events lost. */
  LANES_INTERVAL_MS: duration(3_600_000, { min: 100 }),
  BILLING_ADDR: grpcAddress(),
  MOYSKLAD_CONNECTOR_ADDR: grpcAddress(),
  INSALES_CONNECTOR_ADDR: grpcAddress(),
  CATALOG_SYNC_ADDR: grpcAddress(),
})

export const config = loadConfigOrExit(schema)
