import type { AccountRecord } from '../ports.js'
import type { AccountDocument } from './account-schema.js'

export const toRecord = (document: AccountDocument): AccountRecord => ({
  accountId: document._id,
  accountName: document.accountName,
  appId: document.appId,
  appUid: document.appUid,
  state: document.state,
  version: document.version,
  token: document.token,
  denial: document.denial,
  denials: document.denials,
  webhooksReady: document.webhooksReady,
  wantedStatus: document.wantedStatus,
})
