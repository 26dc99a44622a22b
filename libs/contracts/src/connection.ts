import { v5 as uuidv5 } from 'uuid'

/** One MoySklad account joined with one inSales shop: what everything is keyed by. */
export interface ConnectionKey {
  accountId: string
  shopId: string
}

/** `<accountId>.<shopId>`: the lane's id, the webhook address, the label in logs. */
export const connectionId = ({ accountId, shopId }: ConnectionKey): string => `${accountId}.${shopId}`

/** The reverse of `connectionId`; undefined when it is not one. */
export function parseConnectionId(id: string): ConnectionKey | undefined {
  const match = /^([0-9A-Za-z-]{1,64})\.([0-9A-Za-z-]{1,64})$/.exec(id)
  return match ? { accountId: match[1]!, shopId: match[2]! } : undefined
}

/** Our namespace for UUIDv5. Never change it: the ids below are stored on the other side. */
const NAMESPACE = '5b1f6a52-6c53-4b83-9a25-0b8f0d8c3b0e'

/**
 * MoySklad `syncId` of the customer order of an inSales order: the same at each attempt, so a repeated POST returns the
 * order made before (api/moysklad.md §6 «Назначение поля syncId»).
 */
export const orderSyncId = (connection: ConnectionKey, insalesOrderId: string): string =>
  uuidv5(`order:${connectionId(connection)}:${insalesOrderId}`, NAMESPACE)

/** As `orderSyncId`, for an order the merchant wanted sent again after it was deleted in MoySklad. */
export const resentOrderSyncId = (connection: ConnectionKey, insalesOrderId: string, time: number): string =>
  uuidv5(`order:${connectionId(connection)}:${insalesOrderId}:${time}`, NAMESPACE)

/** MoySklad `syncId` of the payment of an inSales order: it is paid in once. */
export const paymentSyncId = (connection: ConnectionKey, insalesOrderId: string): string =>
  uuidv5(`payment:${connectionId(connection)}:${insalesOrderId}`, NAMESPACE)

/**
 * MoySklad `syncId` of a customer. `identity` is the normalised phone, else e-mail, else the shop's client id, so two
 * orders of one new customer at the same moment make one counterparty.
 */
export const counterpartySyncId = (accountId: string, identity: string): string =>
  uuidv5(`counterparty:${accountId}:${identity}`, NAMESPACE)

/** MoySklad `syncId` of a service that stands for delivery and the like in order positions. */
export const serviceSyncId = (accountId: string, purpose: string): string =>
  uuidv5(`service:${accountId}:${purpose}`, NAMESPACE)

/** MoySklad `syncId` of the product or bundle that a load makes of an inSales product. */
export const goodSyncId = (connection: ConnectionKey, insalesProductId: string): string =>
  uuidv5(`good:${connectionId(connection)}:${insalesProductId}`, NAMESPACE)

/** Our mark on an inSales product: which MoySklad product it was made for, by which connection. */
export const productMark = (connection: ConnectionKey, assortmentId: string): string =>
  uuidv5(`product:${connectionId(connection)}:${assortmentId}`, NAMESPACE)

/** A short form of a long text; the same for texts that differ in white space only, which sides treat as they like. */
export const textDigest = (text: string): string =>
  uuidv5(text.normalize('NFC').replace(/\s+/gu, ' ').trim(), NAMESPACE)
