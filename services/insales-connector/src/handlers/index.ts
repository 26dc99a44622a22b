import type { Handler } from '@skladbridge/messaging'
import { onAccessChanged } from './on-access-changed.js'
import { onAccountRemoved } from './on-account-removed.js'
import type { AccountEnds } from './ports.js'

/** Which event is answered by what. */
export const handlers = (ends: AccountEnds): Handler[] => [onAccessChanged(ends), onAccountRemoved(ends)]
