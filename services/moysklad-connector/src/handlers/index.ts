import type { Handler } from '@skladbridge/messaging'
import type { AccountStore } from '../ports.js'
import { onAccountRemoved } from './on-account-removed.js'

/** Which event is answered by what. */
export const handlers = (store: Pick<AccountStore, 'erase'>): Handler[] => [onAccountRemoved(store)]
