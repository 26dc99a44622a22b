import { Counter } from 'prom-client'

export const noticesSent = new Counter({
  name: 'skladbridge_notices_total',
  help: 'Messages to merchants by channel and outcome.',
  labelNames: ['channel', 'outcome'] as const,
})
