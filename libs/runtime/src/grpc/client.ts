import { Client, connectivityState, credentials, type ChannelOptions } from '@grpc/grpc-js'
import type { Closable } from '../types.js'
import { streamCall, unaryCall, type CallOptions, type Caller } from './client-call.js'
import {
  defaultMaxMessageBytes,
  serviceNameOf,
  type GrpcDefinition,
  type RequestOf,
  type ResponseOf,
} from './definition.js'
import { serviceConfig } from './service-config.js'

/** Each method of the definition as a function; streams as AsyncIterable. All failures are AppErrors. */
export type GrpcClient<D extends GrpcDefinition> = {
  readonly [M in keyof D]: D[M]['responseStream'] extends true
    ? (request: RequestOf<D[M]>, options?: CallOptions) => AsyncIterable<ResponseOf<D[M]>>
    : (request: RequestOf<D[M]>, options?: CallOptions) => Promise<ResponseOf<D[M]>>
} & GrpcClientControl

export interface GrpcClientControl extends Closable {
  /**
   * Is there a live connection now? For people and tests, not for readiness: a service whose neighbour is down keeps
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
  /** Of one message either way. Default 16 MB. */
  maxMessageBytes?: number
}

/** Makes a client at once; the connection is made by and for the calls. `address` is `host:port`. */
export function connectGrpc<D extends GrpcDefinition>(
  definition: D,
  address: string,
  options: GrpcClientOptions = {},
): GrpcClient<D> {
  const client = new Client(
    `dns:///${address}`,
    credentials.createInsecure(),
    channelOptions(definition, options),
  )
  const caller: Caller = {
    client,
    address,
    service: serviceNameOf(definition),
    deadlineMs: options.deadlineMs ?? 10_000,
    connectWithinMs: options.connectWithinMs ?? 2_000,
    closed: false,
  }
  const methods = Object.entries(definition).map(([name, method]) => [
    name,
    method.responseStream
      ? (request: unknown, given: CallOptions = {}) => streamCall(caller, name, method, request, given)
      : (request: unknown, given: CallOptions = {}) => unaryCall(caller, name, method, request, given),
  ])
  const control: GrpcClientControl & { name: string } = {
    name: `grpc client of ${caller.service}`,
    isConnected: () =>
      !caller.closed && client.getChannel().getConnectivityState(false) === connectivityState.READY,
    close: () => {
      caller.closed = true
      client.close()
    },
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
