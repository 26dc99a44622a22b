import {
  InsalesOrderTouched,
  InsalesProductTouched,
  isOurWebhook,
  MoyskladOrderTouched,
  MoyskladProductTouched,
  MoyskladStockTouched,
  parseConnectionId,
  type ConnectionKey,
  type WebhookSystem,
} from '@skladbridge/contracts'
import { readInsalesHook } from '../../domain/read-insales-hook.js'
import { readMoyskladHook, type MoyskladHint } from '../../domain/read-moysklad-hook.js'
import { gatewayErrors } from '../../errors.js'
import { webhooksReceived } from '../../metrics.js'
import type { Publisher } from '../../ports.js'
import type { App } from '../app.js'

export interface HookPorts {
  publisher: Publisher
  /** The current key first; older ones still count, so that addresses given out before a rotation go on working. */
  webhookKeys: readonly string[]
}

interface HookParams {
  subject: string
  topic: string
  hmac: string
}

/**
 * `/hooks/<system>/<subject>/<topic>/<hmac>`: neither platform signs its calls, the address is the secret. Answers only after
 * the broker has confirmed: without that, 503, and the platform repeats. Nothing in a body is believed but ids; what
 * a shop's product shows is passed on as a hint.
 */
export function registerHooks(app: App, ports: HookPorts): void {
  hook(app, ports, 'moysklad', acceptMoysklad)
  hook(app, ports, 'insales', acceptInsales)
}

type Accept = (ports: HookPorts, params: HookParams, body: unknown) => Promise<void>

function hook(app: App, ports: HookPorts, system: WebhookSystem, accept: Accept): void {
  app.post<{ Params: HookParams }>(
    `/hooks/${system}/:subject/:topic/:hmac`,
    {
      // before the body is read: a stranger costs us one HMAC
      onRequest: async ({ params }) => {
        const { subject, topic, hmac } = params
        if (isOurWebhook(ports.webhookKeys, { system, subject, topic }, hmac)) return
        webhooksReceived.inc({ system, outcome: 'not-ours' })
        throw gatewayErrors.GATEWAY_WEBHOOK_NOT_OURS()
      },
    },
    async ({ params, body }, reply) => {
      try {
        await accept(ports, params, body)
      } catch (error) {
        webhooksReceived.inc({ system, outcome: 'refused' })
        throw error
      }
      webhooksReceived.inc({ system, outcome: 'accepted' })
      return reply.code(204).send()
    },
  )
}

async function acceptMoysklad(
  ports: HookPorts,
  { subject, topic }: HookParams,
  body: unknown,
): Promise<void> {
  const reading = readMoyskladHook(topic, subject, body)
  if ('problem' in reading) {
    if (reading.problem === 'other-account') throw gatewayErrors.GATEWAY_WEBHOOK_OTHER_ACCOUNT()
    throw gatewayErrors.GATEWAY_BODY_INVALID({ problem: 'not a MoySklad webhook' })
  }
  await publishMoysklad(ports.publisher, subject, reading.hints)
}

async function publishMoysklad(
  publisher: Publisher,
  accountId: string,
  hints: MoyskladHint[],
): Promise<void> {
  const products = hints.filter((hint) => hint.entity === 'product')
  const orders = hints.filter((hint) => hint.entity === 'order')
  const stock = hints.filter((hint) => hint.entity === 'stock')
  await Promise.all([
    products.length > 0 &&
      publisher.publishAll(
        MoyskladProductTouched,
        products.map(({ assortmentId, kind }) => ({ accountId, data: { assortmentId, kind } })),
      ),
    orders.length > 0 &&
      publisher.publishAll(
        MoyskladOrderTouched,
        orders.map(({ orderId }) => ({ accountId, data: { orderId } })),
      ),
    stock.length > 0 && publisher.publishAll(MoyskladStockTouched, [{ accountId, data: {} }]),
  ])
}

async function acceptInsales(
  { publisher }: HookPorts,
  { subject, topic }: HookParams,
  body: unknown,
): Promise<void> {
  const connection: ConnectionKey | undefined = parseConnectionId(subject)
  const hints = readInsalesHook(topic, body)
  if (!connection || !hints) throw gatewayErrors.GATEWAY_BODY_INVALID({ problem: 'not an inSales webhook' })
  const orders = hints.filter((hint) => hint.entity === 'order')
  const products = hints.filter((hint) => hint.entity === 'product')
  await Promise.all([
    orders.length > 0 &&
      publisher.publishAll(
        InsalesOrderTouched,
        orders.map(({ orderId }) => ({ ...connection, data: { orderId } })),
      ),
    products.length > 0 &&
      publisher.publishAll(
        InsalesProductTouched,
        products.map(({ productId, shown }) => ({
          ...connection,
          data: { productId, ...(shown ? { shown } : {}) },
        })),
      ),
  ])
}
