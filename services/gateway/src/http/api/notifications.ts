import { accountWide, notificationSettingsSchema } from '@skladbridge/contracts'
import { z } from 'zod'
import { adminOf, security, sessionOf, type ApiApp, type ApiPorts } from './api-app.js'
import { problems } from './schemas.js'
import { settingsRoutes } from './settings.js'

const stateReply = z.object({
  channels: z.array(
    z.object({
      /** email, telegram или webhook */
      channel: z.string(),
      /** Можно ли включить: не у каждого способа здесь есть сервер. */
      available: z.boolean(),
      on: z.boolean(),
      sentAt: z.string(),
      /** Почему не отправилось в последний раз. */
      failureText: z.string(),
    }),
  ),
  waiting: z.array(
    z.object({ what: z.string(), shopId: z.string(), count: z.int(), since: z.string(), text: z.string() }),
  ),
})

/** «Уведомления»: where the merchant is told that something waits for them. */
export function registerNotifications(api: ApiApp, { services }: ApiPorts): void {
  settingsRoutes(api, {
    path: '/notifications',
    title: 'Уведомления',
    schema: notificationSettingsSchema,
    owner: services.notifications,
    keyOf: (_request, { accountId }) => accountWide(accountId),
  })
  api.get(
    '/notifications/state',
    {
      schema: {
        summary: 'Что сейчас ждёт решения и что об этом отправлено.',
        security,
        response: { 200: stateReply, ...problems },
      },
    },
    (request) => services.notifications.getState({ accountId: sessionOf(request).accountId }),
  )
  api.post(
    '/notifications/test',
    {
      schema: {
        summary: 'Отправить пробное уведомление каждым включённым способом. Не чаще раза в минуту.',
        security,
        response: { 200: stateReply, ...problems },
      },
    },
    (request) => services.notifications.sendTest({ accountId: adminOf(request).accountId }),
  )
}
