import { once } from 'node:events'
import { Agent, request, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { expect, it } from '@jest/globals'
import { webhookPath } from '@skladbridge/contracts'
import { waitFor } from '@skladbridge/testing'
import { startGateway, webhookKey } from '../testing/start-gateway.js'

it('closes as soon as the last running request is answered, though its connection is kept alive', async () => {
  let confirm: (() => void) | undefined
  const gateway = await startGateway({
    publisher: { publishAll: () => new Promise<void>((resolve) => (confirm = resolve)) },
  })
  const agent = new Agent({ keepAlive: true })
  try {
    const path = webhookPath(webhookKey, { system: 'insales', subject: 'acc.42', topic: 'orders' })
    const headers = { 'content-type': 'application/json' }
    const sent = request(`${gateway.url}${path}`, { method: 'POST', agent, headers }).end('{"id":1}')
    const answering = once(sent, 'response') as Promise<[IncomingMessage]>
    await waitFor(() => confirm, { what: 'the publication' })
    const closing = gateway.close()
    confirm!()
    const [answer] = await answering
    answer.resume()
    expect(answer.statusCode).toBe(204)
    await closing
  } finally {
    agent.destroy()
  }
})

it.each([
  ['says nothing', ''],
  ['never ends its request', 'POST /hooks/x HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{'],
])('is not kept from closing by a connection that %s', async (_what, text) => {
  const gateway = await startGateway({ limits: { closeMs: 200 } })
  const { hostname, port } = new URL(gateway.url)
  const socket = connect(Number(port), hostname)
  const closed = once(socket, 'close')
  socket.on('error', () => undefined).resume()
  await once(socket, 'connect')
  socket.write(text)
  // it has been accepted when a request that came later is answered
  await gateway.ask('GET', '/nowhere')
  await gateway.close()
  await closed
})
