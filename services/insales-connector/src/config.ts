import {
  baseConfig,
  duration,
  integer,
  keyring,
  loadConfigOrExit,
  secretList,
  url,
} from '@skladbridge/runtime'
import { z } from 'zod'

export const configSchema = z
  .object({
    ...baseConfig,
    NODE_ENV: z.string().default('development'),
    /** `k2:<base64 of 32 bytes>,k1:<…>`: the first encrypts, the others are still read. */
    SECRET_KEYS: keyring(),
    /** Comma-separated; the first signs the addresses of new webhooks, the gateway accepts all. */
    WEBHOOK_KEYS: secretList(16),
    /** Where the shops reach the gateway. */
    PUBLIC_URL: url('https', 'http'),
    /** All shops at one address, the host in the headers: for the sandbox only. */
    INSALES_BASE_URL_OVERRIDE: url('https', 'http').optional(),
    /** The application in inSales' partner cabinet; without it shops are connected by hand only. */
    INSALES_APP_ID: z.string().min(1).optional(),
    INSALES_APP_SECRET: z.string().min(8, 'must be at least 8 characters').optional(),
    /** inSales: 500 requests in 5 minutes for an application in a shop. */
    INSALES_BUDGET_REQUESTS: integer(500, { min: 1 }),
    INSALES_BUDGET_WINDOW_MS: duration(300_000, { min: 100 }),
    WEBHOOKS_CHECK_INTERVAL_MS: duration(86_400_000, { min: 1_000 }),
    PROBE_INTERVAL_MS: duration(900_000, { min: 100 }),
    /** How often each replica looks for due duties of connections. */
    DUTIES_INTERVAL_MS: duration(5_000, { min: 50 }),
  })
  .refine((config) => !(config.NODE_ENV === 'production' && config.INSALES_BASE_URL_OVERRIDE), {
    path: ['INSALES_BASE_URL_OVERRIDE'],
    error: 'is for the sandbox and refused with NODE_ENV=production',
  })

export type Config = z.output<typeof configSchema>

export const loadConfig = (): Config => loadConfigOrExit(configSchema)
