import { journalConfig } from '@skladbridge/journal'
import { laneSourcesConfig } from '@skladbridge/lane-sources'
import { baseConfig, duration, grpcAddress, loadConfigOrExit } from '@skladbridge/runtime'
import { z } from 'zod'

const schema = z.object({
  ...baseConfig,
  ...journalConfig,
  ...laneSourcesConfig,
  /** How often each connection is swept for what webhooks missed. */
  SWEEP_INTERVAL_MS: duration(180_000, { min: 100 }),
  CATALOG_SYNC_ADDR: grpcAddress(),
})

export const config = loadConfigOrExit(schema)
