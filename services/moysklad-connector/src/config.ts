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
    /** `k2:<base64 of 32 bytes>,k1:<…>`: the first encrypts tokens, the others are still read. */
    SECRET_KEYS: keyring(),
    /** Comma-separated; the first signs the addresses of new webhooks, the gateway accepts all. */
    WEBHOOK_KEYS: secretList(16),
    /** Where MoySklad reaches the gateway. */
    PUBLIC_URL: url('https', 'http'),
    /** JSON API 1.2. Plain http is for the sandbox. */
    MOYSKLAD_API_URL: url('https', 'http').default('https://api.moysklad.ru/api/remap/1.2'),
    /** MoySklad's side of Vendor API 1.0. */
    MOYSKLAD_VENDOR_URL: url('https', 'http').default('https://apps-api.moysklad.ru/api/vendor/1.0'),
    /** The solution, as the developer's cabinet shows it. */
    APP_ID: z.string().min(1),
    APP_UID: z.string().regex(/^[^\s.]+\.[^\s.]+$/, 'must be <solution>.<vendor>'),
    APP_SECRET_KEY: z.string().min(16, 'must be at least 16 characters'),
    /** A published solution: 45 in 3 s, 5 at once. A draft weighs 4, so its headers lower the limit by themselves. */
    MOYSKLAD_BUDGET_REQUESTS: integer(45, { min: 1 }),
    MOYSKLAD_BUDGET_WINDOW_MS: duration(3_000, { min: 100 }),
    /** Of one account by one replica; MoySklad allows 5 over all of them. */
    MOYSKLAD_PARALLEL: integer(4, { min: 1, max: 5 }),
    WEBHOOKS_CHECK_INTERVAL_MS: duration(86_400_000, { min: 1_000 }),
    PROBE_INTERVAL_MS: duration(900_000, { min: 100 }),
    /** How often each replica looks for due duties of accounts. */
    DUTIES_INTERVAL_MS: duration(5_000, { min: 50 }),
  })
  .superRefine((config, context) => {
    if (config.NODE_ENV !== 'production') return
    for (const name of ['MOYSKLAD_API_URL', 'MOYSKLAD_VENDOR_URL', 'PUBLIC_URL'] as const) {
      if (config[name].startsWith('https:')) continue
      context.addIssue({ code: 'custom', path: [name], message: 'must be https with NODE_ENV=production' })
    }
  })

export type Config = z.output<typeof configSchema>

export const loadConfig = (): Config => loadConfigOrExit(configSchema)
