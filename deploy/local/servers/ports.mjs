import { createServer } from 'node:net'

// Below the range from which the kernel takes ports for outgoing connections: a server that is restarted on its
// port must not find somebody's connection sitting there.
const FIRST = 20_000
const LAST = 32_000
const given = new Set()

/** A loopback port that nobody listens on. The same process is never given a port twice. */
export async function freePort() {
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST))
    if (!given.has(port) && (await isFree(port))) {
      given.add(port)
      return port
    }
  }
  throw new Error(`no free loopback port between ${FIRST} and ${LAST}`)
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
