import { Counter } from 'prom-client'

/** Requests themselves, their times and the budget are counted by libs/http-client. */
export const refusals = new Counter({
  name: 'skladbridge_insales_refusals_total',
  help: 'Requests to shops that failed, by operation and error code.',
  labelNames: ['operation', 'code'] as const,
})

export const webhooksChanged = new Counter({
  name: 'skladbridge_insales_webhooks_total',
  help: 'Webhooks made and removed in shops.',
  labelNames: ['change'] as const,
})
