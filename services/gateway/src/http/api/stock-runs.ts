import { z } from 'zod'
import { adminOf, security, sessionOf, type ApiApp, type ApiPorts } from './api-app.js'
import { holdParams, holdReply, problems, runListReply, shopParams } from './schemas.js'

/** Stock runs, and the one that waits for the merchant's word. */
export function registerStockRuns(api: ApiApp, ports: ApiPorts): void {
  registerRuns(api, ports)
  registerHold(api, ports)
}

function registerRuns(api: ApiApp, { services }: ApiPorts): void {
  api.post(
    '/connections/:shopId/stock/runs',
    {
      schema: {
        summary: 'Передать остатки сейчас.',
        security,
        params: shopParams,
        response: { 202: z.object({}), ...problems },
      },
    },
    async (request, reply) => {
      const connection = { accountId: adminOf(request).accountId, shopId: request.params.shopId }
      await services.stockRuns.runNow({ connection })
      return reply.code(202).send({})
    },
  )
  api.get(
    '/connections/:shopId/stock/runs',
    {
      schema: {
        summary: 'Последние передачи остатков.',
        security,
        params: shopParams,
        response: { 200: runListReply, ...problems },
      },
    },
    async (request) => {
      const connection = { accountId: sessionOf(request).accountId, shopId: request.params.shopId }
      return services.stockRuns.list({ connection, limit: 50 })
    },
  )
}

function registerHold(api: ApiApp, { services }: ApiPorts): void {
  api.get(
    '/connections/:shopId/stock/hold',
    {
      schema: {
        summary:
          'Передача остатков, которая ждёт решения: слишком многое обнулилось бы. Пустой runId: такой нет.',
        security,
        params: shopParams,
        response: { 200: holdReply, ...problems },
      },
    },
    async (request) => {
      const connection = { accountId: sessionOf(request).accountId, shopId: request.params.shopId }
      return services.stockHolds.get({ connection })
    },
  )
  const words = [
    ['confirm', 'Подтвердить: товаров действительно нет, передать как есть.'],
    ['reject', 'Отклонить: в магазине остаётся то, что есть, пока отчёт снова не станет правдоподобным.'],
  ] as const
  for (const [word, summary] of words) {
    api.post(
      `/connections/:shopId/stock/runs/:runId/${word}`,
      { schema: { summary, security, params: holdParams, response: { 200: holdReply, ...problems } } },
      async (request) => {
        const { shopId, runId } = request.params
        const connection = { accountId: adminOf(request).accountId, shopId }
        return services.stockHolds[word]({ connection, runId })
      },
    )
  }
}
