import {
  Client,
  connectivityState,
  credentials,
  type ChannelOptions,
  type ClientReadableStream,
  type ServiceError,
} from '@grpc/grpc-js'
import { AppError } from '@skladbridge/errors'
import { currentContext, withContext } from '../context.js'
import { runtimeErrors } from '../errors.js'
import { grpcClientSeconds } from '../metrics.js'
import type { Closable } from '../types.js'
import {
  serviceNameOf,
  type CallPriority,
  type GrpcDefinition,
  type GrpcMethod,
  type RequestOf,
  type ResponseOf,
} from './definition.js'
import { toMetadata } from './metadata.js'
import { serviceConfig } from './service-config.js'
import { defaultMaxMessageBytes } from './server.js'
import { fromWireError } from './wire-error.js'

export interface CallOptions {
  /** Not after this; the client's own deadline holds where it is earlier. */
  deadline?: Date | undefined
  /** Aborted: the call is cancelled on both sides and fails with GRPC_CANCELLED. */
  signal?: AbortSignal | undefined
  /** Default at the other side: `background`. */
  priority?: CallPriority | undefined
}

/** Each method of the definition as a function; streams as AsyncIterable. All failures are AppErrors. */
export type GrpcClient<D extends GrpcDefinition> = {
  readonly [M in keyof D]: D[M]['responseStream'] extends true
    ? (request: RequestOf<D[M]>, options?: CallOptions) => AsyncIterable<ResponseOf<D[M]>>
    : (request: RequestOf<D[M]>, options?: CallOptions) => Promise<ResponseOf<D[M]>>
} & GrpcClientControl

export interface GrpcClientControl extends Closable {
  /**
   * Is there a live connection now? For people and metrics, not for readiness: a service whose neighbour is down keeps
   * answering what it can, and one dead connector must not take every service above it out of rotation.
   */
  isConnected(): boolean
}

export interface GrpcClientOptions {
  /** The longest a call may take, retries and the wait for a connection included. Default 10 s. */
  deadlineMs?: number
  /**
   * Methods that may be asked again when the way to the service failed (UNAVAILABLE). Default: those whose names begin
   * with get, list, resolve or find. An error that the service itself answered is never repeated here.
   */
  retry?: readonly string[]
  /** How long a call waits for a connection before it fails. Default 2 s: a restart of the other side goes unnoticed. */
  connectWithinMs?: number
  maxMessageBytes?: number
}

/** Makes a client at once; the connection is made by and for the calls. `address` is `host:port`. */
export function connectGrpc<D extends GrpcDefinition>(
  definition: D,
  address: string,
  options: GrpcClientOptions = {},
): GrpcClient<D> {
  const target = address.includes('://') ? address : `dns:///${address}`
  const client = new Client(target, credentials.createInsecure(), channelOptions(definition, options))
  const caller: Caller = {
    client,
    address,
    service: serviceNameOf(definition),
    deadlineMs: options.deadlineMs ?? 10_000,
    connectWithinMs: options.connectWithinMs ?? 2_000,
  }
  const methods = Object.entries(definition).map(([name, method]) => [
    name,
    method.responseStream
      ? (request: unknown, given: CallOptions = {}) => stream(caller, name, method, request, given)
      : (request: unknown, given: CallOptions = {}) => unary(caller, name, method, request, given),
  ])
  const control: GrpcClientControl & { name: string } = {
    name: `grpc ${address}`,
    isConnected: () => client.getChannel().getConnectivityState(false) === connectivityState.READY,
    close: () => client.close(),
  }
  return { ...Object.fromEntries(methods), ...control } as GrpcClient<D>
}

function channelOptions(definition: GrpcDefinition, options: GrpcClientOptions): ChannelOptions {
  const maxMessageBytes = options.maxMessageBytes ?? defaultMaxMessageBytes
  return {
    'grpc.service_config': JSON.stringify(serviceConfig(definition, options.retry)),
    'grpc.service_config_disable_resolution': 1,
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.max_send_message_length': maxMessageBytes,
    'grpc.keepalive_time_ms': 30_000,
    'grpc.keepalive_timeout_ms': 10_000,
    'grpc.keepalive_permit_without_calls': 1,
    'grpc.initial_reconnect_backoff_ms': 200,
    'grpc.max_reconnect_backoff_ms': 3_000,
    'grpc.dns_min_time_between_resolutions_ms': 5_000,
    // calls inside the cluster never go through a proxy meant for the outside world
    'grpc.enable_http_proxy': 0,
    'grpc.enable_channelz': 0,
  }
}

