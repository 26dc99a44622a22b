import { describe, expect, it } from '@jest/globals'
import { createLogger } from '@skladbridge/runtime'
import { messagingErrors } from './errors.js'
import { tellNews } from './tell-news.js'
import { fakeBroker } from './testing/fake-broker.js'
import { ThingSeen } from './testing/samples.js'

const publication = { accountId: 'acc', data: { thingId: 't1' } }
const lines: string[] = []
const log = createLogger('test', 'warn', { write: (line) => void lines.push(line) })
const told = () => new Promise((resolve) => setImmediate(resolve))

describe('tellNews', () => {
  it('publishes', async () => {
    const broker = fakeBroker()
    tellNews(broker, log)(ThingSeen, publication)
    await told()
    expect(broker.published).toHaveLength(1)
    expect(lines).toEqual([])
  })

  it('goes on without RabbitMQ, and says so', async () => {
    const broker = fakeBroker()
    broker.failWith(messagingErrors.MESSAGING_DISCONNECTED())
    tellNews(broker, log)(ThingSeen, publication)
    await told()
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'warn', event: 'test.thing.seen.v1', err: { code: 'MESSAGING_DISCONNECTED' } },
    ])
  })
})
