import { Counter, Gauge, Histogram } from 'prom-client'

export const published = new Counter({
  name: 'skladbridge_messages_published_total',
  help: 'Events given to RabbitMQ, by outcome: confirmed, returned (no queue takes it), failed.',
  labelNames: ['event', 'outcome'] as const,
})

export const unconfirmed = new Gauge({
  name: 'skladbridge_messages_unconfirmed',
  help: 'Messages published and not yet confirmed.',
})

export const consumed = new Counter({
  name: 'skladbridge_messages_consumed_total',
  help: 'Messages worked on, by outcome: done, retry, dead, left (the channel went away; it will come again).',
  labelNames: ['handler', 'outcome'] as const,
})

export const handlerSeconds = new Histogram({
  name: 'skladbridge_message_handler_seconds',
  help: 'How long handlers ran, whatever the outcome.',
  labelNames: ['handler'] as const,
  buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
})

export const handling = new Gauge({
  name: 'skladbridge_messages_handling',
  help: 'Messages being worked on now.',
  labelNames: ['handler'] as const,
})

export const retried = new Counter({
  name: 'skladbridge_messages_retried_total',
  help: 'Messages put into a retry queue, by delay and kind of error.',
  labelNames: ['handler', 'delay', 'kind'] as const,
})

export const dead = new Counter({
  name: 'skladbridge_messages_dead_total',
  help: 'Messages put into a dead queue, by kind of error.',
  labelNames: ['handler', 'kind'] as const,
})

export const connectionUp = new Gauge({
  name: 'skladbridge_broker_connection_up',
  help: '1 while the connection to RabbitMQ is up.',
  labelNames: ['role'] as const,
})
