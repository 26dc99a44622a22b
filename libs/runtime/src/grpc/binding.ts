import type { CallContext } from './call.js'
import type { GrpcDefinition, RequestOf, ResponseOf } from './definition.js'

/** What answers a service: one function a method; a streaming one yields. What they throw, the asker gets as AppError. */
export type GrpcImplementation<D extends GrpcDefinition> = {
  readonly [M in keyof D]: D[M]['responseStream'] extends true
    ? (request: RequestOf<D[M]>, call: CallContext) => AsyncIterable<ResponseOf<D[M]>>
    : (request: RequestOf<D[M]>, call: CallContext) => Promise<ResponseOf<D[M]>>
}

export interface GrpcBinding {
  readonly definition: GrpcDefinition
  readonly implementation: Readonly<Record<string, unknown>>
}

/** Ties a ts-proto `…Service` constant to the functions that answer it. */
export const grpcService = <D extends GrpcDefinition>(
  definition: D,
  implementation: GrpcImplementation<D>,
): GrpcBinding => ({ definition, implementation })