interface Caller {
  readonly client: Client
  readonly address: string
  readonly service: string
  readonly deadlineMs: number
  readonly connectWithinMs: number
}

async function unary(caller: Caller, name: string, method: GrpcMethod, request: unknown, given: CallOptions) {
  return measured(caller, name, async () => {
    const deadline = deadlineOf(caller, given)
    await connected(caller, name, deadline, given.signal)
    return new Promise<unknown>((resolve, reject) => {
      const call = caller.client.makeUnaryRequest(
        method.path,
        method.requestSerialize,
        method.responseDeserialize,
        request,
        outgoing(given.priority),
        { deadline },
        (error, response) => {
          given.signal?.removeEventListener('abort', cancel)
          if (error) reject(fromWireError(error, caller.address, name))
          else resolve(response)
        },
      )
      const cancel = () => call.cancel()
      given.signal?.addEventListener('abort', cancel, { once: true })
    })
  })
}

async function* stream(
  caller: Caller,
  name: string,
  method: GrpcMethod,
  request: unknown,
  given: CallOptions,
) {
  const stopTimer = grpcClientSeconds.startTimer({ service: caller.service, method: name })
  const deadline = deadlineOf(caller, given)
  let call: ClientReadableStream<unknown> | undefined
  const cancel = () => call?.cancel()
  let code = 'OK'
  try {
    await connected(caller, name, deadline, given.signal)
    call = caller.client.makeServerStreamRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      request,
      outgoing(given.priority),
      { deadline },
    )
    given.signal?.addEventListener('abort', cancel, { once: true })
    yield* call
  } catch (thrown) {
    const error =
      thrown instanceof AppError ? thrown : fromWireError(thrown as ServiceError, caller.address, name)
    code = error.code
    throw error
  } finally {
    given.signal?.removeEventListener('abort', cancel)
    call?.on('error', () => undefined)
    // a reader that stops early lets the other side stop too
    call?.cancel()
    stopTimer({ code })
  }
}

async function measured<T>(caller: Caller, method: string, work: () => Promise<T>): Promise<T> {
  const stopTimer = grpcClientSeconds.startTimer({ service: caller.service, method })
  try {
    const result = await work()
    stopTimer({ code: 'OK' })
    return result
  } catch (error) {
    stopTimer({ code: (error as AppError).code })
    throw error
  }
}

const outgoing = (priority: CallPriority | undefined) =>
  withContext({}, () => toMetadata(currentContext()!, priority))

const deadlineOf = (caller: Caller, given: CallOptions): Date =>
  new Date(Math.min(Date.now() + caller.deadlineMs, given.deadline?.getTime() ?? Infinity))

/** Waits a little for a connection, so that nothing is sent into the void and a short restart hurts nobody. */
async function connected(
  caller: Caller,
  method: string,
  deadline: Date,
  signal?: AbortSignal,
): Promise<void> {
  const { client, address: target } = caller
  if (signal?.aborted) throw runtimeErrors.GRPC_CANCELLED({ target, method })
  if (deadline.getTime() <= Date.now()) throw runtimeErrors.GRPC_DEADLINE({ target, method })
  if (client.getChannel().getConnectivityState(true) === connectivityState.READY) return
  const until = Math.min(Date.now() + caller.connectWithinMs, deadline.getTime())
  await new Promise<void>((resolve, reject) => {
    client.waitForReady(until, (error) => {
      if (error) reject(runtimeErrors.GRPC_UNAVAILABLE({ target, reason: 'no connection' }, { cause: error }))
      else resolve()
    })
    signal?.addEventListener('abort', () => reject(runtimeErrors.GRPC_CANCELLED({ target, method })), {
      once: true,
    })
  })
}
