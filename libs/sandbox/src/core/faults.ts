import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Faults, SandboxKit } from './types.js'

const share = z.number().min(0).max(1)
const milliseconds = z.number().min(0)

/** Names, units and ranges of all faults; a wrong name is refused, so that a typo doesn't pass as «no fault». */
export const faultsSchema = z.strictObject({
  webhooksLost: share,
  webhooksDoubled: share,
  webhookDelayMs: milliseconds,
  throttled: share,
  serverErrors: share,
  slowMs: milliseconds,
  cutBefore: share,
  answerLost: share,
  answerHalf: share,
})

export const noFaults: Faults = {
  webhooksLost: 0,
  webhooksDoubled: 0,
  webhookDelayMs: 0,
  throttled: 0,
  serverErrors: 0,
  slowMs: 0,
  cutBefore: 0,
  answerLost: 0,
  answerHalf: 0,
}

export interface FaultOptions {
  /** Answers as the platform does when a budget is used up. */
  throttledAnswer(request: FastifyRequest, reply: FastifyReply): FastifyReply
  /** Which requests change something, and so can lose their answer after the effect. Default: all but GET and HEAD. */
  isWrite?(request: FastifyRequest): boolean
  /** The kind a request is counted under. Default: method and route pattern. */
  kind?(request: FastifyRequest): string
}

const serverErrors = [
  { status: 500, page: 'Internal Server Error' },
  { status: 502, page: 'Bad Gateway' },
  { status: 503, page: 'Service Temporarily Unavailable' },
  { status: 504, page: 'Gateway Time-out' },
]

/**
 * Counts all requests of a platform and makes them go wrong as `kit.faults` says. Call it before the platform's
 * own hooks and routes: what goes wrong here never reaches them.
 */
export function applyFaults(app: FastifyInstance, kit: SandboxKit, options: FaultOptions): void {
  const isWrite = options.isWrite ?? ((request) => request.method !== 'GET' && request.method !== 'HEAD')
  const kind = options.kind ?? ((request) => `${request.method} ${request.routeOptions.url ?? '(unknown)'}`)
  const strikes = (chance: number) => chance > 0 && kit.random() < chance

  app.addHook('onRequest', async (request, reply) => {
    const { faults } = kit
    if (faults.slowMs > 0) await kit.clock.sleep(faults.slowMs)
    if (strikes(faults.cutBefore)) {
      kit.counter.count(kind(request), 0)
      reply.hijack()
      request.raw.socket.destroy()
      return
    }
    if (strikes(faults.throttled)) return options.throttledAnswer(request, reply)
    if (strikes(faults.serverErrors)) return failedAnswer(kit, reply)
  })

  app.addHook('onSend', async (request, reply, payload) => {
    const { faults } = kit
    kit.counter.count(kind(request), reply.statusCode)
    const tookEffect = reply.statusCode < 400
    if (tookEffect && isWrite(request) && strikes(faults.answerLost)) request.raw.socket.destroy()
    else if (strikes(faults.answerHalf)) cutInTheMiddle(request, reply)
    return payload
  })
}

function failedAnswer(kit: SandboxKit, reply: FastifyReply): FastifyReply {
  const failure = serverErrors[Math.floor(kit.random() * serverErrors.length)] ?? { status: 500, page: '' }
  reply.code(failure.status)
  // a front proxy speaks HTML, the platform itself often says nothing at all
  if (kit.random() < 0.5) return reply.send('')
  const title = `${failure.status} ${failure.page}`
  return reply
    .type('text/html')
    .send(
      `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`,
    )
}

/** The head promises the whole length, half of the body comes, then the connection ends. */
function cutInTheMiddle(request: FastifyRequest, reply: FastifyReply): void {
  const raw = reply.raw
  const end = raw.end.bind(raw)
  raw.end = ((body?: unknown) => {
    const bytes = typeof body === 'string' ? Buffer.from(body) : body
    if (!Buffer.isBuffer(bytes) || bytes.length < 2) return end(bytes as Buffer)
    raw.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => request.raw.socket.destroy())
    return raw
  }) as typeof raw.end
}
