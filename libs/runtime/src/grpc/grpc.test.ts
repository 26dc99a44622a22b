import { afterEach, describe, expect, it } from '@jest/globals'
import { AppError } from '@skladbridge/errors'
import { stock } from '@skladbridge/proto'
import { createLogger } from '../logger.js'
import { connectGrpc, grpcService, startGrpc } from '../index.js'

const log = createLogger('test', 'silent')
const closing: { close(): Promise<void> | void }[] = []
afterEach(async () => {
  for (const thing of closing.splice(0).reverse()) await thing.close()
})

describe('a unary call', () => {
  it('goes there and back with its types', async () => {
    const binding = grpcService(stock.StockRunsService, {
      runNow: () => Promise.resolve({}),
      list: (request) => {
        if (request.limit === 7)
          throw new AppError({ kind: 'denied', code: 'X_DENIED', message: 'no', text: 'Нельзя' })
        return Promise.resolve({ runs: [] })
      },
    })
    const server = await startGrpc({ port: 0, host: '127.0.0.1', services: [binding], log })
    closing.push(server)
    const client = connectGrpc(stock.StockRunsService, `127.0.0.1:${server.port}`)
    closing.push(client)
    expect(await client.list({ connection: undefined, limit: 1 })).toEqual({ runs: [] })
    await expect(client.list({ connection: undefined, limit: 7 })).rejects.toMatchObject({
      kind: 'denied',
      text: 'Нельзя',
    })
  })
})
