import { describe } from '@jest/globals'
import { brokerContract } from './testing/broker-contract.js'
import { openTestRabbit } from './testing/rabbit.js'

describe('broker on RabbitMQ', () => {
  brokerContract(async () => {
    const rabbit = await openTestRabbit()
    return {
      broker: await rabbit.connect(),
      dead: (handler) => rabbit.dead(handler),
      uses: (handler) => void rabbit.queue(handler),
      inject: (handler, body) => rabbit.put(rabbit.queue(handler), body),
      cleanUp: () => rabbit.cleanUp(),
    }
  })
})
