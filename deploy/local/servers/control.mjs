// Lets tests, which are processes of their own, take a server away and bring it back: SERVERS_CONTROL_URL.
import { createServer } from 'node:http'

const ACTIONS = ['start', 'stop', 'kill', 'restart']

/** `POST <url>/rabbitmq/kill`, `…/mongodb/restart`: 204 when it is done, 404 for another address, 500 with the reason. */
export async function startControl(servers) {
  const http = createServer(async (request, response) => {
    const [, server, action] = request.url.split('/')
    if (request.method !== 'POST' || !servers[server] || !ACTIONS.includes(action)) {
      response.writeHead(404).end()
      return
    }
    try {
      if (action === 'restart') {
        await servers[server].stop()
        await servers[server].start()
      } else await servers[server][action]()
      response.writeHead(204).end()
    } catch (error) {
      response.writeHead(500).end(error.message)
    }
  })
  await new Promise((resolve) => http.listen(0, '127.0.0.1', resolve))
  http.unref()
  return `http://127.0.0.1:${http.address().port}`
}
