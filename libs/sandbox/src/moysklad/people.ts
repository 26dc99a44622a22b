import type { AccountDirectory, MoyskladPerson } from '../core/types.js'
import type { Accounts } from './accounts.js'
import { definitions } from './entities/index.js'
import * as errors from './errors.js'
import type { Values } from './model/types.js'

/** What the vendor side needs: tokens and webhooks come and go with the solution. */
export function createDirectory(accounts: Accounts, revokeToken: (token: string) => void): AccountDirectory {
  return {
    addAccount({ accountId, accountName, token, appUid }) {
      const uid = appUid.includes('@') ? appUid : `${appUid}@${accountName}`
      if (!accounts.has(accountId)) accounts.add({ accountId, name: accountName, appUid: uid, seed: true })
      const account = accounts.get(accountId)
      account.state.appUid = uid
      account.issueToken(token)
    },
    revokeToken,
    solutionWebhooks(accountId, state) {
      if (accounts.has(accountId)) accounts.get(accountId).solutionWebhooks(state)
    },
  }
}

/** A person at work in MoySklad's windows, for the control API. */
export function createPerson(accounts: Accounts): MoyskladPerson {
  return {
    accounts: () => accounts.all().map(({ id }) => id),
    list: (accountId, type) => accounts.get(accountId).list(known(type)),
    create: async (accountId, type, body) => accounts.get(accountId).create(known(type), object(body)),
    update: async (accountId, type, id, body) => accounts.get(accountId).edit(known(type), id, object(body)),
    remove: async (accountId, type, id) => accounts.get(accountId).remove(known(type), id),
    setStock(accountId, { assortmentId, storeId, quantity }) {
      const account = accounts.get(accountId)
      const [first] = account.state.collection('store').all()
      account.setStock(assortmentId, storeId ?? first?.id ?? null, quantity)
    },
  }
}

function known(type: string): string {
  if (!definitions.has(type)) throw errors.unknownType(type)
  return type
}

function object(body: unknown): Values {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw errors.notAnObject()
  return body as Values
}
