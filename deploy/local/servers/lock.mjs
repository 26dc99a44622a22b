import { createHash } from 'node:crypto'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/**
 * A lock between processes of this machine: a socket in Linux' abstract name space, which ends with its process
 * however that dies, so that no lock is ever left behind. Returns a function that releases it, or undefined when
 * somebody else holds it.
 */
export function tryLock(name) {
  const address = `\0skladbridge-${createHash('sha256').update(name).digest('hex').slice(0, 32)}`
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.unref()
    server.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)))
    server.listen(address, () => resolve(() => new Promise((released) => server.close(released))))
  })
}

/** Runs `work` while no other process holds the lock; `onWait` is called once when that takes waiting. */
export async function withLock(name, onWait, work) {
  let release = await tryLock(name)
  if (!release) onWait()
  while (!release) {
    await pause(200)
    release = await tryLock(name)
  }
  try {
    return await work()
  } finally {
    await release()
  }
}
