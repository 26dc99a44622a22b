import { journalConfig } from '@skladbridge/journal'
import { laneSourcesConfig } from '@skladbridge/lane-sources'
import { baseConfig, duration, loadConfigOrExit } from '@skladbridge/runtime'
import { z } from 'zod'

const schema = z.object({
  ...baseConfig,
  ...journalConfig,
  ...laneSourcesConfig,
  /** How often each connection is swept for what webhooks missed. */
  SWEEP_INTERVAL_MS: duration(180_000, { min: 100 }),
  /** How often the tree of product folders is looked at: MoySklad tells of no change there. */
  FOLDERS_INTERVAL_MS: duration(600_000, { min: 100 }),
  /** How often everything on both sides is compared with what we remember. */
  COMPARE_INTERVAL_MS: duration(86_400_000, { min: 1_000 }),
})

export const config = loadConfigOrExit(schema)
