import { Counter, Histogram } from 'prom-client'

export const webhooksReceived = new Counter({
  name: 'skladbridge_webhooks_received_total',
  help: 'Webhooks by platform and what became of them.',
  labelNames: ['system', 'outcome'] as const,
})

export const httpRequestSeconds = new Histogram({
  name: 'skladbridge_http_request_seconds',
  help: 'Time from the first byte of a request to the last byte of its answer, by route and status class.',
  labelNames: ['route', 'status'] as const,
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
})
