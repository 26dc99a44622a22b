import {
  connectivityState,
  type Client,
  type ClientReadableStream,
  type ClientUnaryCall,
  type ServiceError,
} from '@grpc/grpc-js'
import { AppError } from '@skladbridge/errors'
import { currentContext, withContext } from '../context.js'
import { runtimeErrors } from '../errors.js'
import { grpcClientSeconds } from '../metrics.js'
import type { CallPriority, GrpcMethod } from './definition.js'
import { noteRequestsHere } from '../requests.js'
import { requestsFrom, toMetadata } from './metadata.js'
import { fromWireError, statusNameOf } from './wire-error.js'

export interface CallOptions {
  /** Not after this; the client's own deadline holds where it is earlier. */
  deadline?: Date | undefined
  /** Aborted: the call is cancelled on both sides and fails with GRPC_CANCELLED. */
  signal?: AbortSignal | undefined
  /** Default at the other side: `background`. */
  priority?: CallPriority | undefined
}

export interface Caller {
  readonly client: Client
  readonly address: string
  readonly service: string
  readonly deadlineMs: number
  readonly connectWithinMs: number
  closed: boolean
}

export async function unaryCall(
  caller: Caller,
  name: string,
  method: GrpcMethod,
  request: unknown,
  given: CallOptions,
): Promise<unknown> {
  const observed = observe(caller, name)
  try {
    const deadline = deadlineOf(caller, given)
    await connected(caller, name, deadline, given.signal)
    return await new Promise<unknown>((resolve, reject) => {
      const call = caller.client.makeUnaryRequest(
        method.path,
        method.requestSerialize,
        method.responseDeserialize,
        request,
        outgoing(given.priority),
        { deadline },
        (error, response) => {
          release()
          if (error) reject(error)
          else resolve(response)
        },
      )
      noteTrailer(call)
      const release = onAbort(given.signal, () => call.cancel())
    })
  } catch (thrown) {
    throw observed.failed(thrown)
  } finally {
    observed.end()
  }
}

export async function* streamCall(
  caller: Caller,
  name: string,
  method: GrpcMethod,
  request: unknown,
  given: CallOptions,
): AsyncIterable<unknown> {
  const observed = observe(caller, name)
  let call: ClientReadableStream<unknown> | undefined
  const release = onAbort(given.signal, () => call?.cancel())
  try {
    const deadline = deadlineOf(caller, given)
    await connected(caller, name, deadline, given.signal)
    call = caller.client.makeServerStreamRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      request,
      outgoing(given.priority),
      { deadline },
    )
    noteTrailer(call)
    yield* call
  } catch (thrown) {
    throw observed.failed(thrown)
  } finally {
    release()
    call?.on('error', () => undefined)
    // a reader that stops early lets the other side stop too
    call?.cancel()
    observed.end()
  }
}

/** Adds what the other side asked of the outside to the asker's counter, whether the call ended well or not. */
function noteTrailer(call: ClientUnaryCall | ClientReadableStream<unknown>): void {
  const note = noteRequestsHere()
  call.on('status', ({ metadata }) => note(requestsFrom(metadata)))
}

/** Measures a call and turns what it failed with into an AppError. */
function observe(caller: Caller, method: string) {
  const stopTimer = grpcClientSeconds.startTimer({ service: caller.service, method })
  let code = 'OK'
  return {
    failed: (thrown: unknown): AppError => {
      const error =
        thrown instanceof AppError ? thrown : fromWireError(thrown as ServiceError, caller.address, method)
      code = statusNameOf(error)
      return error
    },
    end: () => stopTimer({ code }),
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
  if (caller.closed) throw runtimeErrors.GRPC_UNAVAILABLE({ target, reason: 'the client is closed' })
  if (signal?.aborted) throw runtimeErrors.GRPC_CANCELLED({ target, method })
  if (deadline.getTime() <= Date.now()) throw runtimeErrors.GRPC_DEADLINE({ target, method })
  if (client.getChannel().getConnectivityState(true) === connectivityState.READY) return
  const until = Math.min(Date.now() + caller.connectWithinMs, deadline.getTime())
  await new Promise<void>((resolve, reject) => {
    const release = onAbort(signal, () => reject(runtimeErrors.GRPC_CANCELLED({ target, method })))
    client.waitForReady(until, (cause) => {
      release()
      if (cause) reject(runtimeErrors.GRPC_UNAVAILABLE({ target, reason: 'no connection' }, { cause }))
      else resolve()
    })
  })
}

/** Listens once; returns how to stop listening: a lease's signal outlives many calls. */
function onAbort(signal: AbortSignal | undefined, listener: () => void): () => void {
  signal?.addEventListener('abort', listener, { once: true })
  return () => signal?.removeEventListener('abort', listener)
}
