// RabbitMQ and a MongoDB-compatible server for as long as this command runs.
//
//   node deploy/local/servers.mjs                 prints AMQP_URL=… and MONGO_URL=…, stays until Ctrl-C
//   node deploy/local/servers.mjs -- command …    runs the command with both set, and ends with its exit code
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createSay } from './say.mjs'
import { runMain } from './scope.mjs'
import { ensureServers } from './servers/index.mjs'

const root = join(import.meta.dirname, '..', '..')

runMain(async (scope) => {
  const dashes = process.argv.indexOf('--')
  const command = dashes === -1 ? [] : process.argv.slice(dashes + 1)
  // Standard output is for the addresses, or for the command.
  const say = createSay({ write: (text) => process.stderr.write(text) })
  const starting = ensureServers({ say, dataDir: join(root, '.local', 'servers') })
  scope.deferStopOf(starting)
  const servers = await starting
  const variables = {
    AMQP_URL: servers.amqpUrl,
    MONGO_URL: servers.mongoUrl,
    SERVERS_CONTROL_URL: servers.controlUrl,
  }
  if (command.length > 0) return runCommand(scope, command, variables)
  for (const [name, value] of Object.entries(variables)) console.log(`${name}=${value}`)
  await scope.interrupted
})

function runCommand(scope, [program, ...args], variables) {
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...variables } })
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })
  scope.defer(async () => {
    child.kill('SIGTERM')
    await ended.catch(() => {})
  })
  return ended
}
