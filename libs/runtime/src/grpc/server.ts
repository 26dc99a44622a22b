import {
  Server,
  ServerCredentials,
  setLogger,
  type handleServerStreamingCall,
  type handleUnaryCall,
  type ServerWritableStream,
  type UntypedHandleCall,
} from '@grpc/grpc-js'
import type { Logger } from '../logger.js'
import type { Closable } from '../types.js'
import type { GrpcBinding } from './binding.js'
import { serveCall, type CallContext } from './call.js'
import { defaultMaxMessageBytes, serviceNameOf, type GrpcMethod } from './definition.js'
import { createHealthService } from './health-service.js'

export interface GrpcServerOptions {
  /** 0 takes any free port. */
  port: number
  /** Default: all addresses. */
  host?: string
  services: readonly GrpcBinding[]
  log: Logger
  /** Of one message either way. Default 16 MB. */
  maxMessageBytes?: number
  /** How long `close` waits for running calls before it cuts them. Default 10 s. */
  closeWithinMs?: number
}

export interface GrpcServer extends Closable {
  readonly name: 'grpc'
  readonly port: number
}

/**
 * Answers gRPC with WorkContext, deadlines, metrics and error mapping; also the standard health service. Rejects when
 * the port cannot be had. `close` takes no new calls, lets the running ones finish, then cuts what is left.
 */
export async function startGrpc(options: GrpcServerOptions): Promise<GrpcServer> {
  logLibraryTo(options.log)
  const { log, services, host = '0.0.0.0', maxMessageBytes = defaultMaxMessageBytes } = options
  const server = new Server({
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.max_send_message_length': maxMessageBytes,
    'grpc.keepalive_time_ms': 30_000,
    'grpc.keepalive_timeout_ms': 10_000,
    'grpc.keepalive_permit_without_calls': 1,
    // so that askers meet new replicas (round robin over a headless service resolves names when a connection ends)
    'grpc.max_connection_age_ms': 600_000,
    'grpc.max_connection_age_grace_ms': 60_000,
    // grpc.enable_channelz stays on: without it forceShutdown knows no connections and cuts none (grpc-js 1.14)
  })
  const health = createHealthService(services.map(({ definition }) => serviceNameOf(definition)))
  for (const binding of [...services, health.binding]) addBinding(server, binding, log)
  const port = await bind(server, host, options.port)
  return {
    name: 'grpc',
    port,
    close: () => {
      health.stopping()
      return shutDown(server, options.closeWithinMs ?? 10_000, log)
    },
  }
}

function addBinding(server: Server, { definition, implementation }: GrpcBinding, log: Logger): void {
  const service = serviceNameOf(definition)
  const handlers = Object.entries(definition).map(([method, shape]): [string, UntypedHandleCall] => {
    const handle = implementation[method]
    if (typeof handle !== 'function') throw new TypeError(`${service}/${method} has no implementation`)
    const name = { service, method }
    return [
      method,
      shape.responseStream
        ? streaming(name, handle.bind(implementation) as StreamHandler, log)
        : unary(name, handle.bind(implementation) as UnaryHandler, log),
    ]
  })
  server.addService(definition as Record<string, GrpcMethod>, Object.fromEntries(handlers))
}

type Name = { service: string; method: string }
type UnaryHandler = (request: unknown, call: CallContext) => Promise<unknown>
type StreamHandler = (request: unknown, call: CallContext) => AsyncIterable<unknown>

function unary(name: Name, handle: UnaryHandler, log: Logger): handleUnaryCall<unknown, unknown> {
  return async (call, callback) => {
    let response: unknown
    const { failure, trailer } = await serveCall(call, name, log, async (context) => {
      response = await handle(call.request, context)
    })
    if (failure) callback(failure)
    else callback(null, response, trailer)
  }
}

function streaming(
  name: Name,
  handle: StreamHandler,
  log: Logger,
): handleServerStreamingCall<unknown, unknown> {
  return async (call) => {
    const { failure, trailer } = await serveCall(call, name, log, async (context) => {
      for await (const message of handle(call.request, context)) {
        await write(call, message, context.signal)
      }
    })
    if (failure) call.emit('error', failure)
    else call.end(trailer)
  }
}

/**
 * One message on its way at a time: a slow asker slows the handler down instead of filling our memory. grpc-js never
 * calls back once the call is cancelled, so the signal ends the wait.
 */
async function write(
  call: ServerWritableStream<unknown, unknown>,
  message: unknown,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted()
  await new Promise<void>((resolve, reject) => {
    const onAbort = () => reject(signal.reason as Error)
    signal.addEventListener('abort', onAbort, { once: true })
    call.write(message, () => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    })
  })
}

/** grpc-js writes to the console; here it goes where all lines go. One logger for the process: the last server's. */
function logLibraryTo(log: Logger): void {
  const line = (said: unknown) => log.warn({ said: String(said) }, 'gRPC library')
  setLogger({ error: line, info: line, debug: line })
}

const bind = (server: Server, host: string, port: number) =>
  new Promise<number>((resolve, reject) => {
    const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    )
  })

const shutDown = (server: Server, withinMs: number, log: Logger) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(() => {
      log.warn({ withinMs }, 'gRPC calls still running were cut')
      server.forceShutdown()
      resolve()
    }, withinMs)
    server.tryShutdown(() => {
      clearTimeout(timer)
      resolve()
    })
  })
