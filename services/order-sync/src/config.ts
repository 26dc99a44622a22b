import { journalConfig } from '@skladbridge/journal'
import { baseConfig, duration, grpcAddress, loadConfigOrExit } from '@skladbridge/runtime'
import { z } from 'zod'

const schema = z.object({
  ...baseConfig,
  ...journalConfig,
  /** How often each connection is swept for what webhooks missed. */
  SWEEP_INTERVAL_MS: duration(180_000, { min: 100 }),
  /** How often the lists of accounts and connections are read, for what events lost. */
  LANES_INTERVAL_MS: duration(3_600_000, { min: 100 }),
  BILLING_ADDR: grpcAddress(),
  MOYSKLAD_CONNECTOR_ADDR: grpcAddress(),
  INSALES_CONNECTOR_ADDR: grpcAddress(),
  CATALOG_SYNC_ADDR: grpcAddress(),
})

export const config = loadConfigOrExit(schema)
