import { baseConfig, grpcAddress, loadConfigOrExit, port, url } from '@skladbridge/runtime'
import { z } from 'zod'

const { MONGO_URL: _keepsNothing, GRPC_PORT: _answersHttp, ...base } = baseConfig
const secret = z.string().min(32, 'must be at least 32 characters')

const schema = z.object({
  ...base,
  /** Where browsers and shops reach this gateway; a shop's login comes back there. */
  PUBLIC_URL: url('https', 'http').default('http://localhost:8000'),
  /** Webhooks, vendor API, settings API. */
  PUBLIC_PORT: port(8000),
  /** Signs webhook addresses; the current key first, older ones after a comma while they are still in use. */
  WEBHOOK_KEYS: z
    .string()
    .transform((keys) => keys.split(','))
    .pipe(z.array(secret).min(1)),
  /** The solution's id and secret key from MoySklad's developer cabinet. */
  APP_ID: z.string().min(1),
  APP_SECRET_KEY: z.string().min(16, 'must be at least 16 characters'),
  /** Signs the page's sessions. */
  SESSION_KEY: secret,
  /** Who may show the page in a frame: CSP sources with a comma between. MoySklad's own by default. */
  PAGE_FRAME_ANCESTORS: z
    .string()
    .default('https://online.moysklad.ru,https://*.moysklad.ru')
    .transform((sources) => sources.split(',').map((source) => source.trim()))
    .pipe(z.array(z.string().regex(/^[^\s;,]+$/, 'is no CSP source')).min(1)),
  BILLING_ADDR: grpcAddress(),
  MOYSKLAD_CONNECTOR_ADDR: grpcAddress(),
  INSALES_CONNECTOR_ADDR: grpcAddress(),
  CATALOG_SYNC_ADDR: grpcAddress(),
  ORDER_SYNC_ADDR: grpcAddress(),
  STOCK_AGGREGATOR_ADDR: grpcAddress(),
})

export const config = loadConfigOrExit(schema)
