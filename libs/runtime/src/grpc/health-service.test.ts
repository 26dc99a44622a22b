import type { Client } from '@grpc/grpc-js'
import { credentials, makeClientConstructor, type ServiceError } from '@grpc/grpc-js'
import { afterEach, describe, expect, it } from '@jest/globals'
import { service as standard } from 'grpc-health-check'
import { closePairs, pair } from '../testing/grpc-pair.js'

interface HealthClient extends Client {
  check(
    request: { service: string },
    callback: (error: ServiceError | null, answer: { status: string }) => void,
  ): void
  watch(request: { service: string }): AsyncIterable<{ status: string }>
}

/** The contract as the gRPC project publishes it, not as we wrote it down. */
const Standard = makeClientConstructor(standard as never, 'grpc.health.v1.Health')
const open: Client[] = []
const standardClient = (port: number) => {
  const client = new Standard(`127.0.0.1:${port}`, credentials.createInsecure()) as unknown as HealthClient
  open.push(client)
  return client
}
const check = (client: HealthClient, service: string) =>
  new Promise<string>((resolve, reject) =>
    client.check({ service }, (error, answer) => (error ? reject(error) : resolve(answer.status))),
  )

afterEach(async () => {
  for (const client of open.splice(0)) client.close()
  await closePairs()
})

describe('the standard health service', () => {
  it('answers for the whole and for each service', async () => {
    const { server } = await pair({})
    const client = standardClient(server.port)
    expect(await check(client, '')).toBe('SERVING')
    expect(await check(client, 'skladbridge.stock.v1.StockRuns')).toBe('SERVING')
  })

  it('answers NOT_FOUND for a service that is not here', async () => {
    const { server } = await pair({})
    await expect(check(standardClient(server.port), 'elsewhere.v1.Service')).rejects.toMatchObject({
      code: 5,
    })
  })

  it('tells watchers that it is stopping, and lets them go', async () => {
    const { server } = await pair({ server: { closeWithinMs: 5_000 } })
    const seen: string[] = []
    for await (const { status } of standardClient(server.port).watch({ service: '' })) {
      seen.push(status)
      if (seen.length === 1) void server.close()
    }
    expect(seen).toEqual(['SERVING', 'NOT_SERVING'])
  })
})
