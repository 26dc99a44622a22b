import type { ShopRecord } from '../ports.js'
import type { ConnectionDocument } from './connection-schema.js'

export function toRecord(document: ConnectionDocument | null): ShopRecord | undefined {
  if (!document) return undefined
  const { accountId, shopId, host, mainHost, title, state, version } = document
  return {
    key: { accountId, shopId },
    host,
    mainHost,
    title,
    state,
    version,
    credentials: document.credentials,
    denial: document.denial,
    webhooksReady: document.webhooksReady,
    markFieldId: document.markFieldId,
    via: document.via ?? 'key',
    connectedAt: document.connectedAt,
  }
}
