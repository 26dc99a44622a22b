import { Counter, Gauge, Histogram } from 'prom-client'

/** `kind` is one of the service's link kinds. */
export const turnsTotal = new Counter({
  name: 'skladbridge_reconciler_turns_total',
  help: 'Turns of lanes, by how they ended: worked, idle, lease-lost, failed.',
  labelNames: ['outcome'] as const,
})

export const linksTotal = new Counter({
  name: 'skladbridge_reconciler_links_total',
  help: 'Links worked on, by kind and outcome: done, again, or the kind of the error.',
  labelNames: ['kind', 'outcome'] as const,
})

export const dwellSeconds = new Histogram({
  name: 'skladbridge_reconciler_dwell_seconds',
  help: 'From the oldest touch of a link to its being done.',
  labelNames: ['kind'] as const,
  buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 15, 60, 300, 900, 3600],
})

export const claimSeconds = new Histogram({
  name: 'skladbridge_reconciler_claim_seconds',
  help: 'One look at the line of lanes.',
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1],
})

export const backlogLinks = new Gauge({
  name: 'skladbridge_reconciler_backlog_links',
  help: 'Links that wait to be worked on, counted up to 10 000.',
})

export const backlogAgeSeconds = new Gauge({
  name: 'skladbridge_reconciler_backlog_age_seconds',
  help: 'How long the longest waiting link has waited.',
})

export const parkedLinks = new Gauge({
  name: 'skladbridge_reconciler_parked_links',
  help: 'Links that need someone to act, counted up to 10 000.',
})

export const laneListsTotal = new Counter({
  name: 'skladbridge_reconciler_lane_lists_total',
  help: 'Readings of the owners’ lists of connections: done, or the kind of the error.',
  labelNames: ['outcome'] as const,
})

export const leasesLostTotal = new Counter({
  name: 'skladbridge_reconciler_leases_lost_total',
  help: 'Turns that lost their lease before they ended.',
})
