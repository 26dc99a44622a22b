import {
  status as Status,
  type Metadata,
  type ServerUnaryCall,
  type ServerWritableStream,
} from '@grpc/grpc-js'
import { AppError } from '@skladbridge/errors'
import { withContext } from '../context.js'
import type { Logger } from '../logger.js'
import { grpcServerSeconds } from '../metrics.js'
import type { CallPriority } from './definition.js'
import { countRequests } from '../requests.js'
import { contextFrom, priorityFrom, requestsTrailer } from './metadata.js'
import { toWireStatus, type WireStatus } from './wire-error.js'

export interface CallContext {
  /** The asker's deadline; two minutes from now where it gave none. Pass it on to every call made meanwhile. */
  readonly deadline: Date
  /** Aborted when the asker has gone, the deadline has passed or the server is forced to stop. */
  readonly signal: AbortSignal
  readonly priority: CallPriority
  readonly log: Logger
}

type ServerCall = ServerUnaryCall<unknown, unknown> | ServerWritableStream<unknown, unknown>

const longestMs = 120_000

/** How a call ended: the status to send where it failed, and the trailer that goes with an answer. */
export interface Served {
  failure?: WireStatus
  trailer?: Metadata
}

/** Runs one call in the asker's WorkContext, measured; what it throws comes back as the status to send. */
export async function serveCall(
  call: ServerCall,
  name: { service: string; method: string },
  serverLog: Logger,
  work: (context: CallContext) => Promise<void>,
): Promise<Served> {
  const log = serverLog.child({ grpc: `${name.service}/${name.method}` })
  const stopTimer = grpcServerSeconds.startTimer(name)
  const deadline = deadlineOf(call)
  const life = lifeOf(call, deadline)
  const context = { deadline, signal: life.signal, priority: priorityFrom(call.metadata), log }
  let requests = 0
  const counted = () =>
    countRequests(
      () => work(context),
      (number) => (requests = number),
    )
  try {
    await inContext(call.metadata, async () => {
      try {
        await counted()
      } catch (err) {
        // while the asker's ids are still at hand for the log
        if (!life.signal.aborted) report(log, err)
        throw err
      }
    })
    stopTimer({ code: 'OK' })
    const trailer = requestsTrailer(requests)
    return trailer ? { trailer } : {}
  } catch (thrown) {
    const failure = toWireStatus(thrown)
    requestsTrailer(requests, failure.metadata)
    stopTimer({ code: life.ended() ?? Status[failure.code] })
    return { failure }
  } finally {
    life.dispose()
  }
}

const inContext = (metadata: Metadata, work: () => Promise<void>) => withContext(contextFrom(metadata), work)

function report(log: Logger, err: unknown): void {
  const known = err instanceof AppError
  if (known && err.kind !== 'bug') log.debug({ err }, 'call refused')
  else log.error({ err }, 'call failed')
}

function deadlineOf(call: ServerCall): Date {
  const given = Number(call.getDeadline())
  const latest = Date.now() + longestMs
  return new Date(Number.isFinite(given) ? given : latest)
}

function lifeOf(call: ServerCall, deadline: Date) {
  const controller = new AbortController()
  let ended: 'CANCELLED' | 'DEADLINE_EXCEEDED' | undefined
  const end = (how: NonNullable<typeof ended>) => {
    ended ??= how
    clearTimeout(timer)
    controller.abort(new Error(how === 'CANCELLED' ? 'the asker has gone' : 'the deadline has passed'))
  }
  const cancelled = () => end(Date.now() >= deadline.getTime() ? 'DEADLINE_EXCEEDED' : 'CANCELLED')
  const timer = setTimeout(() => end('DEADLINE_EXCEEDED'), leftMs(deadline))
  call.on('cancelled', cancelled)
  return {
    signal: controller.signal,
    ended: () => ended,
    dispose: () => {
      clearTimeout(timer)
      call.off('cancelled', cancelled)
    },
  }
}

/** What a timer can wait: none below 0, none above 2³¹ − 1 ms (Node would fire it at once). */
const leftMs = (deadline: Date) => Math.min(Math.max(0, deadline.getTime() - Date.now()), 2 ** 31 - 1)
