/** The servers of the whole run: `npm test`, or `node deploy/local/servers.mjs -- <command>`. */
export function serverUrls(): { amqpUrl: string; mongoUrl: string } {
  return { amqpUrl: need('AMQP_URL'), mongoUrl: need('MONGO_URL') }
}

/** Takes a server away, brings it back. Throws with the reason where it is not ours to stop. */
export async function control(
  server: 'rabbitmq' | 'mongodb',
  action: 'start' | 'stop' | 'kill' | 'restart',
): Promise<void> {
  const answer = await fetch(`${need('SERVERS_CONTROL_URL')}/${server}/${action}`, { method: 'POST' })
  if (!answer.ok) throw new Error(`${server} ${action}: ${answer.status} ${await answer.text()}`)
}

function need(variable: string): string {
  const value = process.env[variable]
  if (value) return value
  throw new Error(
    `${variable} is not set. End-to-end tests run on real servers: use \`npm test\`, ` +
      'or `node deploy/local/servers.mjs -- node_modules/.bin/jest --selectProjects e2e`.',
  )
}
