import { Counter } from 'prom-client'

export const dutiesTotal = new Counter({
  name: 'skladbridge_duties_total',
  help: 'Duties of accounts and connections (announce, webhooks, probe, cleanup): done, or the kind of the error.',
  labelNames: ['duty', 'outcome'] as const,
})
