import { baseConfig, duration, loadConfigOrExit, url } from '@skladbridge/runtime'
import { z } from 'zod'

const schema = z.object({
  ...baseConfig,
  /** How often ended trials are looked for. */
  TRIAL_CHECK_INTERVAL_MS: duration(60_000, { min: 100 }),
  /** How often each replica looks for messages that are due. */
  DUTIES_INTERVAL_MS: duration(5_000, { min: 50 }),
  /** Mail to merchants: `smtp://user:password@host:587`; without it that channel cannot be switched on. */
  SMTP_URL: url('smtp', 'smtps').optional(),
  SMTP_FROM: z.string().default('SkladBridge <noreply@localhost>'),
  /** Our bot; without it that channel cannot be switched on. */
  TELEGRAM_BOT_TOKEN: z.string().min(1).optional(),
  TELEGRAM_API_URL: url('https').default('https://api.telegram.org'),
})

export const config = loadConfigOrExit(schema)
