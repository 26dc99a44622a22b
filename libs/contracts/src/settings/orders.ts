import { z } from 'zod'

const id = z.string().min(1).max(64)
const status = z.string().min(1).max(100)

/**
 * One row of the status map: left MoySklad, right inSales. `of` says what stands on the right: the order's own status
 * (permalink of a custom one, or the system status in shops without custom ones), its system status whatever custom one
 * stands for it, or its payment (`pending`, `paid`).
 */
const statusRow = z.object({
  moyskladStateId: id,
  insalesStatus: status,
  of: z.enum(['status', 'system', 'payment']).default('status'),
})

/** A field of the shop's order ↔ an additional field of the customer order. */
const attributeRow = z.object({
  /** `handle` of the order's field in inSales. */
  field: status,
  attributeId: id,
  /** As MoySklad's metadata has it; references and files cannot come out of a text. */
  type: z.enum(['string', 'text', 'long', 'double', 'boolean', 'time', 'link']),
})

const assortment = z.object({ kind: z.enum(['product', 'variant', 'bundle', 'service']), id })

const payment = z.enum(['none', 'paymentin', 'cashin'])

/** «Заказы». What the merchant may decide about orders of one connection. */
export const orderSettingsSchema = z.object({
  syncOrders: z.boolean().default(false),

  // which orders
  /** ISO 8601. Orders placed before it are left alone. Absent = the moment the connection was made. */
  startFrom: z.iso.datetime({ offset: true }).optional(),
  /**
   * ISO 8601, kept by the service: when orders were first switched on. Orders placed before it may have been taken over by
   * an earlier integration, so one is looked for before a new one is made.
   */
  switchedOnAt: z.iso.datetime({ offset: true }).optional(),
  /** Only orders in one of these statuses go over (permalink or system status); empty = all. */
  onlyStatuses: z.array(status).max(100).default([]),
  /** Only paid orders go over. */
  onlyPaid: z.boolean().default(false),

  // how the customer order looks; absent = MoySklad's own default
  /** Юрлицо. Absent = the account's first organization. */
  organizationId: id.optional(),
  ownerId: id.optional(),
  groupId: id.optional(),
  storeId: id.optional(),
  projectId: id.optional(),
  salesChannelId: id.optional(),
  contractId: id.optional(),
  /** «Общий доступ». */
  shared: z.boolean().optional(),
  /** Reserve what is ordered; a cancelled or returned order gives it back. */
  reserve: z.boolean().default(false),
  /** Put before and after the shop's order number. */
  numberPrefix: z.string().max(20).default(''),
  numberSuffix: z.string().max(20).default(''),
  /** «Планируемая дата отгрузки»: the delivery date of the order, or so many days after it was placed. */
  plannedDelivery: z
    .discriminatedUnion('from', [
      z.object({ from: z.literal('none') }),
      z.object({ from: z.literal('order') }),
      z.object({ from: z.literal('days'), days: z.int().min(0).max(365) }),
    ])
    .default({ from: 'none' }),
  /** «Комментарий». In braces: comment, managerComment, number, delivery, payment, recipient, phone, address. */
  commentTemplate: z.string().max(1000).default('{comment}'),
  attributes: z.array(attributeRow).max(100).default([]),

  counterparty: z
    .object({
      /** What tells a customer, best first. */
      matchBy: z.array(z.enum(['phone', 'email', 'inn'])).default(['phone', 'email', 'inn']),
      /** Write the order's name, phone, e-mail and address over those of a counterparty that was found. */
      updateExisting: z.boolean().default(false),
      /** «Группы контрагента». */
      tags: z.array(z.string().min(1).max(255)).max(20).default([]),
    })
    .prefault({}),

  lines: z
    .object({
      /** A line without a linked product: the order waits, or goes over with a stand-in. */
      unlinked: z
        .discriminatedUnion('do', [
          z.object({ do: z.literal('wait') }),
          z.object({ do: z.literal('standIn'), assortment }),
        ])
        .default({ do: 'wait' }),
      /** A bundle goes over as the bundle, or as what it is made of. */
      bundles: z.enum(['whole', 'components']).default('whole'),
    })
    .prefault({}),
  /** Name of the service that stands for delivery. */
  deliveryService: z.string().min(1).max(255).default('Доставка'),
  /** The payment method's margin: inside the lines' prices as in the shop, or a service of its own. */
  margin: z.enum(['inLines', 'service']).default('inLines'),

  /** Unmapped statuses change nothing. */
  statusMap: z.array(statusRow).max(200).default([]),

  payments: z
    .object({
      /** What a paid order gives: nothing, «Входящий платеж» or «Приходный ордер». */
      create: payment.default('none'),
      /** Other answers for some of the shop's payment gateways. */
      byGateway: z
        .array(z.object({ gatewayId: id, create: payment }))
        .max(100)
        .default([]),
      /** An order that is paid no more: only told in the journal, or our payment is marked and un-posted. */
      onRefund: z.enum(['note', 'mark']).default('note'),
    })
    .prefault({}),

  /** An order deleted in the shop: the customer order stays as it is, or gets this status. */
  deletedInShop: z
    .discriminatedUnion('do', [
      z.object({ do: z.literal('leave') }),
      z.object({ do: z.literal('setState'), moyskladStateId: id }),
    ])
    .default({ do: 'leave' }),
  /** A customer order deleted in MoySklad: the shop's order stays as it is, or gets this status. */
  deletedInMoysklad: z
    .discriminatedUnion('do', [
      z.object({ do: z.literal('leave') }),
      z.object({ do: z.literal('setStatus'), insalesStatus: status }),
    ])
    .default({ do: 'leave' }),
})
export type OrderSettings = z.infer<typeof orderSettingsSchema>
