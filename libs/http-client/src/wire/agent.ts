import { Agent, type Dispatcher } from 'undici'
import { publicLookup, type Resolve } from './public-only.js'

export interface WireOptions {
  /** Default 5 s. */
  connectTimeoutMs?: number
  /** From the request sent to the answer's headers. Default 30 s. */
  headersTimeoutMs?: number
  /** Between two pieces of the body. Default 15 s. */
  bodyTimeoutMs?: number
  /** A connection idle for longer is not used again. Default 25 s. */
  keepAliveMs?: number
  /** A connection that served so many requests is not used again. Default: no limit. */
  requestsPerConnection?: number
  /** To one host. Default 64. */
  connections?: number
  /** Refuse private, loopback, link-local addresses, whatever DNS says. Off only for sandboxes. */
  publicOnly: boolean
  /** Tests put their own DNS here. */
  resolve?: Resolve
}

/** HTTP/1.1 with keep-alive. Answers are counted and unpacked by `readBody`, redirects are ours to follow. */
export function createAgent(options: WireOptions): Dispatcher {
  const keepAlive = options.keepAliveMs ?? 25_000
  return new Agent({
    connect: {
      timeout: options.connectTimeoutMs ?? 5_000,
      ...(options.publicOnly ? { lookup: publicLookup(options.resolve) } : {}),
    },
    headersTimeout: options.headersTimeoutMs ?? 30_000,
    bodyTimeout: options.bodyTimeoutMs ?? 15_000,
    keepAliveTimeout: keepAlive,
    // a server's longer Keep-Alive hint does not win over ours
    keepAliveMaxTimeout: keepAlive,
    connections: options.connections ?? 64,
    ...(options.requestsPerConnection === undefined
      ? {}
      : { maxRequestsPerClient: options.requestsPerConnection }),
  })
}
