import { z } from 'zod'
import { adminOf, security, sessionOf, type ApiApp, type ApiPorts } from './api-app.js'
import { orderListReply, orderParams, orderReply, problems, shopParams } from './schemas.js'
import { registerStockRuns } from './stock-runs.js'

/** What is being done: one order's state and another try, stock runs. */
export function registerWork(api: ApiApp, ports: ApiPorts): void {
  registerOrders(api, ports)
  registerOrderSearch(api, ports)
  registerResend(api, ports)
  registerStockRuns(api, ports)
}

function registerOrders(api: ApiApp, { services }: ApiPorts): void {
  api.get(
    '/connections/:shopId/orders/:orderId',
    {
      schema: {
        summary: 'Где сейчас заказ: ждёт, передан или остановлен, и почему.',
        security,
        params: orderParams,
        response: { 200: orderReply, ...problems },
      },
    },
    async (request) => {
      const { shopId, orderId } = request.params
      const connection = { accountId: sessionOf(request).accountId, shopId }
      return services.orderLinks.get({ connection, insalesOrderId: orderId, number: '' })
    },
  )
  api.post(
    '/connections/:shopId/orders/:orderId/retry',
    {
      schema: {
        summary: 'Повторить передачу заказа сейчас.',
        security,
        params: orderParams,
        response: { 200: orderReply, ...problems },
      },
    },
    async (request) => {
      const { shopId, orderId } = request.params
      const connection = { accountId: adminOf(request).accountId, shopId }
      return services.orderLinks.retry({ connection, insalesOrderId: orderId })
    },
  )
}

/** One order by either number, and all that are not in step. */
function registerOrderSearch(api: ApiApp, { services }: ApiPorts): void {
  api.get(
    '/connections/:shopId/orders/by-number/:number',
    {
      schema: {
        summary: 'Заказ по номеру в магазине или в МоемСкладе.',
        security,
        params: shopParams.extend({ number: z.string().min(1).max(255) }),
        response: { 200: orderReply, ...problems },
      },
    },
    async (request) => {
      const { shopId, number } = request.params
      const connection = { accountId: sessionOf(request).accountId, shopId }
      return services.orderLinks.get({ connection, insalesOrderId: '', number })
    },
  )
  api.get(
    '/connections/:shopId/orders/waiting',
    {
      schema: {
        summary: 'Какие заказы не переданы и почему.',
        security,
        params: shopParams,
        querystring: z.object({
          cursor: z.string().max(255).default(''),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
        response: { 200: orderListReply, ...problems },
      },
    },
    async (request) => {
      const connection = { accountId: sessionOf(request).accountId, shopId: request.params.shopId }
      return services.orderLinks.listWaiting({ connection, ...request.query })
    },
  )
}

function registerResend(api: ApiApp, { services }: ApiPorts): void {
  api.post(
    '/connections/:shopId/orders/:orderId/resend',
    {
      schema: {
        summary: 'Отправить заново заказ, удалённый в МоемСкладе.',
        security,
        params: orderParams,
        response: { 200: orderReply, ...problems },
      },
    },
    async (request) => {
      const { shopId, orderId } = request.params
      const connection = { accountId: adminOf(request).accountId, shopId }
      return services.orderLinks.resend({ connection, insalesOrderId: orderId })
    },
  )
}
