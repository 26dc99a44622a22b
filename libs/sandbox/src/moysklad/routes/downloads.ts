import type { FastifyInstance, FastifyReply } from 'fastify'
import type { SandboxKit } from '../../core/types.js'
import * as errors from '../errors.js'
import type { Route } from '../http/server.js'
import type { Account, Blob } from '../model/account.js'

const linkLifeMs = 60_000

/**
 * Images: `/download/<id>` needs a token and answers 302 to a storage address that lives a minute and refuses
 * `Authorization`, as MoySklad's storage does.
 */
export function downloadRoutes(
  route: Route,
  app: FastifyInstance,
  kit: SandboxKit,
  accountOf: (id: string) => Account | undefined,
): void {
  const links = new Map<string, { blob: Blob; until: number }>()
  route('GET', '/download/:id', ({ ctx, params }) => {
    const blob = ctx.account.blobs.get(params.id!)
    if (!blob) throw errors.notFound('image', params.id!)
    const key = kit.uuid()
    links.set(key, { blob, until: kit.clock.now().getTime() + linkLifeMs })
    return { status: 302, headers: { Location: `${hostOf(ctx.base)}/storage/temporary/${key}` } }
  })
  app.get('/storage/temporary/:key', (request, reply) => {
    if (request.headers.authorization !== undefined) return refuse(reply)
    const { key } = request.params as { key: string }
    const link = links.get(key)
    if (!link || link.until < kit.clock.now().getTime())
      return reply.code(403).type('application/xml').send(xml('AccessDenied', 'Request has expired'))
    return send(reply, link.blob)
  })
  app.get('/cdn/:account/image/:id', (request, reply) => sendImage(reply, request.params, accountOf))
  app.get('/storage/miniature/:account/:id', (request, reply) => sendImage(reply, request.params, accountOf))
  app.get('/storage/tiny/:account/:id/t.png', (request, reply) => sendImage(reply, request.params, accountOf))
}

const hostOf = (base: string) => base.slice(0, -'/api/remap/1.2'.length)

const xml = (code: string, message: string) =>
  `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`
const refuse = (reply: FastifyReply) =>
  reply.code(400).type('application/xml').send(xml('InvalidArgument', 'Unsupported Authorization Type'))
const send = (reply: FastifyReply, { mediaType, content }: Blob) => reply.type(mediaType).send(content)

function sendImage(
  reply: FastifyReply,
  params: unknown,
  accountOf: (id: string) => Account | undefined,
): FastifyReply {
  const { account, id } = params as { account: string; id: string }
  const blob = accountOf(account)?.blobs.get(id)
  return blob ? send(reply, blob) : reply.code(404).send('')
}
