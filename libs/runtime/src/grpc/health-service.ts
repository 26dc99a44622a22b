import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire'
import { runtimeErrors } from '../errors.js'
import { grpcService, type GrpcBinding } from './binding.js'
import type { CallContext } from './call.js'

/**
 * The standard `grpc.health.v1.Health`, for `grpc_health_probe`, Kubernetes and service meshes. Its two messages are
 * written out here because the package `grpc-health-check` brings protobufjs: 6 MB in each of seven services.
 */
const statuses = { SERVING: 1, NOT_SERVING: 2, SERVICE_UNKNOWN: 3 } as const
type Status = keyof typeof statuses

interface HealthRequest {
  /** Empty: the whole process. */
  service: string
}

const requestSerialize = ({ service }: HealthRequest): Buffer =>
  Buffer.from(new BinaryWriter().uint32(10).string(service).finish())

function requestDeserialize(bytes: Buffer): HealthRequest {
  const reader = new BinaryReader(bytes)
  let service = ''
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag()
    if (field === 1) service = reader.string()
    else reader.skip(wireType)
  }
  return { service }
}

const responseSerialize = (status: Status): Buffer => Buffer.from([8, statuses[status]])

const responseDeserialize = (bytes: Buffer): Status =>
  bytes[1] === 1 ? 'SERVING' : bytes[1] === 3 ? 'SERVICE_UNKNOWN' : 'NOT_SERVING'

const messages = { requestSerialize, requestDeserialize, responseSerialize, responseDeserialize }

export const HealthService = {
  check: { path: '/grpc.health.v1.Health/Check', requestStream: false, responseStream: false, ...messages },
  watch: { path: '/grpc.health.v1.Health/Watch', requestStream: false, responseStream: true, ...messages },
} as const

export interface HealthReporter {
  readonly binding: GrpcBinding
  /** From now on NOT_SERVING; watchers are told and let go. */
  stopping(): void
}

/** SERVING for the whole and for each of the services until `stopping`. */
export function createHealthService(services: readonly string[]): HealthReporter {
  const known = new Set(['', ...services])
  const stop = new AbortController()
  const statusOf = (service: string): Status =>
    !known.has(service) ? 'SERVICE_UNKNOWN' : stop.signal.aborted ? 'NOT_SERVING' : 'SERVING'

  async function check({ service }: HealthRequest): Promise<Status> {
    if (!known.has(service)) throw runtimeErrors.GRPC_SERVICE_UNKNOWN({ service })
    return statusOf(service)
  }

  async function* watch({ service }: HealthRequest, call: CallContext): AsyncIterable<Status> {
    yield statusOf(service)
    await aborted(AbortSignal.any([stop.signal, call.signal]))
    if (!call.signal.aborted && known.has(service)) yield statusOf(service)
  }

  return { binding: grpcService(HealthService, { check, watch }), stopping: () => stop.abort() }
}

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
