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

type Accept = (ports: HookPorts, params: HookParams, body: unknown) => Promise<unknown>

function hook(app: App, ports: HookPorts, system: WebhookSystem, accept: Accept): void {
  const received = {
    accepted: webhooksReceived.labels(system, 'accepted'),
    refused: webhooksReceived.labels(system, 'refused'),
    notOurs: webhooksReceived.labels(system, 'not-ours'),
  }
  app.post<{ Params: HookParams }>(
    `/hooks/${system}/:subject/:topic/:hmac`,
    {
      // before the body is read: a stranger costs us one HMAC
      onRequest({ params }, _reply, next) {
        const { subject, topic, hmac } = params
        if (isOurWebhook(ports.webhookKeys, { system, subject, topic }, hmac)) return next()
        received.notOurs.inc()
        next(gatewayErrors.GATEWAY_WEBHOOK_NOT_OURS())
      },
    },
    // one promise instead of an async function's three, here and below: this path runs thousands of times a second
    ({ params, body }, reply) => {
      const taking = new Promise((resolve) => resolve(accept(ports, params, body)))
      taking.then(
        () => {
          received.accepted.inc()
          void reply.code(204).send()
        },
        (error: unknown) => {
          received.refused.inc()
          void reply.send(error)
        },
      )
    },
  )
}

function acceptMoysklad(ports: HookPorts, { subject, topic }: HookParams, body: unknown): Promise<unknown> {
  const reading = readMoyskladHook(topic, subject, body)
  if ('problem' in reading) {
    if (reading.problem === 'other-account') throw gatewayErrors.GATEWAY_WEBHOOK_OTHER_ACCOUNT()
    throw gatewayErrors.GATEWAY_BODY_INVALID({ problem: 'not a MoySklad webhook' })
  }
  return publishMoysklad(ports.publisher, subject, reading.hints)
}

function publishMoysklad(publisher: Publisher, accountId: string, hints: MoyskladHint[]): Promise<unknown> {
  const products = hints.filter((hint) => hint.entity === 'product')
  const orders = hints.filter((hint) => hint.entity === 'order')
  const stock = hints.filter((hint) => hint.entity === 'stock')
  return allOf([
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

/** Of what there is to publish mostly one thing. */
function allOf(publishing: (Promise<void> | false)[]): Promise<unknown> {
  const [first, ...more] = publishing.filter((each) => each !== false)
  return first && more.length === 0 ? first : Promise.all([first, ...more])
}

function acceptInsales(
  { publisher }: HookPorts,
  { subject, topic }: HookParams,
  body: unknown,
): Promise<unknown> {
  const connection: ConnectionKey | undefined = parseConnectionId(subject)
  const hints = readInsalesHook(topic, body)
  if (!connection || !hints) throw gatewayErrors.GATEWAY_BODY_INVALID({ problem: 'not an inSales webhook' })
  const orders = hints.filter((hint) => hint.entity === 'order')
  const products = hints.filter((hint) => hint.entity === 'product')
  return allOf([
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
