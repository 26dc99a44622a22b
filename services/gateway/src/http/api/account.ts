import { z } from 'zod'
import { security, sessionOf, type ApiApp, type ApiPorts } from './api-app.js'
import { problems, subscriptionReply } from './schemas.js'

const accountReply = z.object({
  accountName: z.string(),
  user: z.object({ name: z.string(), admin: z.boolean() }),
  /** Как МойСклад пускает приложение: active, denied или removed; почему не пускает и что делать. */
  moysklad: z.object({
    state: z.string(),
    webhooksReady: z.boolean(),
    failureCode: z.string(),
    failureText: z.string(),
    advice: z.string(),
  }),
})

/** The account itself: who is here, whether MoySklad lets us in, and «Подписка». */
export function registerAccount(api: ApiApp, { services }: ApiPorts): void {
  api.get(
    '/account',
    {
      schema: {
        summary: 'Аккаунт: кто открыл страницу и есть ли доступ к МоемуСкладу.',
        security,
        response: { 200: accountReply, ...problems },
      },
    },
    async (request) => {
      const { accountId, name = '', admin } = sessionOf(request)
      const { accountName, ...moysklad } = await services.moyskladAccounts.get({ accountId })
      return { accountName, user: { name, admin }, moysklad }
    },
  )
  api.get(
    '/subscription',
    {
      schema: {
        summary: 'Подписка: можно ли работать, до какого времени, сколько стоит и как оплатить.',
        security,
        response: { 200: subscriptionReply, ...problems },
      },
    },
    async (request) => {
      const { accountId } = sessionOf(request)
      const { access, ...state } = await services.billing.getSubscription({ accountId })
      return {
        allowed: access?.allowed ?? false,
        reason: access?.reason ?? '',
        until: access?.until ?? '',
        ...state,
      }
    },
  )
}
