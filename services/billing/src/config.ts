import { baseConfig, duration, loadConfigOrExit } from '@skladbridge/runtime'
import { z } from 'zod'

const schema = z.object({
  ...baseConfig,
  /** How often ended trials are looked for. */
  TRIAL_CHECK_INTERVAL_MS: duration(60_000, { min: 100 }),
})

export const config = loadConfigOrExit(schema)
