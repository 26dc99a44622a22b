import { duration, grpcAddress } from '@skladbridge/runtime'

/** What a service with lanes reads besides: `z.object({ ...baseConfig, ...laneSourcesConfig })`. */
export const laneSourcesConfig = {
  /** How often the lists of accounts and connections are read, for what events lost. */
  LANES_INTERVAL_MS: duration(3_600_000, { min: 100 }),
  BILLING_ADDR: grpcAddress(),
  MOYSKLAD_CONNECTOR_ADDR: grpcAddress(),
  INSALES_CONNECTOR_ADDR: grpcAddress(),
}
