import { countRequests } from '@skladbridge/runtime'
import { afterEach, describe, expect, it } from '@jest/globals'
import { anUpstream, aRequest, startLoopback, type Answer, type Loopback } from './testing/loopback.js'
import type { Upstream } from './types.js'

let server: Loopback
let upstream: Upstream
const open = async (answer: Answer) => {
  server = await startLoopback(answer)
  upstream = anUpstream({
    redirect: (_from, to) => (to.pathname === '/stored' ? 'bare' : 'same'),
  })
}
afterEach(async () => {
  await server.close()
  await upstream.close()
})
const counted = async (...paths: string[]) => {
  let requests = -1
  await countRequests(
    () => Promise.allSettled(paths.map((path) => upstream.request(aRequest(`${server.url}${path}`)))),
    (number) => (requests = number),
  )
  return requests
}

describe('requests sent', () => {
  it('are counted for whoever asked, failed ones too', async () => {
    await open((request, response) => {
      if (request.url === '/cut') response.destroy()
      else response.writeHead(request.url === '/down' ? 500 : 200).end('{}')
    })
    expect(await counted('/a', '/down', '/cut')).toBe(3)
  })

  it('are not counted before they are sent', async () => {
    await open((_request, response) => response.end('{}'))
    const request = aRequest(server.url, { deadline: new Date(Date.now() + 1) })
    const { requests } = await countRequests(() => upstream.request(request).catch(() => undefined))
    expect(requests).toBe(0)
  })

  it('count again when the platform sends us on to itself, not when to a storage', async () => {
    await open((request, response) => {
      const to = request.url === '/moved' ? '/a' : request.url === '/file' ? '/stored' : undefined
      response.writeHead(to ? 302 : 200, to ? { location: to } : {}).end('{}')
    })
    expect(await counted('/moved')).toBe(2)
    expect(await counted('/file')).toBe(1)
  })
})
