import { Counter } from 'prom-client'

/** Requests themselves, their times and the budget are counted by libs/http-client. */
export const refusals = new Counter({
  name: 'skladbridge_moysklad_refusals_total',
  help: 'Answers of MoySklad that refused a request, by operation and our error code.',
  labelNames: ['operation', 'code'] as const,
})

export const webhooksChanged = new Counter({
  name: 'skladbridge_moysklad_webhooks_total',
  help: 'Webhooks made, mended and removed in accounts.',
  labelNames: ['change'] as const,
})

export const accountStates = new Counter({
  name: 'skladbridge_moysklad_account_changes_total',
  help: 'Changes of accounts’ states.',
  labelNames: ['state'] as const,
})
