import { adminOf, security, sessionOf, type ApiApp, type ApiPorts } from './api-app.js'
import { orderParams, orderReply, problems } from './schemas.js'
import { registerStockRuns } from './stock-runs.js'

/** What is being done: one order's state and another try, stock runs. */
export function registerWork(api: ApiApp, ports: ApiPorts): void {
  registerOrders(api, ports)
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
      return services.orderLinks.get({ connection, insalesOrderId: orderId })
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
