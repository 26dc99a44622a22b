import { Counter, Gauge, Histogram } from 'prom-client'

/** Labels come from closed sets: upstream and operation are named in code, never an account. */
export const requests = new Counter({
  name: 'skladbridge_outside_requests_total',
  help: 'Requests to outside platforms by how they ended: 2xx…5xx, or the error code.',
  labelNames: ['upstream', 'operation', 'outcome'] as const,
})

export const requestDuration = new Histogram({
  name: 'skladbridge_outside_request_duration_seconds',
  help: 'From sending a request to its whole answer.',
  labelNames: ['upstream', 'operation'] as const,
  buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
})

export const breakersOpen = new Gauge({
  name: 'skladbridge_outside_breakers_open',
  help: 'Accounts whose breaker is open or half open.',
  labelNames: ['upstream'] as const,
})

export const throttled = new Counter({
  name: 'skladbridge_outside_throttled_total',
  help: '429 answers of the platform, and requests refused by our own budget.',
  labelNames: ['upstream', 'by'] as const,
})

export const waiting = new Gauge({
  name: 'skladbridge_outside_waiting_requests',
  help: 'Requests waiting for budget or a free place.',
  labelNames: ['upstream', 'priority'] as const,
})

export const waitDuration = new Histogram({
  name: 'skladbridge_outside_wait_duration_seconds',
  help: 'How long a request waited for budget and a free place.',
  labelNames: ['upstream', 'priority'] as const,
  buckets: [0.001, 0.01, 0.1, 0.5, 1, 3, 10, 60, 300],
})

export const budgetUsed = new Histogram({
  name: 'skladbridge_outside_budget_used_ratio',
  help: 'Share of an account’s window that the platform counts as used, seen at each answer.',
  labelNames: ['upstream'] as const,
  buckets: [0.1, 0.25, 0.5, 0.75, 0.9, 1],
})

export const budgetLeases = new Counter({
  name: 'skladbridge_outside_budget_leases_total',
  help: 'Writes to the shared store of budgets.',
  labelNames: ['upstream'] as const,
})
