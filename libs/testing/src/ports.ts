import { createServer, type AddressInfo } from 'node:net'

/** A loopback port that nobody listens on now: for «the other side is down». To listen, ask for port 0 instead. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return port
}
