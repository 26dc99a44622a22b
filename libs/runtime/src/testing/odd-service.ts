import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { baseConfig, loadConfigOrExit, runService, type Closable } from '../index.js'

// A service whose behaviour is chosen by MODE, for tests that run it as a process.
const { MONGO_URL: _mongo, AMQP_URL: _amqp, ...shared } = baseConfig
const config = loadConfigOrExit(z.object({ ...shared, MODE: z.string(), TOKEN: z.string() }))
const modes = config.MODE.split(',')
const is = (mode: string) => modes.includes(mode)

const named = (
  name: string,
  close: () => Promise<void> | void = () => undefined,
): Closable & { name: string } => ({
  name,
  close: () => {
    process.stdout.write(`closing ${name}\n`)
    return close()
  },
})

void runService('odd-service', config, async (scope) => {
  // keeps the event loop alive, as connections do
  const timer = setInterval(() => undefined, 60_000)
  await scope.use(named('first', () => clearInterval(timer)))
  if (is('hangs')) await scope.use(named('hanging', () => new Promise(() => undefined)))
  if (is('close-throws')) await scope.use(named('throwing', () => Promise.reject(new Error('close failed'))))
  if (is('fails')) throw new Error('no such queue')
  if (is('stuck-start')) {
    process.stdout.write('stuck\n')
    await pause(60_000)
  }
  await scope.use(named('last'))
  if (is('throws'))
    setTimeout(() => {
      throw new Error('nobody catches me')
    }, 1)
  if (is('rejects')) setTimeout(() => void Promise.reject(new Error('nobody awaits me')), 1)
})
