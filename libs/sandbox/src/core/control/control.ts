import fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import { z } from 'zod'
import { Refusal } from '../../insales/answers.js'
import type { Sandbox } from '../sandbox.js'
import { noFaults } from '../faults.js'
import { changeFaults } from '../kit.js'
import { BadRequest } from './bad-request.js'
import { insalesControl } from './insales.js'
import { moyskladControl } from './moysklad.js'
import { vendorControl } from './vendor.js'

const clockSchema = z.strictObject({ speed: z.number().positive() })
const repeatSchema = z.strictObject({
  times: z.int().min(1).max(1000).default(1),
  urlContains: z.string().optional(),
})

/**
 * Plain JSON over HTTP: what a demonstration, an independent checker or a person needs to look into the sandboxes
 * and to make things happen in them. It knows neither limits nor faults. The paths are listed in the README.
 */
export function createControl(sandbox: Sandbox): FastifyInstance {
  const { kit } = sandbox
  const app = fastify({ forceCloseConnections: true })
  readBodies(app)
  app.setErrorHandler((error, _request, reply) => answerError(error, reply))
  app.setNotFoundHandler((request, reply) => {
    return reply
      .code(404)
      .send({ error: `no ${request.method} ${request.url} here, see libs/sandbox/README.md` })
  })

  app.get('/', () => overview(sandbox))
  app.get('/clock', () => clockOf(sandbox))
  app.patch('/clock', (request) => {
    kit.clock.speed = clockSchema.parse(request.body).speed
    return clockOf(sandbox)
  })
  app.get('/faults', () => kit.faults)
  app.patch('/faults', (request) => changeFaults(kit, request.body))
  app.delete('/faults', () => changeFaults(kit, noFaults))
  app.get('/counters', () => kit.counter.read())
  app.delete('/counters', () => {
    const counted = kit.counter.read()
    kit.counter.reset()
    return counted
  })
  app.post('/idle', async () => {
    await sandbox.idle()
    return { idle: true }
  })
  app.post('/webhooks/repeat', (request) => repeatWebhook(sandbox, repeatSchema.parse(request.body ?? {})))
  insalesControl(app, sandbox.insales)
  moyskladControl(app, sandbox)
  vendorControl(app, sandbox.vendor)
  return app
}

/** A body is JSON whatever it calls itself, and may be left out. */
function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body === '' ? undefined : JSON.parse(String(body)))
    } catch {
      done(new BadRequest('the body is not JSON'))
    }
  })
}

const clockOf = ({ kit }: Sandbox) => ({ now: kit.clock.now().toISOString(), speed: kit.clock.speed })

function repeatWebhook({ kit }: Sandbox, { times, urlContains }: z.infer<typeof repeatSchema>) {
  let repeated = 0
  const filter = urlContains === undefined ? undefined : { urlContains }
  while (repeated < times && kit.webhooks.repeatLast(filter)) repeated += 1
  if (repeated === 0) throw new BadRequest('no webhook has been sent yet')
  return { repeated }
}

function overview({ urls, insales, vendor, moysklad, kit }: Sandbox) {
  return {
    urls,
    clock: { now: kit.clock.now().toISOString(), speed: kit.clock.speed },
    insales: insales.shops().map(({ id, host, title, credentials }) => ({ id, host, title, credentials })),
    moysklad: moysklad.credentials(),
    vendor: vendor.solution,
  }
}

function answerError(error: unknown, reply: FastifyReply): FastifyReply {
  // what the platform's own rules refuse
  if (error instanceof Refusal) return refused(error, reply)
  if (error instanceof z.ZodError) return reply.code(400).send({ error: z.prettifyError(error) })
  if (error instanceof BadRequest) return reply.code(400).send({ error: error.message })
  // what a platform refuses carries its status
  const { status, message = String(error) } = error as { status?: number; message?: string }
  return reply.code(typeof status === 'number' ? status : 500).send({ error: message })
}

function refused({ status, body }: Refusal, reply: FastifyReply): FastifyReply {
  return reply.code(status).send({ error: typeof body === 'string' ? 'not found' : body })
}
