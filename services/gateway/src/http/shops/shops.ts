import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { gatewayErrors } from '../../errors.js'
import type { Services } from '../../ports.js'
import type { App } from '../app.js'
import { codePage } from './code-page.js'

export interface ShopPorts {
  services: Pick<Services, 'insalesInstalls'>
  /** Where the shop's browser comes back to. */
  publicUrl: string
}

/** The shop waits 10 s for its 200 and cancels the installation otherwise (api/insales.md §1.2); we answer before. */
const ANSWER_WITHIN_MS = 8_000

const text = z.string().min(1).max(255)
const insalesId = z.string().regex(/^\d{1,20}$/)
const install = z.object({ shop: text, token: text, insales_id: insalesId })
const login = z.object({ shop: text, insales_id: insalesId })
const answer = z.looseObject({
  token3: text,
  user_email: z.string().max(255).default(''),
  user_name: z.string().max(255).default(''),
  user_id: z.string().max(64).default(''),
})

/**
 * Installation from the inSales side: callbacks of a shop's server (install, uninstall) and of a browser (login and its way
 * back). Nobody is believed but who knows the shop's password; what comes of it is a code that connects the shop at the page.
 */
export function registerShops(app: App, { services: { insalesInstalls }, publicUrl }: ShopPorts): void {
  const by = () => ({ deadline: new Date(Date.now() + ANSWER_WITHIN_MS) })
  app.get('/insales/install', async (request) => {
    const { shop, token, insales_id: insalesId } = parse(install, request)
    await insalesInstalls.install({ shop, token, insalesId }, by())
    return 'ok'
  })
  app.get('/insales/uninstall', async (request) => {
    const { shop, token, insales_id: insalesId } = parse(install, request)
    await insalesInstalls.uninstall({ shop, token, insalesId }, by())
    return 'ok'
  })
  app.get('/insales/login', async (request, reply) => {
    const { shop, insales_id: insalesId } = parse(login, request)
    const returnUrl = `${publicUrl.replace(/\/+$/, '')}/insales/autologin`
    const { redirectUrl } = await insalesInstalls.beginLogin({ shop, insalesId, returnUrl }, by())
    return reply.redirect(redirectUrl, 302)
  })
  app.get('/insales/autologin/:loginId', async (request, reply) => {
    const { loginId } = request.params as { loginId: string }
    const given = parse(answer, request)
    const { code, shopHost } = await insalesInstalls.finishLogin(
      {
        loginId,
        token3: given.token3,
        userEmail: given.user_email,
        userName: given.user_name,
        userId: given.user_id,
        emailConfirmed: confirmedIn(given),
      },
      by(),
    )
    void reply.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
    void reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer')
    return reply.type('text/html; charset=utf-8').send(codePage({ code, shopHost }))
  })
}

/** `email_confirmed`; older pages of inSales spell it with a Cyrillic «с». */
const confirmedIn = (query: Record<string, unknown>): string =>
  String(query['email_confirmed'] ?? query['email_\u0441onfirmed'] ?? '')

function parse<S extends z.ZodType>(schema: S, { query }: FastifyRequest): z.output<S> {
  const parsed = schema.safeParse(query)
  if (parsed.success) return parsed.data
  throw gatewayErrors.GATEWAY_BODY_INVALID({ problem: z.prettifyError(parsed.error) })
}
