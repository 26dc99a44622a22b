export {
  connectionId,
  counterpartySyncId,
  goodSyncId,
  orderSyncId,
  parseConnectionId,
  paymentSyncId,
  productMark,
  resentOrderSyncId,
  serviceSyncId,
  textDigest,
  type ConnectionKey,
} from './connection.js'
export {
  defineEvent,
  envelopeSchema,
  type Envelope,
  type EventDefinition,
  type EventOf,
  type EventOwner,
} from './define-event.js'
export * from './events/index.js'
export {
  catalogFields,
  catalogSettingsSchema,
  matchKeys,
  type CatalogField,
  type CatalogSettings,
  type MatchKey,
  type PriceTarget,
} from './settings/catalog.js'
export {
  accountWide,
  notificationSettingsSchema,
  waitingKinds,
  type NotificationSettings,
  type WaitingKind,
} from './settings/notifications.js'
export { orderSettingsSchema, type OrderSettings } from './settings/orders.js'
export { stockSettingsSchema, type StockSettings } from './settings/stock.js'
export {
  isOurWebhook,
  webhookPath,
  webhookPrefix,
  webhookTopics,
  type WebhookAddress,
  type WebhookSystem,
  type WebhookTopic,
} from './webhook-address.js'
