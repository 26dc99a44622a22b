import { describe, expect, it } from '@jest/globals'
import { handlerQueues, topologyOf } from './topology.js'
import { defaultTuning } from './tuning.js'

const { retryDelays } = defaultTuning
const topology = (namespace?: string) =>
  topologyOf(handlerQueues('catalog-sync', 'on-product-touched', namespace), 'moysklad.product.touched.v1', {
    namespace,
    retryDelays,
  })

describe('the topology of a handler', () => {
  it('has a queue for work, one for each delay, and one for the dead', () => {
    expect(topology().queues.map(({ name }) => name)).toEqual([
      'catalog-sync.on-product-touched',
      'catalog-sync.on-product-touched.retry.5s',
      'catalog-sync.on-product-touched.retry.1m',
      'catalog-sync.on-product-touched.retry.10m',
      'catalog-sync.on-product-touched.dead',
    ])
  })

  it('puts the namespace before every name', () => {
    const { exchange, queues } = topology('stage.')
    expect([exchange, ...queues.map(({ name }) => name)].every((name) => name.startsWith('stage.'))).toBe(
      true,
    )
    const targets = queues.map((queue) => queue.arguments['x-dead-letter-routing-key']).filter(Boolean)
    expect(targets.every((name) => String(name).startsWith('stage.catalog-sync.'))).toBe(true)
  })

  it('loses nothing on its way: every queue is a quorum queue, each way out is at-least-once', () => {
    for (const queue of topology().queues) {
      expect(queue.arguments['x-queue-type']).toBe('quorum')
      if ('x-dead-letter-exchange' in queue.arguments) {
        expect(queue.arguments).toMatchObject({
          'x-dead-letter-exchange': '',
          'x-dead-letter-strategy': 'at-least-once',
          'x-overflow': 'reject-publish',
        })
      }
    }
  })

  it('leads from each delay back to work, from work to the dead, from the dead nowhere', () => {
    const to = Object.fromEntries(
      topology().queues.map((queue) => [queue.name, queue.arguments['x-dead-letter-routing-key']]),
    )
    const main = 'catalog-sync.on-product-touched'
    expect(to).toEqual({
      [main]: `${main}.dead`,
      [`${main}.retry.5s`]: main,
      [`${main}.retry.1m`]: main,
      [`${main}.retry.10m`]: main,
      [`${main}.dead`]: undefined,
    })
  })

  it('lets nobody look a dead message to death: RabbitMQ 4 drops it after 20 deliveries unless told otherwise', () => {
    const dead = topology().queues.at(-1)!
    expect(dead.arguments['x-delivery-limit']).toBeGreaterThan(1_000_000)
  })
})
