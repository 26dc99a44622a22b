/** What is to be done with all that is kept of an account. */
export interface AccountEnds {
  /** Webhooks and credentials of its shops go; only of those connected before that moment. */
  removeShops(accountId: string, connectedBefore: Date): Promise<void>
  /** All of it is forgotten; only what has been removed before that moment. */
  erase(accountId: string, removedBefore: Date): Promise<void>
}
