import { z } from 'zod'
import type { ConnectionKey } from '../connection.js'

/** What may wait for a merchant. */
export const waitingKinds = [
  'moysklad-paused',
  'insales-paused',
  'parked',
  'stock-held',
  'trial-ending',
  'trial-ended',
  'suspended',
] as const
export type WaitingKind = (typeof waitingKinds)[number]

const missing = (
  on: boolean,
  there: boolean,
  path: string[],
  message: string,
  context: z.RefinementCtx,
): void => {
  if (on && !there) context.addIssue({ code: 'custom', path, message })
}

/** «Уведомления». Where a merchant wants to be told that something waits, and of what; of the whole account. */
export const notificationSettingsSchema = z
  .object({
    email: z
      .object({ on: z.boolean().default(false), addresses: z.array(z.email().max(254)).max(5).default([]) })
      .prefault({}),
    telegram: z
      .object({
        on: z.boolean().default(false),
        /** A chat that has begun a talk with the bot: its number, or the @name of a channel. */
        chatId: z
          .string()
          .regex(/^(-?\d{1,20}|@[A-Za-z0-9_]{5,32})?$/)
          .default(''),
      })
      .prefault({}),
    webhook: z
      .object({
        on: z.boolean().default(false),
        /** https only, at a public address: POST of JSON. */
        url: z.union([z.literal(''), z.url({ protocol: /^https$/ }).max(2000)]).default(''),
      })
      .prefault({}),
    /** Of what; all by default. */
    about: z
      .array(z.enum(waitingKinds))
      .max(waitingKinds.length)
      .default([...waitingKinds]),
  })
  .superRefine(({ email, telegram, webhook }, context) => {
    missing(email.on, email.addresses.length > 0, ['email', 'addresses'], 'укажите адрес почты', context)
    missing(telegram.on, telegram.chatId !== '', ['telegram', 'chatId'], 'укажите чат', context)
    missing(webhook.on, webhook.url !== '', ['webhook', 'url'], 'укажите адрес', context)
  })
export type NotificationSettings = z.infer<typeof notificationSettingsSchema>

/** Settings of the whole account are kept as those of a connection are, under a shop that there cannot be. */
export const accountWide = (accountId: string): ConnectionKey => ({ accountId, shopId: 'account' })
